"""Items that the development group hands to the leadership group, and how they come back (MEM-37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from agreement.models import Body
from agreement.states import BodyKind
from meetings import emails
from meetings.models import Handover, Item
from meetings.permissions import Parts
from meetings.services.agenda import refuse_closed
from meetings.states import ItemKind, ItemState
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Meeting


def hand_over(item: Item, *, actor: User, question: str) -> Handover:
    """Hand an item with its papers to the leadership group, where it waits for a meeting; it comes back with an answer.

    Refuses with StepNotAllowed: no part in the development group or a conflict of interest, no question, taken back,
    handed over already, or the region has no leadership group.
    """
    if not Parts(actor).may_hand_over(item):
        raise StepNotAllowed(_("Only the development group hands items over."))
    if not question.strip():
        raise StepNotAllowed(_("Write what you ask the leadership group."))
    refuse_closed(item, actor)
    with transaction.atomic():
        source = Item.objects.select_for_update(of=("self",)).select_related("body").get(pk=item.pk)
        if source.state in (ItemState.WITHDRAWN, ItemState.POSTPONED) or hasattr(source, "handover"):
            raise StepNotAllowed(_("The item was handed over, postponed or taken back."))
        leaders = Body.objects.filter(agreement=source.body.agreement_id, kind=BodyKind.LEADERSHIP).first()
        if leaders is None:
            raise StepNotAllowed(_("The region has no leadership group yet."))
        target = Item.objects.create(
            body=leaders,
            kind=ItemKind.DECISION,
            title=source.title,
            text=question.strip(),
            proposed_by=actor,
            party=source.party,
            thread=source.thread,
        )
        return Handover.objects.create(
            source=source, target=target, question=question.strip(), handed_by=actor
        )


def bring_back(handover: Handover, meeting: Meeting, outcome: str) -> None:
    """The leadership group has taken the item up: its answer becomes an item of the group that asked, and a letter.

    Called when the minutes' facts are written down, in that transaction. Twice: the second changes nothing.
    """
    first = Handover.objects.filter(pk=handover.pk, answered_at=None)
    if not first.update(answer=outcome, answered_at=timezone.now()):
        return
    handover.refresh_from_db()
    source = handover.source
    with override("sv"):  # an item is read by all in one language, and the minutes are Swedish
        title = gettext("Answer: %(title)s") % {"title": source.title}
    handover.reply = Item.objects.create(
        body=source.body,
        kind=ItemKind.INFORMATION,
        title=title[:160],
        text=outcome,
        proposed_by=handover.handed_by,
        party=source.party,
        thread=source.thread,
    )
    handover.save(update_fields=["reply"])
    emails.answer(handover, meeting)


def answer_anew(handover: Handover, meeting: Meeting, outcome: str, *, occasion: int) -> None:
    """What was written down has been corrected: the answer is what it came to, and the group that asked hears of it.

    The same words again: nothing. An answer that the group has taken up already stands in its minutes as it was.
    """
    if handover.answered_at is None or handover.answer == outcome:
        return
    Handover.objects.filter(pk=handover.pk).update(answer=outcome)
    handover.refresh_from_db()
    Item.objects.waiting().filter(answer_to=handover).update(text=outcome)
    emails.answer(handover, meeting, again=occasion)


def go_on(handover: Handover, later: Item) -> None:
    """The item was postponed: what was asked follows it to the next meeting."""
    Handover.objects.filter(pk=handover.pk).update(target=later)
