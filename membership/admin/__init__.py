"""The staff side of membership: the review queue with its cases, and what is out for signature."""

from letters.registry import name_kinds
from membership.admin.pages import KINDS, load_pages
from membership.admin.queue import ReviewItemAdmin
from membership.admin.signing import SigningItemAdmin

__all__ = ["ReviewItemAdmin", "SigningItemAdmin"]

load_pages()
name_kinds(KINDS)
