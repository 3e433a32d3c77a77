"""The staff side of membership: the review queue with its cases, and what is out for signature."""

from letters.registry import name_kinds
from membership.admin.case import KINDS
from membership.admin.members import MembershipAdmin
from membership.admin.queue import ReviewItemAdmin
from membership.admin.signing import SigningItemAdmin

__all__ = ["MembershipAdmin", "ReviewItemAdmin", "SigningItemAdmin"]

name_kinds(KINDS)
