"""One function for each letter: when, and to whom. They compose rows; nothing is sent here. The words: letter_words.

All share one layout (`letters.words`): a heading, sentences, at most one link. A letter whose link answers for
somebody is secret: its text goes once it is sent, and staff never read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from accounts.models import User
from agreement.emails import compose_words, secretariat
from letters.words import Words, checksum
from membership.models import Application
from nominations import letter_words
from nominations.permissions import under_way
from nominations.states import WhyNot

if TYPE_CHECKING:
    from collections.abc import Callable

    from letters.models import Letter
    from nominations.models import Choice, Nomination, NominationRound, RoundDecision, SeatOffer

KINDS = {
    "round_opens": gettext_lazy("Nominations are open"),
    "nominator_send_soon": gettext_lazy("Nomination: prepared and not sent"),
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


def round_opens(round_: NominationRound, application: Application) -> list[Letter]:
    """Somebody can be nominated now: to the contacts of a member, and to confirmed addresses of one that has applied.
    Each address once, however many organisations are reached there.
    """
    membership = getattr(application, "membership", None)
    return [
        compose_words(
            round_.agreement,
            lambda: letter_words.opens(round_, joined=membership is not None),
            key=f"round_opens:{mark(round_.pk)}:{checksum(address)}",
            kind="round_opens",
            to=address,
            language=application.language,
        )
        for address in (membership.recipients if membership else application.confirmed_recipients)
    ]


def nominator_send_soon(nomination: Nomination) -> list[Letter]:
    """What you have prepared is not sent, and the window closes soon."""
    return _to_nominators(nomination, "nominator_send_soon", letter_words.send_soon)


def nominee_asked(nomination: Nomination) -> Letter:
    """Somebody nominates you: for what, what it means, and a link to say yes or no. Goes to a typed address, once."""
    return _to_nominee(nomination, "nominee_asked", letter_words.asked, secret=True)


def nominee_reminded(nomination: Nomination) -> Letter:
    """The window closes soon, and there is no answer yet."""
    return _to_nominee(nomination, "nominee_reminded", letter_words.reminded, secret=True)


def nominee_withdrawn(nomination: Nomination) -> Letter:
    """Whoever nominated has taken it back; nothing is asked of the nominee any more."""
    return _to_nominee(nomination, "nominee_withdrawn", letter_words.withdrawn)


def nominee_thanked(nomination: Nomination) -> Letter:
    """Others were chosen: thanks, how it was decided, and when the data goes."""
    return _to_nominee(nomination, "nominee_thanked", letter_words.thanked)


def nominee_not_needed(nomination: Nomination) -> Letter:
    """The round is decided, and the nominee never answered: nothing is asked any more."""
    return _to_nominee(nomination, "nominee_not_needed", letter_words.not_needed)


def nominee_chosen(choice: Choice, *, correction: bool = False) -> Letter:
    """Chosen: as what, for how long, by which decision; maybe by one that corrects another."""

    def words(nomination: Nomination) -> Words:
        return letter_words.chosen(choice)

    occasion = str(choice.decision_id) if correction else ""
    return _to_nominee(choice.nomination, "nominee_chosen", words, occasion=occasion)


def nominee_unchosen(nomination: Nomination, decision: RoundDecision) -> Letter:
    """The decision is corrected, and somebody else sits there: why, and from when."""

    def words(about: Nomination) -> Words:
        return letter_words.unchosen(about, decision)

    return _to_nominee(nomination, "nominee_unchosen", words, occasion=str(decision.pk))


def round_corrected(choice: Choice) -> list[Letter]:
    """Still chosen, by a decision whose facts are others now: what stood there, and what stands there."""

    def words(about: Nomination) -> Words:
        return letter_words.corrected(choice)

    nomination, occasion = choice.nomination, str(choice.decision_id)
    told = _to_nominators(nomination, "round_corrected", words, occasion=occasion)
    if nomination.nominee_email:  # gone where somebody left long ago
        told.append(_to_nominee(nomination, "round_corrected", words, occasion=occasion))
    return told


def nominee_unreachable(nomination: Nomination) -> list[Letter]:
    """The letter to the nominee was refused: there can be no answer, and whoever nominated should know."""
    return _to_nominators(nomination, "nominee_unreachable", letter_words.unreachable)


def seat_vacant(round_: NominationRound, vacancy: str, call: NominationRound | None) -> list[Letter]:
    """No alternate is left: to everybody in the region's secretariat, with the draft of a call if there is one."""
    return [
        compose_words(
            round_.agreement,
            lambda: letter_words.vacant(round_, call),
            key=f"seat_vacant:{mark(round_.pk)}:{vacancy}:{checksum(person.email)}",
            kind="seat_vacant",
            to=person.email,
            language=person.language,
        )
        for person in secretariat(round_.agreement.region)
    ]


def nominator_told(nomination: Nomination, *, occasion: str) -> list[Letter]:
    """The nominee has answered, or changed their mind."""
    return _to_nominators(nomination, "nominator_told", letter_words.answered, occasion=occasion)


def nominator_result(
    nomination: Nomination, choice: Choice | None, *, why: WhyNot = WhyNot.OTHERS, correction: str = ""
) -> list[Letter]:
    """How it went with the own nomination: what the person was chosen for, else `why` not. `correction` names the
    decision that says otherwise than an earlier one.
    """

    def words(about: Nomination) -> Words:
        return letter_words.result(about, choice, why)

    return _to_nominators(nomination, "nominator_result", words, occasion=correction)


def round_cancelled(nomination: Nomination, reason: str, *, to_nominee: bool = True) -> list[Letter]:
    """The round is called off: why. To the nominee, once however many have nominated, and to whoever nominated."""

    def words(about: Nomination) -> Words:
        return letter_words.cancelled(about, reason)

    told = _to_nominators(nomination, "round_cancelled", words)
    return [_to_nominee(nomination, "round_cancelled", words), *told] if to_nominee else told


def seat_offered(offer: SeatOffer) -> Letter:
    """A seat is vacant, and you are next: a link to say yes or no, and the last day."""

    def words(nomination: Nomination) -> Words:
        return letter_words.offered(offer)

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
        return letter_words.taken(offer)

    nomination = offer.nomination
    return [
        _to_nominee(nomination, "seat_taken", words, occasion=str(offer.pk), to=_address(nomination)),
        *_to_nominators(nomination, "seat_taken", words, occasion=str(offer.pk)),
    ]


# --- What their keys are made of -------------------------------------------------------------------


def mark(round_id: int) -> str:
    """The part of the key that every letter of the round has: whoever has a stake in it does not read them."""
    return f"round-{round_id}"


def beginning(kind: str, nomination: Nomination) -> str:
    """How the key of such a letter about the nomination begins."""
    return f"{kind}:{mark(nomination.round_id)}:nomination-{nomination.pk}:"


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
    # What is prepared and not sent is its maker's own: the region's staff do not read the letter either (LAW-P1).
    whose = {"region": ""} if nomination.sent_at is None else {}
    return compose_words(
        nomination.round.agreement,
        lambda: words(nomination),
        key=f"{beginning(kind, nomination)}{occasion}:{checksum(to)}",
        kind=kind,
        to=to,
        language=language,
        secret=secret,
        **whose,
    )
