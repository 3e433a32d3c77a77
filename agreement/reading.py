"""A version of the agreement as its readers meet it: parts in order, anchors, numbered principles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify

from agreement.states import PartKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.models import Agreement, AgreementVersion, Goal, TextPart

OPENING = (PartKind.BACKGROUND, PartKind.VISION, PartKind.PURPOSE)
LONGEST_HEADLINE = 80


@dataclass(frozen=True)
class ShownPart:
    anchor: str
    heading: str
    kind: str
    body: str


@dataclass(frozen=True)
class ShownPrinciple:
    number: int
    slug: str
    name: str
    meaning: str
    url: str


class AgreementReading:
    """What pages about the text show of the version in force; each kind of row is read once, when a page asks for it.

    Without a version everything is empty, and the pages say so.
    """

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement

    @property
    def version(self) -> AgreementVersion | None:
        return self._agreement.current_version

    @cached_property
    def parts(self) -> list[ShownPart]:
        return _with_anchors(self.version.parts.all()) if self.version else []

    @property
    def opening(self) -> list[ShownPart]:
        """What stands before the goals and principles."""
        return [part for part in self.parts if part.kind in OPENING]

    @property
    def rest(self) -> list[ShownPart]:
        return [part for part in self.parts if part.kind not in OPENING]

    @cached_property
    def goals(self) -> list[Goal]:
        return list(self.version.goals.all()) if self.version else []

    @cached_property
    def principles(self) -> list[ShownPrinciple]:
        """The principles in their order, numbered from 1."""
        rows = self.version.principles.all() if self.version else ()
        region = self._agreement.region.slug
        return [
            ShownPrinciple(
                number=number,
                slug=each.slug,
                name=each.name,
                meaning=each.meaning.strip(),
                url=reverse("agreement:principle", args=[region, each.slug]),
            )
            for number, each in enumerate(rows, start=1)
        ]

    @property
    def headline(self) -> str:
        """The vision, when it is one line that can stand as a headline; else nothing."""
        for part in self.opening:
            if part.kind == PartKind.VISION and part.body and "\n" not in part.body:
                return part.body if len(part.body) <= LONGEST_HEADLINE else ""
        return ""

    @property
    def without_meaning(self) -> int:
        """How many principles have no text yet (AGR-08)."""
        return sum(not each.meaning for each in self.principles)


def _with_anchors(rows: Iterable[TextPart]) -> list[ShownPart]:
    """The parts in order; an anchor is the heading's own words, so that a link to a part survives new versions."""
    taken = {"content", "goals", "principles", "parties", ""}
    parts = []
    for part in rows:
        base = slugify(part.heading)
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base or 'part'}-{number}", number + 1
        taken.add(anchor)
        parts.append(ShownPart(anchor, part.heading, part.kind, part.body.strip()))
    return parts
