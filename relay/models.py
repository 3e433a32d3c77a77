"""Work that must happen: a row that is due, claimed under a lease, and done exactly once or visibly not at all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable


class WorkQuerySet(models.QuerySet[Any]):
    """The named sets of work. All times are instants in UTC."""

    def unfinished(self) -> Self:
        """Neither done, nor given up, nor called off."""
        return self.filter(done_at=None, failed_at=None, called_off_at=None)

    def due(self, now: dt.datetime) -> Self:
        """To be done now: its time has come and nobody holds a living lease on it."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.unfinished().filter(free, due_at__lte=now)

    def to_hand_over(self, now: dt.datetime, *, patience: dt.timedelta) -> Self:
        """Due, and not handed to a worker within the last `patience` (a lost message is simply sent again)."""
        fresh = Q(handed_at=None) | Q(handed_at__lt=now - patience)
        return self.due(now).filter(fresh)

    def handed_over(self, now: dt.datetime, *, patience: dt.timedelta) -> Self:
        """With the workers: handed over within the last `patience`, and not finished."""
        return self.unfinished().filter(handed_at__gte=now - patience)

    def troubled(self) -> Self:
        """Given up, or tried in vain at least once: what staff must see (R7)."""
        return self.filter(done_at=None, called_off_at=None).exclude(last_error="")

    def oldest_first(self) -> Self:
        return self.order_by("due_at", "pk")


class Work(models.Model):
    """A row of work. A Celery message is only a hint that it exists; this row is the truth.

    Life: due → leased (a worker holds `lease_token` until `lease_until`) → done, or due again later with
    `last_error`, or failed after too many tries; or called off before anybody began. Only `relay.services` writes these
    fields.
    """

    due_at = models.DateTimeField(_("due"), default=timezone.now)
    handed_at = models.DateTimeField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    last_error = models.TextField(_("last error"), blank=True, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    failed_at = models.DateTimeField(_("given up"), null=True, editable=False)
    called_off_at = models.DateTimeField(_("called off"), null=True, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_early(self) -> bool:
        """Whether the row's time has not come and nobody has begun with it."""
        return not (self.done_at or self.failed_at or self.tries) and self.due_at > timezone.now()

    @property
    def work_state(self) -> str:
        """One of `done`, `called_off`, `failed`, `troubled` (will be tried again), `waiting`; for lists and labels."""
        if self.done_at:
            return "done"
        if self.called_off_at:
            return "called_off"
        if self.failed_at:
            return "failed"
        return "troubled" if self.last_error else "waiting"


def work_indexes(prefix: str) -> Iterable[models.Index]:
    """The one index the relay needs on every kind of work: unfinished rows in the order they fall due."""
    return [
        models.Index(
            F("due_at"), name=f"{prefix}_due", condition=Q(done_at__isnull=True) & Q(failed_at__isnull=True)
        )
    ]


class Heartbeat(models.Model):
    """When the relay was last alive; /readyz reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
