"""The same organisation twice: noticed while somebody writes, before anything is handed in (MEM-49).

By the number, or by another spelling of the name in the same place. What the person's own board has begun is gone on
with. Of others only what has reached the authorities is noticed, never a draft, and nothing is told of who wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from membership.likeness import name_key
from membership.models import Application
from membership.states import OPEN, Scope, Status

if TYPE_CHECKING:
    from accounts.models import User
    from membership.querysets import ApplicationQuerySet


@dataclass(frozen=True)
class Twin:
    """Another application for what seems to be the same organisation. `own` is there if the person works on it.
    `certain`: the number is the same, so a second application would be refused.
    """

    certain: bool
    own: Application | None = None


def twin_of(draft: Application, user: User) -> Twin | None:
    """The application or membership that the draft would double, if there is one: the person's own before others'."""
    others = _living(draft).exclude(pk=draft.pk)
    for own in others.filter(access__user=user).order_by("-updated_at", "-pk"):
        if certain := _same_number(draft, own):
            return Twin(certain, own)
        if _same_name(draft, own) and not (draft.number and own.number):
            return Twin(certain=False, own=own)
    received = others.received()
    if draft.number and received.filter(organisation__number=draft.number).exists():
        return Twin(certain=True)
    key = name_key(draft.name)
    if not key:
        return None
    # Two numbers are two organisations, however alike their names are.
    alike = received.filter(organisation__name_key=key)
    if draft.number:
        alike = alike.filter(Q(number="") | Q(number=draft.number))
    if any(_share_a_place(draft, other) for other in alike.prefetch_related("municipalities")[:20]):
        return Twin(certain=False)
    return None


def _living(draft: Application) -> ApplicationQuerySet:
    """Drafts, what awaits a decision, and what led to a membership that lasts."""
    alive = Q(status__in=(Status.DRAFT, *OPEN)) | Q(status=Status.APPROVED, membership__ended_on=None)
    living: ApplicationQuerySet = Application.objects.filter(alive, agreement=draft.agreement_id)
    return living


def _same_number(one: Application, other: Application) -> bool:
    return bool(one.number) and one.number == other.number


def _same_name(one: Application, other: Application) -> bool:
    return bool(one.name) and name_key(one.name) == name_key(other.name) and _share_a_place(one, other)


def _share_a_place(one: Application, other: Application) -> bool:
    """Whether both are active in one municipality; what is not answered yet, and the whole county, is everywhere."""
    if Scope.COUNTY in (one.scope, other.scope):
        return True
    mine = {place.pk for place in one.municipalities.all()}
    theirs = {place.pk for place in other.municipalities.all()}
    return not mine or not theirs or bool(mine & theirs)
