"""Named sets: items that wait, papers that a person may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from agreement.states import BodyKind
from meetings.states import ItemState

if TYPE_CHECKING:
    from accounts.models import User
    from meetings.permissions import Parts


class ItemQuerySet(models.QuerySet[Any]):
    """Items of groups."""

    def waiting(self) -> Self:
        """Not taken up yet, on an agenda or not."""
        return self.filter(state=ItemState.WAITING)

    def without_meeting(self) -> Self:
        return self.waiting().filter(meeting=None)

    def on_agenda(self) -> Self:
        """What stands on an agenda or in the minutes, in order: what was taken back does not."""
        return self.exclude(state=ItemState.WITHDRAWN).order_by(models.F("number").asc(nulls_last=True), "pk")

    def with_closed_to(self, user: User) -> Self:
        """Each with `is_closed`: whether the person has a conflict of interest in the matter."""
        return self.annotate(is_closed=Exists(_recusals(user).filter(item__thread=OuterRef("thread"))))

    def closed_to(self, user: User) -> Self:
        """Those in whose matter the person has a conflict of interest."""
        return self.filter(Exists(_recusals(user).filter(item__thread=OuterRef("thread"))))


class PaperQuerySet(models.QuerySet[Any]):
    """Papers of meetings and items."""

    def openable_by(self, parts: Parts) -> Self:
        """What the person may open: papers that were sent to a group where they sit or to a meeting to which they are
        called, and those of their own; all of the region's for its secretariat; never those of a matter that is closed
        to them. What the development group handed over, the leadership group reads; what the leadership group had in
        front of it comes back with the answer and not before.
        """
        groups, kept, called = parts.bodies, parts.kept_regions, parts.called_to
        matter = {"thread": OuterRef("item__thread")}
        asked = apps.get_model("meetings", "Item").objects.filter(**matter, body__in=groups)
        answered = apps.get_model("meetings", "Handover").objects.filter(
            source__thread=OuterRef("item__thread"), source__body__in=groups, answered_at__isnull=False
        )
        whose = (
            Q(meeting__body__in=groups)
            | Q(item__body__in=groups)
            | Q(meeting__in=called)
            | Q(item__meeting__in=called)
            | (Q(item__body__kind=BodyKind.DEVELOPMENT) & Exists(asked))
            | Exists(answered)
        )
        regions = Q(meeting__body__agreement__region__in=kept) | Q(item__body__agreement__region__in=kept)
        closed = _recusals(parts.user).filter(item__thread=OuterRef("item__thread"))
        return self.filter(
            (whose & Q(released_at__isnull=False)) | Q(uploaded_by=parts.user) & whose | regions
        ).exclude(Exists(closed))

    def of_matter(self, thread: Any) -> Self:
        """Those of every row of a matter, whichever of the groups had it."""
        return self.filter(item__thread=thread)


def _recusals(user: User) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model("meetings", "ItemRecusal").objects.filter(user=user)
    return rows
