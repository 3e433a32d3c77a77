"""What the letters of nominations say, in the reader's language: one function for each letter in `emails`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letters.words import Words
from nominations.states import PlaceKind, State, WhyNot

if TYPE_CHECKING:
    import datetime as dt

    from nominations.models import Choice, Nomination, NominationRound, RoundDecision, SeatOffer


def opens(round_: NominationRound, *, joined: bool) -> Words:
    day = _day(round_.member_by)
    return Words(
        _("Nominations are open: %(round)s") % {"round": round_.title},
        [
            _("You can nominate somebody now: %(what)s.") % {"what": round_.target},
            _("Theme: %(theme)s") % {"theme": round_.get_theme_display()} if round_.theme else "",
            _("Compensation: %(text)s") % {"text": round_.compensation},
            _("The last day is %(day)s. It lasts whole, to midnight.") % {"day": _day(round_.closes_on)},
            "" if joined else _("Your nomination counts if you have joined by %(day)s.") % {"day": day},
        ],
        _("Read more and nominate"),
        round_.get_absolute_url(),
    )


def send_soon(nomination: Nomination) -> Words:
    round_ = nomination.round
    return Words(
        _("Your nomination is not sent: %(round)s") % {"round": round_.title},
        [
            _("You have prepared a nomination of %(name)s. It counts only if you send it.")
            % {"name": nomination.nominee_name},
            _("The last day is %(day)s. It lasts whole, to midnight.") % {"day": _day(round_.closes_on)},
        ],
        _("See the nomination"),
        nomination.get_absolute_url(),
    )


def asked(nomination: Nomination) -> Words:
    round_ = nomination.round
    return Words(
        _("You are nominated: %(round)s") % {"round": round_.title},
        [
            _("%(who)s would like you to take part: %(what)s.")
            % {"who": nomination.nominator, "what": round_.target},
            _("Compensation: %(text)s") % {"text": round_.compensation},
            _("Nothing happens unless you say yes yourself. The link opens a page where you answer."),
            _("If you are chosen, the public sees which organisation you speak for, but not your name.")
            if round_.forum
            else _(
                "If you are chosen, your name and whom you speak for are public. Until then nobody outside sees it."
            ),
            _("Answer before the window closes, if you can. Last day: %(day)s.")
            % {"day": _day(round_.closes_on)},
        ],
        _("Read more and answer"),
        nomination.answer_url,
    )


def reminded(nomination: Nomination) -> Words:
    first = asked(nomination)
    return replace(
        first,
        subject=_("Do you want to be nominated? %(round)s") % {"round": nomination.round.title},
        lines=[_("We have not heard from you yet."), *first.lines],
    )


def withdrawn(nomination: Nomination) -> Words:
    return Words(
        _("The nomination is withdrawn: %(round)s") % {"round": nomination.round.title},
        [
            _("%(who)s has taken back the nomination of you.") % {"who": nomination.nominator},
            _("You need not do anything. What we know about you goes when the round is over."),
        ],
    )


def thanked(nomination: Nomination) -> Words:
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


def not_needed(nomination: Nomination) -> Words:
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


def unchosen(nomination: Nomination, decision: RoundDecision) -> Words:
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


def corrected(choice: Choice) -> Words:
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


def unreachable(nomination: Nomination) -> Words:
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


def vacant(round_: NominationRound, call: NominationRound | None) -> Words:
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


def chosen(choice: Choice) -> Words:
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
        more = [
            _("The public sees which organisation you speak for, but not your name.")
            if choice.kind == PlaceKind.FORUM
            else _("From now on your name and whom you speak for are public.")
        ]
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


def answered(nomination: Nomination) -> Words:
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


def result(nomination: Nomination, choice: Choice | None, why: WhyNot) -> Words:
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


def cancelled(nomination: Nomination, reason: str) -> Words:
    round_ = nomination.round
    return Words(
        _("Called off: %(round)s") % {"round": round_.title},
        [_("The round is called off, and nobody is chosen."), _("The reason: %(text)s") % {"text": reason}],
        _("About the round"),
        round_.get_absolute_url(),
    )


def offered(offer: SeatOffer) -> Words:
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


def taken(offer: SeatOffer) -> Words:
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
