"""A text in its canonical pieces, grouped under headings and named in words: for pages that go through all of it.

Works for versions of the agreement and for plans alike (agreement.canon).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.comparing import NAMED, TITLES

if TYPE_CHECKING:
    from agreement.canon import Canonical, Item

# The lists and texts that have no heading of their own.
HEADINGS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("In short"),
    "goal": gettext_lazy("Goals"),
    "milestone": gettext_lazy("Milestones"),
    "lineage": gettext_lazy("Where it comes from"),
    "link": gettext_lazy("What it is linked to"),
}
WORDS = {
    "heading": gettext_lazy("Heading"),
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "meaning": gettext_lazy("Meaning"),
    "summary": gettext_lazy("In short"),
}
NUMBERED = {
    "goal": gettext_lazy("Goal %(number)s"),
    "commitment": gettext_lazy("Commitment %(number)s"),
    "action": gettext_lazy("Action %(number)s"),
    "milestone": gettext_lazy("Milestone %(number)s"),
    "lineage": gettext_lazy("Step %(number)s"),
    "link": gettext_lazy("Link %(number)s"),
}
# Pieces that may well be empty: remarks. Everything else is shown as missing.
REMARKS = ("note",)


@dataclass
class Group:
    """Pieces under one heading. `own_words`: the heading is the text's own, not ours."""

    key: str
    heading: str
    own_words: bool
    items: list[Item] = field(default_factory=list)

    @property
    def is_gapped(self) -> bool:
        """Whether something that a reader expects here is empty."""
        return any(not item.text.strip() for item in self.items if item.key.split("/")[-1] not in REMARKS)


def groups(text: Canonical) -> list[Group]:
    """The pieces of the text in its order, also the empty ones."""
    found: dict[str, Group] = {}
    for item in text.items:
        kind, *rest = item.key.split("/")
        own = kind in NAMED
        key = f"{kind}/{rest[0]}" if own else kind
        if key not in found:
            found[key] = Group(key, str(HEADINGS.get(kind, "")), own)
        if own and rest[-1] in TITLES:
            found[key].heading = item.text.strip()
        found[key].items.append(item)
    return list(found.values())


def label(key: str) -> str:
    """What a piece is, within its group: Heading, Text, Goal 2, Commitment 1 …"""
    *way, last = key.split("/")
    if last.isdigit():
        return str(NUMBERED.get(way[-1], "%(number)s")) % {"number": last}
    what = str(WORDS.get(last, _("Text")))
    if way and way[-1].isdigit():
        return f"{label('/'.join(way))}: {what}"
    return what
