"""What a meeting takes up: items from either side, papers to all at the same time, conflicts of interest."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.models import Body, Meeting
from agreement.states import MeetingState
from meetings import emails
from meetings.models import Item, ItemRecusal, Paper
from meetings.permissions import Parts
from meetings.services.calling import release
from meetings.states import AHEAD, ONE_PRESS, ItemKind, ItemState
from meetings.steps import write_down
from membership.uploads import inspect
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User


def propose_item(
    body: Body,
    *,
    actor: User,
    title: str,
    kind: ItemKind = ItemKind.DISCUSSION,
    text: str = "",
    meeting: Meeting | None = None,
) -> Item:
    """Anybody who sits in the group, on either side, puts something on the agenda, or has it wait (CRO-38).

    After the call everybody is told. Refuses with StepNotAllowed: no part in the group, or the meeting is over,
    cancelled or another group's. Twice within minutes: the first one.
    """
    parts = Parts(actor)
    if not parts.sees(body):
        raise StepNotAllowed(_("Only those who sit in the group do that."))
    holding = parts.holding(body)
    facts = {"kind": kind, "title": title.strip(), "text": text.strip(), "proposed_by": actor}
    with transaction.atomic():
        if meeting:
            meeting = _ahead(meeting, body)
        else:  # whoever presses twice waits here for the first; nobody else does
            Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        since = timezone.now() - ONE_PRESS
        same = Item.objects.waiting().filter(**facts, body=body, meeting=meeting, created_at__gt=since)
        same = same.filter(handover=None, handed_from=None, answer_to=None, continues=None)
        twin: Item | None = same.first()
        if twin is not None:
            return twin
        item: Item = Item.objects.create(
            **facts,
            body=body,
            meeting=meeting,
            number=_next_number(meeting),
            party=holding.seat.party if holding else None,
        )
        if meeting:
            write_down(meeting, "item", actor=actor, note=item.title)
            if meeting.state == MeetingState.CALLED:
                emails.more_items(meeting, item)
    return item


def place_item(item: Item, meeting: Meeting, *, actor: User) -> Item:
    """The secretariat, or who proposed it, puts an item that waits on a meeting's agenda. Nobody takes another's item
    off it (CRO-38).

    Refuses with StepNotAllowed: somebody else, the item stands on an agenda, or the meeting is over. Twice: refused.
    """
    if not Parts(actor).may_place(item):
        raise StepNotAllowed(_("The secretariat does that."))
    with transaction.atomic():
        meeting = _ahead(meeting, item.body)
        placed = (
            Item.objects.without_meeting()
            .filter(pk=item.pk)
            .update(meeting=meeting, number=_next_number(meeting))
        )
        if not placed:
            raise StepNotAllowed(_("The item stands on an agenda, or has been taken back."))
        item.refresh_from_db()
        write_down(meeting, "item", actor=actor, note=item.title)
        if meeting.state == MeetingState.CALLED:
            release(meeting, timezone.now())
            emails.more_items(meeting, item)
    return item


def withdraw_item(item: Item, *, actor: User) -> None:
    """Who proposed an item takes it back, as long as it has not been taken up. Twice: refused.

    What was handed over stays: the other group has it.
    """
    if not Parts(actor).may_withdraw(item):
        raise StepNotAllowed(_("Only who proposed the item takes it back."))
    with transaction.atomic():
        meeting = _held(item)
        gone = Item.objects.waiting().filter(pk=item.pk, handover=None, handed_from=None, answer_to=None)
        if not gone.update(state=ItemState.WITHDRAWN):
            raise StepNotAllowed(_("The item has been taken up or handed over."))
        if meeting:
            write_down(meeting, "item_back", actor=actor, note=item.title)
    item.refresh_from_db()


def add_paper(
    upload: UploadedFile[bytes],
    *,
    actor: User,
    title: str = "",
    meeting: Meeting | None = None,
    item: Item | None = None,
) -> Paper:
    """Keep a file for a meeting or an item. Before the call it waits; afterwards it reaches everybody at once.

    Refuses (BadFile) what is no PDF or picture; with StepNotAllowed: neither meeting nor item, no part in the group, or
    over. Papers of the meeting itself are the secretariat's, those of an item are also who proposed it. Twice within
    minutes: the first one.
    """
    home = item.meeting if item is not None else meeting
    body = item.body if item is not None else meeting.body if meeting else None
    if body is None:
        raise StepNotAllowed
    parts = Parts(actor)
    is_own = item is not None and item.proposed_by_id == actor.pk and parts.sees(body)
    if not (parts.keeps(body) or is_own):
        raise StepNotAllowed(_("The secretariat, or who proposed the item, adds papers."))
    if item is not None:
        refuse_closed(item, actor)
    found = inspect(upload)
    with transaction.atomic():
        if item is not None and item.state != ItemState.WAITING:
            raise StepNotAllowed(_("The item has been taken up."))
        home = _ahead(home, body) if home else None
        whose = {"meeting": meeting if item is None else None, "item": item}
        called = title.strip() or found.filename
        same = Paper.objects.filter(**whose, title=called, sha256=found.sha256, uploaded_by=actor)
        twin: Paper | None = same.filter(uploaded_at__gt=timezone.now() - ONE_PRESS).first()
        if twin is not None:
            return twin
        name = default_storage.save(f"papers/{uuid.uuid4().hex}.{found.extension}", upload)
        is_called = home is not None and home.state == MeetingState.CALLED
        paper = Paper.objects.create(
            **whose,
            title=called,
            stored_name=name,
            filename=found.filename,
            content_type=found.content_type,
            size=found.size,
            sha256=found.sha256,
            uploaded_by=actor,
            released_at=timezone.now() if is_called else None,
        )
        if home is not None:
            write_down(home, "paper", actor=actor, note=paper.title)
            if is_called:
                emails.more_papers(home, paper)
    return paper


def remove_paper(paper: Paper, *, actor: User) -> None:
    """Take a paper back that nobody has been sent yet: it was the wrong one. Row and file go; the diary says so.

    Refuses with StepNotAllowed: sent to the group already, or not the person's to see. Twice: nothing.
    """
    with transaction.atomic():
        meeting = _held(paper.item) if paper.item else paper.meeting
        own = Paper.objects.openable_by(Parts(actor)).filter(pk=paper.pk, released_at=None)
        gone, _rows = Paper.objects.filter(pk__in=own.values("pk"), released_at=None).delete()
        if not gone:
            if not Paper.objects.filter(pk=paper.pk).exists():
                return
            raise StepNotAllowed(_("The paper has been sent to everybody, and stays."))
        if meeting:
            write_down(meeting, "paper_back", actor=actor, note=paper.title)
        transaction.on_commit(lambda: default_storage.delete(paper.stored_name))


def declare_item_conflict(item: Item, *, user: User, note: str = "", by: User | None = None) -> ItemRecusal:
    """Say that one has a conflict of interest in an item: its text and papers close to the person, the minutes say so.
    The secretariat (`by`) records what somebody of the group said at the meeting.

    Refuses with StepNotAllowed: no seat in the group, or the item has been taken up. Twice: the first stands.
    """
    if by is not None and by != user and not Parts(by).keeps(item.body):
        raise StepNotAllowed(_("The secretariat does that."))
    if not Parts(user).sees_item(item):
        raise StepNotAllowed(_("Only those who sit in the group do that."))
    with transaction.atomic():
        meeting = _held(item)
        if not Item.objects.waiting().filter(pk=item.pk).exists():
            raise StepNotAllowed(_("The item has been taken up."))
        recusal, created = ItemRecusal.objects.get_or_create(
            item=item, user=user, defaults={"note": note.strip()}
        )
        if created and meeting:
            whose = "" if by is None or by == user else f" ({user})"
            write_down(meeting, "recuse", actor=by or user, note=f"{item.title}{whose}")
    return recusal


def take_conflict_back(item: Item, *, user: User) -> None:
    """It was a mistake, said before the item is taken up; the diary keeps both. Twice: nothing.

    Refuses with StepNotAllowed: the item has been taken up, now or before it was postponed or handed over.
    """
    with transaction.atomic():
        meeting = _held(item)
        if not Item.objects.waiting().filter(pk=item.pk).exists():
            raise StepNotAllowed(_("The item has been taken up."))
        own = ItemRecusal.objects.filter(item__thread=item.thread, user=user)
        if own.exclude(item__state=ItemState.WAITING).exists():
            raise StepNotAllowed(_("The item was taken up with your conflict of interest. That stays."))
        gone, _rows = own.delete()
        if gone and meeting:
            write_down(meeting, "unrecuse", actor=user, note=item.title)


def refuse_closed(item: Item, user: User) -> None:
    """Refuses with StepNotAllowed whoever has a conflict of interest in the item's matter."""
    if ItemRecusal.objects.filter(item__thread=item.thread, user=user).exists():
        raise StepNotAllowed(_("You have a conflict of interest in this item."))


def _held(item: Item) -> Meeting | None:
    """The item's row, held with its meeting: the meeting first, as everybody does who writes a meeting down, so that
    nobody waits for the other for ever. Gives the meeting.
    """
    home = Item.objects.filter(pk=item.pk).values("meeting")
    meeting = Meeting.objects.select_for_update(of=("self",)).filter(pk__in=home).first()
    Item.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    return meeting


def _ahead(meeting: Meeting, body: Body) -> Meeting:
    """The meeting, locked, if its agenda can still change."""
    found: Meeting | None = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__agreement__region")
        .filter(pk=meeting.pk, body=body, state__in=AHEAD, day__gte=timezone.localdate())
        .first()
    )
    if found is None:
        raise StepNotAllowed(_("The meeting's agenda cannot be changed any more."))
    return found


def _next_number(meeting: Meeting | None) -> int | None:
    if meeting is None:
        return None
    last: int | None = meeting.items.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
