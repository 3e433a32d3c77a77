"""The staff side of membership: the review queue with its cases, and what is out for signature."""

from letters.registry import name_kinds, register_closed
from membership.admin.members import MembershipAdmin
from membership.admin.pages import KINDS, load_pages
from membership.admin.queue import ReviewItemAdmin
from membership.admin.signing import SigningItemAdmin
from membership.querysets import closed_references

__all__ = ["MembershipAdmin", "ReviewItemAdmin", "SigningItemAdmin"]

load_pages()
name_kinds(KINDS)
# The keys of letters about a case hold its reference (membership.emails): what is closed stays closed there.
register_closed(lambda request: [f":{reference}:" for reference in closed_references(request.user)])
