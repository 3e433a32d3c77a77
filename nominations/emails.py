"""One function for each letter: who gets it and what it says. They compose rows; nothing is sent here.

All share one layout (`letters.words`): a heading, sentences, at most one link. A letter whose link answers for
somebody is secret: its text goes once it is sent, and staff never read it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreement.emails import compose_words, secretariat
from letters.words import Words, checksum
from membership.models import Application
from nominations.permissions import under_way
from nominations.states import PlaceKind, State, WhyNot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from letters.models import Letter
    from nominations.models import Choice, Nomination, NominationRound, RoundDecision, SeatOffer

KINDS = {
    "nominee_asked": gettext_lazy("Nomination: the nominee is asked"),
    "nominee_reminded": gettext_lazy("Nomination: reminder to the nominee"),
    "nominee_withdrawn": gettext_lazy("Nomination: withdrawn"),
    "nominator_told": gettext_lazy("Nomination: the nominee's answer"),
    "nominee_not_needed": gettext_lazy("Nomination: no answer is needed any more"),
    "nominee_unchosen": gettext_lazy("Nomination: not chosen after all"),
    "nominee_unreachable": gettext_lazy("Nomination: the letter did not arrive"),
    "round_corrected": gettext_lazy("Nomination: the decision is corrected"),
    "seat_vacant": gettext_lazy("A vacant seat without alternates"),
    "round_cancelled": gettext_lazy("Nomination: the round is called off"),
    "nominee_chosen": gettext_lazy("Nomination: chosen"),
    "nominee_thanked": gettext_lazy("Nomination: thanks"),
    "nominator_result": gettext_lazy("Nomination: the outcome"),
    "seat_offered": gettext_lazy("Offer of a vacant seat"),
    "seat_taken": gettext_lazy("A vacant seat is filled"),
}


def nominee_asked(nomination: Nomination) -> Letter:
    """Somebody nominates you: for what, what it means, and a link to say yes or no. Goes to a typed address, once."""
    return _to_nominee(nomination, "nominee_asked", _asked, secret=True)


def nominee_reminded(nomination: Nomination) -> Letter:
    """The window closes soon, and there is no answer yet."""
    return _to_nominee(nomination, "nominee_reminded", _reminded, secret=True)


def nominee_withdrawn(nomination: Nomination) -> Letter:
    """Whoever nominated has taken it back; nothing is asked of the nominee any more."""
    return _to_nominee(nomination, "nominee_withdrawn", _withdrawn)


def nominee_thanked(nomination: Nomination) -> Letter:
    """Others were chosen: thanks, how it was decided, and when the data goes."""
    return _to_nominee(nomination, "nominee_thanked", _thanked)


def nominee_not_needed(nomination: Nomination) -> Letter:
    """The round is decided, and the nominee never answered: nothing is asked any more."""
    return _to_nominee(nomination, "nominee_not_needed", _not_needed)


def nominee_chosen(choice: Choice, *, correction: bool = False) -> Letter:
    """Chosen: as what, for how long, by which decision; maybe by one that corrects another."""

    def words(nomination: Nomination) -> Words:
        return _chosen(choice)

    occasion = str(choice.decision_id) if correction else ""
    return _to_nominee(choice.nomination, "nominee_chosen", words, occasion=occasion)


def nominee_unchosen(nomination: Nomination, decision: RoundDecision) -> Letter:
    """The decision is corrected, and somebody else sits there: why, and from when."""

    def words(about: Nomination) -> Words:
        return _unchosen(about, decision)

    return _to_nominee(nomination, "nominee_unchosen", words, occasion=str(decision.pk))


def round_corrected(choice: Choice) -> list[Letter]:
    """Still chosen, by a decision whose facts are others now: what stood there, and what stands there."""

    def words(about: Nomination) -> Words:
        return _corrected(choice)

    nomination, occasion = choice.nomination, str(choice.decision_id)
    told = _to_nominators(nomination, "round_corrected", words, occasion=occasion)
    if nomination.nominee_email:  # gone where somebody left long ago
        told.append(_to_nominee(nomination, "round_corrected", words, occasion=occasion))
    return told


def nominee_unreachable(nomination: Nomination) -> list[Letter]:
    """The letter to the nominee was refused: there can be no answer, and whoever nominated should know."""
    return _to_nominators(nomination, "nominee_unreachable", _unreachable)


def seat_vacant(round_: NominationRound, vacancy: str, call: NominationRound | None) -> list[Letter]:
    """No alternate is left: to everybody in the region's secretariat, with the draft of a call if there is one."""
    return [
        compose_words(
            round_.agreement,
            lambda: _vacant(round_, call),
            key=f"seat_vacant:round-{round_.pk}:{vacancy}:{checksum(person.email)}",
            kind="seat_vacant",
            to=person.email,
            language=person.language,
        )
        for person in secretariat(round_.agreement.region)
    ]


def nominator_told(nomination: Nomination, *, occasion: str) -> list[Letter]:
    """The nominee has answered, or changed their mind."""
    return _to_nominators(nomination, "nominator_told", _answered, occasion=occasion)


def nominator_result(
    nomination: Nomination, choice: Choice | None, *, why: WhyNot = WhyNot.OTHERS, correction: str = ""
) -> list[Letter]:
    """How it went with the own nomination: what the person was chosen for, else `why` not. `correction` names the
    decision that says otherwise than an earlier one.
    """

    def words(about: Nomination) -> Words:
        return _result(about, choice, why)

    return _to_nominators(nomination, "nominator_result", words, occasion=correction)


def round_cancelled(nomination: Nomination, reason: str, *, to_nominee: bool = True) -> list[Letter]:
    """The round is called off: why. To the nominee, once however many have nominated, and to whoever nominated."""

    def words(about: Nomination) -> Words:
        return _cancelled(about, reason)

    told = _to_nominators(nomination, "round_cancelled", words)
    return [_to_nominee(nomination, "round_cancelled", words), *told] if to_nominee else told


def seat_offered(offer: SeatOffer) -> Letter:
    """A seat is vacant, and you are next: a link to say yes or no, and the last day."""

    def words(nomination: Nomination) -> Words:
        return _offered(offer)

    return _to_nominee(
        offer.nomination,
        "seat_offered",
        words,
        occasion=str(offer.pk),
        secret=True,
        to=_address(offer.nomination),
    )


def seat_taken(offer: SeatOffer) -> list[Letter]:
    """The alternate has taken the seat: a receipt, and word to whoever nominated."""

    def words(nomination: Nomination) -> Words:
        return _taken(offer)

    nomination = offer.nomination
    return [
        _to_nominee(nomination, "seat_taken", words, occasion=str(offer.pk), to=_address(nomination)),
        *_to_nominators(nomination, "seat_taken", words, occasion=str(offer.pk)),
    ]


# --- What they say ---------------------------------------------------------------------------------


def _asked(nomination: Nomination) -> Words:
    round_ = nomination.round
    return Words(
        _("You are nominated: %(round)s") % {"round": round_.title},
        [
            _("%(who)s would like you to take part: %(what)s.")
            % {"who": nomination.nominator, "what": round_.target},
            _("Compensation: %(text)s") % {"text": round_.compensation},
            _("Nothing happens unless you say yes yourself. The link opens a page where you answer."),
            _(
                "If you are chosen, your name and whom you speak for are public. Until then nobody outside sees it."
            ),
            _("Answer before the window closes, if you can. Last day: %(day)s.")
            % {"day": _day(round_.closes_on)},
        ],
        _("Read more and answer"),
        nomination.answer_url,
    )


def _reminded(nomination: Nomination) -> Words:
    asked = _asked(nomination)
    return replace(
        asked,
        subject=_("Do you want to be nominated? %(round)s") % {"round": nomination.round.title},
        lines=[_("We have not heard from you yet."), *asked.lines],
    )


def _withdrawn(nomination: Nomination) -> Words:
    return Words(
        _("The nomination is withdrawn: %(round)s") % {"round": nomination.round.title},
        [
            _("%(who)s has taken back the nomination of you.") % {"who": nomination.nominator},
            _("You need not do anything. What we know about you goes when the round is over."),
        ],
    )


def _thanked(nomination: Nomination) -> Words:
    round_ = nomination.round
    return Words(
        _("Thank you for standing: %(round)s") % {"round": round_.title},
        [
            _("The leadership group has chosen. This time it was others."),
            _("Thank you for wanting to take part. You are welcome to stand again."),
            *_decided(round_),
            _gone(round_),
        ],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _not_needed(nomination: Nomination) -> Words:
    round_ = nomination.round
    return Words(
        _("The round is over: %(round)s") % {"round": round_.title},
        [
            _("You were nominated, and the leadership group has chosen. You need not answer any more."),
            _gone(round_),
        ],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _unchosen(nomination: Nomination, decision: RoundDecision) -> Words:
    round_ = nomination.round
    return Words(
        _("The decision is corrected: %(round)s") % {"round": round_.title},
        [
            _("You were told that you are chosen. That was wrong, and we are sorry."),
            _("Why: %(text)s") % {"text": decision.correction},
            _("If your term has begun, today is your last day."),
            *_decided(round_),
            _gone(round_),
        ],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _corrected(choice: Choice) -> Words:
    nomination = choice.nomination
    round_, decision = nomination.round, choice.decision
    before = decision.corrects
    names = {"name": nomination.nominee_name, "rank": choice.rank}
    return Words(
        _("The decision is corrected: %(round)s") % {"round": round_.title},
        [
            _("%(name)s is alternate number %(rank)s.") % names
            if choice.rank
            else _("%(name)s is chosen as before.") % names,
            _("Why: %(text)s") % {"text": decision.correction},
            _("Before it said: %(day)s, § %(paragraph)s.")
            % {"day": _day(before.decided_on), "paragraph": before.paragraph}
            if before is not None
            else "",
            *_decided(round_),
        ],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _unreachable(nomination: Nomination) -> Words:
    return Words(
        _("Our letter to %(name)s did not arrive") % {"name": nomination.nominee_name},
        [
            _("We could not deliver the letter to %(address)s, so there can be no answer.")
            % {"address": nomination.nominee_email},
            _("Look at the address. If it is wrong: withdraw, and nominate again with the right one."),
            _("Last day: %(day)s.") % {"day": _day(nomination.round.closes_on)},
        ],
        _("See the nomination"),
        nomination.get_absolute_url(),
    )


def _vacant(round_: NominationRound, call: NominationRound | None) -> Words:
    heading = _("A seat is vacant: %(body)s") % {"body": round_.target}
    nobody = _("No alternate is left to ask.")
    if call is None:
        return Words(
            heading,
            [nobody, _("Little of the term is left, so no call has been prepared.")],
            _("See the round"),
            reverse("admin:nominations_nominationround_nominations", args=[round_.pk]),
        )
    return Words(
        heading,
        [nobody, _("A call for the rest of the term is there as a draft. Look at its words and publish it.")],
        _("See the draft"),
        reverse("admin:nominations_nominationround_change", args=[call.pk]),
    )


def _chosen(choice: Choice) -> Words:
    nomination = choice.nomination
    round_ = nomination.round
    if choice.kind == PlaceKind.ALTERNATE:
        subject = _("You are chosen as alternate: %(round)s")
        more = [
            _("You are number %(rank)s of the alternates.") % {"rank": choice.rank},
            _("If a seat falls vacant, we ask the alternates in that order."),
        ]
    else:
        subject = _("You are chosen: %(round)s")
        more = [_("From now on your name and whom you speak for are public.")]
    return Words(
        subject % {"round": round_.title},
        [
            _("The leadership group has chosen you for %(what)s.") % {"what": round_.target},
            _term(choice.from_on, choice.to_on),
            *more,
            *_decided(round_),
        ],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _answered(nomination: Nomination) -> Words:
    if nomination.state == State.ACCEPTED:
        subject = _("%(name)s has said yes") % {"name": nomination.nominee_name}
        text = _("%(name)s accepts your nomination.") % {"name": nomination.nominee_name}
    else:
        subject = _("%(name)s has said no") % {"name": nomination.nominee_name}
        text = _("%(name)s does not want to be nominated. You can nominate somebody else.") % {
            "name": nomination.nominee_name
        }
    return Words(
        subject,
        [
            text,
            _("The round: %(round)s. Last day: %(day)s.")
            % {"round": nomination.round.title, "day": _day(nomination.round.closes_on)},
        ],
        _("See the nomination"),
        nomination.get_absolute_url(),
    )


def _result(nomination: Nomination, choice: Choice | None, why: WhyNot) -> Words:
    round_ = nomination.round
    if choice is None:
        text = str(why.label) % {"name": nomination.nominee_name}
    elif choice.kind == PlaceKind.ALTERNATE:
        text = _("%(name)s is chosen as alternate number %(rank)s.") % {
            "name": nomination.nominee_name,
            "rank": choice.rank,
        }
    else:
        text = _("%(name)s is chosen.") % {"name": nomination.nominee_name}
    return Words(
        _("The round is decided: %(round)s") % {"round": round_.title},
        [text, _("Thank you for nominating."), *_decided(round_)],
        _("See the nomination"),
        nomination.get_absolute_url(),
    )


def _cancelled(nomination: Nomination, reason: str) -> Words:
    round_ = nomination.round
    return Words(
        _("Called off: %(round)s") % {"round": round_.title},
        [_("The round is called off, and nobody is chosen."), _("The reason: %(text)s") % {"text": reason}],
        _("About the round"),
        round_.get_absolute_url(),
    )


def _offered(offer: SeatOffer) -> Words:
    return Words(
        _("A seat is vacant: %(body)s") % {"body": offer.nomination.round.target},
        [
            _("A place is vacant. You are the next of the alternates, so we ask you first."),
            _term(offer.from_on, offer.to_on),
            _("Answer by %(day)s. The day lasts whole. After that we ask the next one.")
            % {"day": _day(offer.answer_by)},
            _("If you say no, you are still an alternate."),
        ],
        _("Read more and answer"),
        offer.get_absolute_url(),
    )


def _taken(offer: SeatOffer) -> Words:
    return Words(
        _("The seat is filled: %(body)s") % {"body": offer.nomination.round.target},
        [
            _("%(name)s has taken the vacant seat.") % {"name": offer.nomination.nominee_name},
            _term(max(offer.from_on, timezone.localdate()), offer.to_on),
        ],
        _("About the round"),
        offer.nomination.round.get_absolute_url(),
    )


def _decided(round_: NominationRound) -> list[str]:
    decision = round_.decision
    if decision is None:
        return []
    return [
        _("Decided on %(day)s, § %(paragraph)s.")
        % {"day": _day(decision.decided_on), "paragraph": decision.paragraph}
    ]


def _gone(round_: NominationRound) -> str:
    return _("Your name and what was written about you are removed after %(days)s days.") % {
        "days": round_.keep_days
    }


def _term(from_on: dt.date, to_on: dt.date | None) -> str:
    if to_on is None:
        return _("The term begins on %(day)s.") % {"day": _day(from_on)}
    return _("The term is from %(first)s to %(last)s.") % {"first": _day(from_on), "last": _day(to_on)}


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


# --- Whom they go to -------------------------------------------------------------------------------


def _to_nominee(
    nomination: Nomination,
    kind: str,
    words: Callable[[Nomination], Words],
    *,
    occasion: str = "",
    secret: bool = False,
    to: str = "",
) -> Letter:
    return _letter(
        nomination,
        kind,
        words,
        to=to or nomination.nominee_email,
        language=nomination.language,
        occasion=occasion,
        secret=secret,
    )


def _to_nominators(
    nomination: Nomination,
    kind: str,
    words: Callable[[Nomination], Words],
    *,
    occasion: str = "",
) -> list[Letter]:
    """To everybody who works on it: the organisation's people with access, or the sitting member."""
    return [
        _letter(nomination, kind, words, to=person.email, language=person.language, occasion=occasion)
        for person in nominators(nomination)
        if person.email != nomination.nominee_email or kind == "nominator_told"
    ]


def nominators(nomination: Nomination) -> list[User]:
    """Those who work on the nomination today: for a sitting member's the member, else the organisation's people, by the
    application that is under way or has made it a member; nobody of one that came to nothing.
    """
    if nomination.organisation_id is None:
        return [nomination.nominated_by]
    cases = Application.objects.filter(
        under_way(), organisation=nomination.organisation_id, agreement=nomination.round.agreement_id
    )
    people = User.objects.filter(is_active=True, application_access__application__in=cases)
    return list(people.distinct().order_by("pk"))


def _address(nomination: Nomination) -> str:
    """Where whoever sits by the nomination is reached today: the address that was nominated may be years old."""
    link = nomination.links.select_related("holding__user").order_by("holding__from_on").last()
    return link.holding.user.email if link else nomination.nominee_email


def _letter(
    nomination: Nomination,
    kind: str,
    words: Callable[[Nomination], Words],
    *,
    to: str,
    language: str,
    occasion: str,
    secret: bool = False,
) -> Letter:
    return compose_words(
        nomination.round.agreement,
        lambda: words(nomination),
        key=f"{kind}:nomination-{nomination.pk}:{occasion}:{checksum(to)}",
        kind=kind,
        to=to,
        language=language,
        secret=secret,
    )
