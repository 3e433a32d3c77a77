"""One function for each letter: who gets it and what it says. They compose rows; nothing is sent here.

All share one layout (`letters.words`): a heading, sentences, at most one link. A letter whose link answers for
somebody is secret: its text goes once it is sent, and staff never read it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agreement.emails import compose_words
from letters.words import Words, checksum
from nominations.states import PlaceKind, State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from letters.models import Letter
    from nominations.models import Choice, Nomination, NominationRound, SeatOffer

KINDS = {
    "nominee_asked": gettext_lazy("Nomination: the nominee is asked"),
    "nominee_reminded": gettext_lazy("Nomination: reminder to the nominee"),
    "nominee_withdrawn": gettext_lazy("Nomination: withdrawn"),
    "nominator_told": gettext_lazy("Nomination: the nominee's answer"),
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


def nominee_chosen(choice: Choice) -> Letter:
    """Chosen: as what, for how long, by which decision."""

    def words(nomination: Nomination) -> Words:
        return _chosen(choice)

    return _to_nominee(choice.nomination, "nominee_chosen", words)


def nominator_told(nomination: Nomination, *, occasion: str) -> list[Letter]:
    """The nominee has answered, or changed their mind."""
    return _to_nominators(nomination, "nominator_told", _answered, occasion=occasion)


def nominator_result(nomination: Nomination, choice: Choice | None) -> list[Letter]:
    """How it went with the own nomination."""

    def words(about: Nomination) -> Words:
        return _result(about, choice)

    return _to_nominators(nomination, "nominator_result", words)


def round_cancelled(nomination: Nomination, reason: str) -> list[Letter]:
    """The round is called off: why. To the nominee and to whoever nominated."""

    def words(about: Nomination) -> Words:
        return _cancelled(about, reason)

    return [
        _to_nominee(nomination, "round_cancelled", words),
        *_to_nominators(nomination, "round_cancelled", words),
    ]


def seat_offered(offer: SeatOffer) -> Letter:
    """A seat is vacant, and you are next: a link to say yes or no, and the last day."""

    def words(nomination: Nomination) -> Words:
        return _offered(offer)

    return _to_nominee(offer.nomination, "seat_offered", words, occasion=str(offer.pk), secret=True)


def seat_taken(offer: SeatOffer) -> list[Letter]:
    """The alternate has taken the seat: a receipt, and word to whoever nominated."""

    def words(nomination: Nomination) -> Words:
        return _taken(offer)

    nomination = offer.nomination
    return [
        _to_nominee(nomination, "seat_taken", words, occasion=str(offer.pk)),
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
            _("Your name and what was written about you are removed after %(days)s days.")
            % {"days": round_.keep_days},
        ],
        _("About the round"),
        round_.get_absolute_url(),
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


def _result(nomination: Nomination, choice: Choice | None) -> Words:
    round_ = nomination.round
    if choice is None:
        text = _("Others than %(name)s were chosen this time.") % {"name": nomination.nominee_name}
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
        _("A seat is vacant: %(body)s") % {"body": offer.seat.body.name},
        [
            _("Somebody has left the group. You are the next of the alternates, so we ask you first."),
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
        _("The seat is filled: %(body)s") % {"body": offer.seat.body.name},
        [
            _("%(name)s has taken the vacant seat.") % {"name": offer.nomination.nominee_name},
            _term(max(offer.from_on, timezone.localdate()), offer.to_on),
        ],
        _("About the round"),
        offer.nomination.round.get_absolute_url(),
    )


def _decided(round_: NominationRound) -> list[str]:
    decision = getattr(round_, "decision", None)
    if decision is None:
        return []
    return [
        _("Decided on %(day)s, § %(paragraph)s.")
        % {"day": _day(decision.decided_on), "paragraph": decision.paragraph}
    ]


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
) -> Letter:
    return _letter(
        nomination,
        kind,
        words,
        to=nomination.nominee_email,
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
    """Those who work on the nomination, and have signed in at some time: nobody else has confirmed an address."""
    if nomination.organisation_id is None:
        return [nomination.nominated_by]
    people = User.objects.filter(
        is_active=True,
        application_access__application__organisation=nomination.organisation_id,
        application_access__application__agreement=nomination.round.agreement_id,
    )
    return list(people.distinct().order_by("pk"))


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
