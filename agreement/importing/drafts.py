"""What is being put together: pieces of text that still know the lines they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agreement.importing.result import (
    Fate,
    LineFate,
    ParsedArea,
    ParsedCommitment,
    ParsedPart,
    ParsedPrinciple,
    ParsedText,
)
from agreement.states import Binds, PartKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agreement.importing.blocks import Block
    from agreement.importing.labels import PartyName
    from agreement.importing.lines import SourceLine
    from agreement.importing.result import Kind, Note, ParsedMilestone, Period


@dataclass(eq=False)
class Piece:
    """A heading, a paragraph, a point. Without blocks it was supplied, not read."""

    text: str
    blocks: list[Block]
    point: bool = False
    numbered: bool = False  # the number in front of the block is part of the text


def paragraph(block: Block) -> Piece:
    """A block as it stands in running text, with its number but without its bullet."""
    return Piece(block.whole, [block], block.point, numbered=bool(block.lead) or not block.point)


def heading_of(block: Block) -> Piece:
    """A heading as a part has it: without its number and its colon."""
    return Piece(block.text.removesuffix(":").rstrip(), [block])


def single_lines(block: Block) -> list[Piece]:
    """A block whose lines stay lines, such as those to sign on."""
    first = block.whole if len(block.spans) == 1 else block.lead + block.spans[0]
    rest = [Piece(text, [block], numbered=True) for text in block.spans[1:]]
    return [Piece(first, [block], block.point, numbered=bool(block.lead) or not block.point), *rest]


def body_of(pieces: Iterable[Piece]) -> str:
    """Plain text as the project keeps it: a blank line parts paragraphs, `- ` begins a point."""
    text: list[str] = []
    point = False
    for piece in pieces:
        if not piece.text:
            continue
        if text:
            text.append("\n" if point and piece.point else "\n\n")
        text.append(f"- {piece.text}" if piece.point else piece.text)
        point = piece.point
    return "".join(text)


@dataclass(eq=False)
class DraftPart:
    kind: PartKind
    heading: Piece
    body: list[Piece] = field(default_factory=list)


@dataclass(eq=False)
class DraftCommitment:
    piece: Piece
    binds: Binds
    party: str = ""
    label: str = ""


@dataclass(eq=False)
class DraftPrinciple:
    name: Piece
    meaning: list[Piece] = field(default_factory=list)
    commitments: list[DraftCommitment] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)


@dataclass(eq=False)
class DraftArea:
    name: Piece
    text: list[Piece] = field(default_factory=list)
    actions: list[Piece] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)


@dataclass(eq=False)
class Draft:
    """A text on its way; `finish` numbers everything and writes down where each line went."""

    kind: Kind
    parties: Sequence[PartyName] | None = None  # of the agreement, as far as known
    title: list[Piece] = field(default_factory=list)
    parts: list[DraftPart] = field(default_factory=list)
    goals_heading: Piece | None = None
    goals: list[Piece] = field(default_factory=list)
    principles_heading: Piece | None = None
    principles: list[DraftPrinciple] = field(default_factory=list)
    areas_heading: Piece | None = None
    areas: list[DraftArea] = field(default_factory=list)
    period: Period | None = None
    milestones: list[ParsedMilestone] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)  # headings of signatures
    headed: bool = False  # a heading was recognised that such a text has
    areas_by_form: bool = False  # a plan without a heading above its areas
    _places: dict[int, list[str]] = field(default_factory=dict)
    _markers: dict[int, str] = field(default_factory=dict)

    def finish(self, lines: list[SourceLine], fates: dict[int, Fate]) -> ParsedText:
        self._places_of_all()
        return ParsedText(
            kind=self.kind,
            title=tuple(piece.text for piece in self.title),
            parts=tuple(ParsedPart(part.kind, part.heading.text, body_of(part.body)) for part in self.parts),
            goals_heading=self.goals_heading.text if self.goals_heading else "",
            goals=tuple(piece.text for piece in self.goals),
            principles_heading=self.principles_heading.text if self.principles_heading else "",
            principles=tuple(
                ParsedPrinciple(
                    number=number,
                    name=each.name.text,
                    meaning=body_of(each.meaning),
                    commitments=tuple(
                        ParsedCommitment(one.piece.text, one.binds, one.party, one.label)
                        for one in each.commitments
                    ),
                    labels=tuple(label.text for label in each.labels),
                )
                for number, each in enumerate(self.principles, 1)
            ),
            areas_heading=self.areas_heading.text if self.areas_heading else "",
            areas=tuple(
                ParsedArea(
                    number=number,
                    name=each.name.text,
                    text=body_of(each.text),
                    actions=tuple(one.text for one in each.actions),
                    labels=tuple(label.text for label in each.labels),
                )
                for number, each in enumerate(self.areas, 1)
            ),
            period=self.period,
            milestones=tuple(self.milestones),
            lines=tuple(self._fate(index, line, fates) for index, line in enumerate(lines)),
            notes=tuple(sorted(self.notes, key=lambda note: note.line)),
        )

    def _fate(self, index: int, line: SourceLine, fates: dict[int, Fate]) -> LineFate:
        if index in fates:
            return LineFate(line.number, line.raw, fates[index])
        places = tuple(dict.fromkeys(self._places.get(line.number, ())))
        fate = Fate.PLACED if places else Fate.UNPLACED
        return LineFate(line.number, line.raw, fate, places, self._markers.get(line.number, ""))

    def _put(self, place: str, *pieces: Piece | None) -> None:
        for piece in pieces:
            for block in piece.blocks if piece else ():
                if piece and not piece.numbered:
                    self._mark(block)
                for line in block.lines:
                    self._places.setdefault(line.number, []).append(place)

    def _mark(self, block: Block) -> None:
        """A number or bullet is the beginning of its line, or a line or two of its own."""
        rest = block.marked.marker.strip()
        for line in block.lines:
            if not rest:
                break
            own = rest if line.text.startswith(rest) else line.text
            self._markers[line.number] = own
            rest = rest.removeprefix(own).strip()

    def _places_of_all(self) -> None:
        for index, piece in enumerate(self.title):
            self._put(f"title/{index}", piece)
        for index, part in enumerate(self.parts):
            self._put(f"parts/{index}/heading", part.heading)
            self._put(f"parts/{index}/body", *part.body)
        self._put("goals_heading", self.goals_heading)
        for index, piece in enumerate(self.goals):
            self._put(f"goals/{index}", piece)
        self._put("principles_heading", self.principles_heading)
        for index, principle in enumerate(self.principles):
            self._put(f"principles/{index}/name", principle.name)
            self._put(f"principles/{index}/labels", *principle.labels)
            self._put(f"principles/{index}/meaning", *principle.meaning)
            for which, commitment in enumerate(principle.commitments):
                self._put(f"principles/{index}/commitments/{which}", commitment.piece)
        self._put("areas_heading", self.areas_heading)
        for index, area in enumerate(self.areas):
            self._put(f"areas/{index}/name", area.name)
            self._put(f"areas/{index}/text", *area.text)
            self._put(f"areas/{index}/labels", *area.labels)
            for which, action in enumerate(area.actions):
                self._put(f"areas/{index}/actions/{which}", action)
