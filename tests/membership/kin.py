"""What the tests of umbrellas and branches say and read."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from membership.models import LinkStatement, Membership
from membership.services import state_link
from membership.states import KinSays


def say(umbrella: Membership, actor: User, branch: Membership) -> LinkStatement:
    return state_link(umbrella, actor=actor, other=branch, says=KinSays.BRANCH)


def address(member: Membership, name: str = "kin", *more: int) -> str:
    return reverse(f"membership:{name}", args=[member.pk, *more])
