"""A version of the agreement as its readers meet it: parts in order, anchors, numbered principles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.text import slugify

from agreement.states import PartKind

if TYPE_CHECKING:
    from agreement.models import Agreement, AgreementVersion, Goal

OPENING = (PartKind.BACKGROUND, PartKind.VISION, PartKind.PURPOSE)  # what stands before goals and principles
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


@dataclass(frozen=True)
class AgreementReading:
    """Everything that pages about the text show. Without a version it is empty, and the pages say so."""

    version: AgreementVersion | None
    opening: tuple[ShownPart, ...] = ()
    rest: tuple[ShownPart, ...] = ()
    goals: tuple[Goal, ...] = ()
    principles: tuple[ShownPrinciple, ...] = ()

    @classmethod
    def of(cls, agreement: Agreement) -> AgreementReading:
        """The version in force. Four queries, however long the text is."""
        version = agreement.current_version
        if version is None:
            return cls(version=None)
        prefetch_related_objects([version], "parts", "goals", "principles")
        parts = _with_anchors(version)
        return cls(
            version=version,
            opening=tuple(part for part in parts if part.kind in OPENING),
            rest=tuple(part for part in parts if part.kind not in OPENING),
            goals=tuple(version.goals.all()),
            principles=tuple(
                ShownPrinciple(
                    number=number,
                    slug=each.slug,
                    name=each.name,
                    meaning=each.meaning.strip(),
                    url=reverse("agreement:principle", args=[agreement.region.slug, each.slug]),
                )
                for number, each in enumerate(version.principles.all(), start=1)
            ),
        )

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


def _with_anchors(version: AgreementVersion) -> list[ShownPart]:
    """The parts in order; an anchor is the heading's own words, so that a link to a part survives new versions."""
    taken = {"content", "goals", "principles", "parties", ""}
    parts = []
    for part in version.parts.all():
        base = slugify(part.heading)
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base or 'part'}-{number}", number + 1
        taken.add(anchor)
        parts.append(ShownPart(anchor, part.heading, part.kind, part.body.strip()))
    return parts
