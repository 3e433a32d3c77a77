"""What members' tests add, and what the diary of a member says."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from membership.models import MemberContact, MemberEvent, Membership
from membership.services import save_contact

GOOD = {
    "is_role_address": "person",
    "name": "Nils Påhittad",
    "role": "Kassör",
    "email": "nils@forening.example",
}


def add(member: Membership, actor: User, **fields: Any) -> MemberContact:
    given = {"name": "Nils Påhittad", "email": "nils@forening.example", **fields}
    return save_contact(member, actor=actor, **given)


def diary(member: Membership) -> list[str]:
    return list(MemberEvent.objects.filter(membership=member).values_list("what", flat=True))
