"""Every change on a membership's pages: who may make it, one at a time, and a line in the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from membership.models import MemberEvent, Membership
from membership.permissions import may_edit, works_for
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from membership.states import MemberChange


def hold(membership: Membership, actor: User) -> Membership:
    """The membership, held until the transaction is done: two people may change it in the same moment.

    Refuses with StepNotAllowed: neither the organisation's own people nor the region's secretariat.
    """
    rows = Membership.objects.select_for_update(of=("self",)).select_related(
        "agreement__region", "organisation", "application"
    )
    held: Membership = rows.get(pk=membership.pk)
    if not may_edit(actor, held):
        raise StepNotAllowed(_("These pages are closed to you."))
    return held


def hold_current(membership: Membership, actor: User) -> Membership:
    """The same, of a member of today. Refuses with StepNotAllowed once the membership has ended, too."""
    held = hold(membership, actor)
    if not held.is_current:
        raise StepNotAllowed(_("The membership has ended."))
    return held


def note(membership: Membership, actor: User | None, what: MemberChange, text: str = "") -> MemberEvent:
    """Write the diary. `actor` None: the day came, and nobody pressed anything."""
    event: MemberEvent = MemberEvent.objects.create(
        membership=membership,
        actor=actor,
        by_staff=actor is not None and not works_for(actor, membership),
        what=what,
        note=text,
    )
    return event
