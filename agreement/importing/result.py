"""What a text was read as: the parts of an agreement or a plan, and what became of every single line.

A place is a path such as `parts/2/body`, `principles/0/commitments/1` or `areas/6/name`: counted from 0, so that it can
be looked up (`ParsedText.at`). What people read is made of it in `reporting`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from agreement.states import Binds, PartKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kind = Literal["agreement", "plan"]


class Fate(StrEnum):
    """What happened to a line."""

    PLACED = "placed"  # its words stand in the places that it names
    BLANK = "blank"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"  # a header or footer that returns on every page
    CONTENTS = "contents"  # the table of contents; its headings come again in the text
    RULE = "rule"  # a line or an ornament without a letter in it
    UNPLACED = "unplaced"  # nobody knew where; it is in no place and has to be looked at


LEFT_OUT = (Fate.PAGE_NUMBER, Fate.RUNNING_HEAD, Fate.CONTENTS, Fate.RULE)


@dataclass(frozen=True)
class LineFate:
    """One line of the input. `marker` is its number or bullet, which the place does not repeat as text."""

    number: int
    text: str
    fate: Fate
    places: tuple[str, ...] = ()
    marker: str = ""


@dataclass(frozen=True)
class ParsedPart:
    """A part with its own heading. Plain text: a blank line parts paragraphs, `- ` begins a point."""

    kind: PartKind
    heading: str
    body: str


@dataclass(frozen=True)
class ParsedCommitment:
    """What somebody commits to. `party` is the name as the text has it, only when `binds` is one party.

    `label` is the line above it that says whom it binds.
    """

    text: str
    binds: Binds
    party: str = ""
    label: str = field(default="", compare=False)


@dataclass(frozen=True)
class ParsedPrinciple:
    """`number` is its place in the text, from 1. `labels` are lines such as “The public side undertakes to:”."""

    number: int
    name: str
    meaning: str
    commitments: tuple[ParsedCommitment, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedArea:
    """A development area of a plan: text, and its points as actions. `labels` are lines such as “Aktiviteter:”."""

    number: int
    name: str
    text: str
    actions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParsedMilestone:
    """A copy of a paragraph that begins with a year; the paragraph itself stays where it stands."""

    year: int
    text: str


@dataclass(frozen=True)
class Period:
    """Both days included; `source` is how the text says it."""

    begins: dt.date
    ends: dt.date
    source: str


@dataclass(frozen=True)
class Note:
    """Something to look at: a guess and its reason. `line` is 0 when it is about the whole text, `about` what stood."""

    line: int
    message: str | _StrPromise
    about: str = ""


@dataclass(frozen=True)
class ParsedText:
    """A whole text. Running text around the goals and principles is a part of its own, under their heading."""

    kind: Kind
    title: tuple[str, ...] = ()
    parts: tuple[ParsedPart, ...] = ()
    goals_heading: str = ""
    goals: tuple[str, ...] = ()
    principles_heading: str = ""
    principles: tuple[ParsedPrinciple, ...] = ()
    areas_heading: str = ""
    areas: tuple[ParsedArea, ...] = ()
    period: Period | None = None
    milestones: tuple[ParsedMilestone, ...] = ()
    lines: tuple[LineFate, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def unplaced(self) -> tuple[LineFate, ...]:
        """The lines that a person has to place."""
        return tuple(line for line in self.lines if line.fate is Fate.UNPLACED)

    def at(self, place: str) -> str:  # noqa: PLR0911 -- a table of places
        """The text at a place that a line names; KeyError for a place that there is not."""
        match place.split("/"):
            case ["title", index]:
                return self.title[int(index)]
            case ["goals", index]:
                return self.goals[int(index)]
            case ["goals_heading" | "principles_heading" | "areas_heading"]:
                return str(getattr(self, place))
            case ["parts", index, "heading" | "body" as name]:
                return str(getattr(self.parts[int(index)], name))
            case ["principles", index, "name" | "meaning" as name]:
                return str(getattr(self.principles[int(index)], name))
            case ["principles", index, "labels"]:
                return "\n".join(self.principles[int(index)].labels)
            case ["areas", index, "labels"]:
                return "\n".join(self.areas[int(index)].labels)
            case ["principles", index, "commitments", which]:
                return self.principles[int(index)].commitments[int(which)].text
            case ["areas", index, "name" | "text" as name]:
                return str(getattr(self.areas[int(index)], name))
            case ["areas", index, "actions", which]:
                return self.areas[int(index)].actions[int(which)]
        raise KeyError(place)
