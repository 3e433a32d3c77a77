"""Named sets: items that wait, papers that a person may open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

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
        """Each with `is_closed`: whether the person has a conflict of interest in it, or in the item it came from."""
        recusals = apps.get_model("meetings", "ItemRecusal").objects.filter(user=user)
        return self.annotate(
            is_closed=Exists(recusals.filter(item=OuterRef("pk")))
            | Exists(recusals.filter(item__handover__target=OuterRef("pk")))
            | Exists(recusals.filter(item__handed_from__source=OuterRef("pk")))
        )


class PaperQuerySet(models.QuerySet[Any]):
    """Papers of meetings and items."""

    def openable_by(self, parts: Parts) -> Self:
        """What the person may open: papers that were sent to a group where they sit, and those of their own; all of the
        region's for its secretariat; never those of an item that is closed to them.
        """
        groups, kept = parts.bodies, parts.kept_regions
        whose = (
            Q(meeting__body__in=groups)
            | Q(item__body__in=groups)
            # What the development group handed over, the leadership group reads, and the other way round.
            | Q(item__handover__target__body__in=groups)
            | Q(item__handed_from__source__body__in=groups)
        )
        regions = Q(meeting__body__agreement__region__in=kept) | Q(item__body__agreement__region__in=kept)
        recusals = apps.get_model("meetings", "ItemRecusal").objects.filter(user=parts.user)
        return (
            self.filter((whose & Q(released_at__isnull=False)) | Q(uploaded_by=parts.user) & whose | regions)
            .exclude(Exists(recusals.filter(item=OuterRef("item"))))
            .exclude(Exists(recusals.filter(item__handed_from__source=OuterRef("item"))))
            .exclude(Exists(recusals.filter(item__handover__target=OuterRef("item"))))
        )
