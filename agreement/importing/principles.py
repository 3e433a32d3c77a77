"""Principles with their meaning and commitments, and the goals."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreement.importing.drafts import (
    Draft,
    DraftCommitment,
    DraftPart,
    DraftPrinciple,
    Piece,
    heading_of,
    paragraph,
)
from agreement.importing.headings import words_of
from agreement.importing.labels import (
    MAX_LABEL,
    Bound,
    bound_by,
    commitment_label,
    find_party,
    is_meaning_label,
    names_everybody,
    names_somebody,
    split_label,
    split_lead,
)
from agreement.importing.named import MOST_NAMED, Found, Named, explain, find_named, is_sub_label, name_key
from agreement.importing.result import Note
from agreement.states import PartKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from agreement.importing.blocks import Block
    from agreement.importing.labels import PartyName
    from agreement.importing.sections import Section, Splitter

FALLBACK_NAME = "Princip %d"
LONGEST_GOAL = 300
MOST_GOALS = 12
MAX_SIDE_WORDS = 6


def read_principles(draft: Draft, section: Section, splitter: Splitter) -> list[Block]:
    """Add the principles of a section to the draft; gives back the blocks that follow them and belong elsewhere."""
    heading = heading_of(section.heading) if section.heading else None
    found = _found(draft, section, splitter)
    if not found.named and not (heading and not section.blocks):
        return _as_part(draft, heading, section.blocks)
    if heading:
        draft.principles_heading = draft.principles_heading or heading
    inner, after = _cut_after(found)
    known = {name_key(each.name.text): each for each in draft.principles}
    for named in found.named:
        principle = known.get(name_key(named.name))
        if principle is None:
            principle = DraftPrinciple(Piece(named.name, []))
            draft.principles.append(principle)
        fill_principle(draft, principle, named)
    if heading and (found.before or inner or draft.principles_heading is not heading):
        draft.parts.append(
            DraftPart(PartKind.OTHER, heading, [paragraph(block) for block in (*found.before, *inner)])
        )
        inner = []
    _note(draft, section, found)
    return inner + after


def _found(draft: Draft, section: Section, splitter: Splitter) -> Found:
    def is_head(block: Block) -> bool:
        return block.shape and not is_sub_label(block) and not splitter.again(block, 3)

    if len(draft.principles) > MOST_NAMED:
        return Found(section.blocks, [], [])
    if draft.principles:  # they were named before; this may be their explanation
        named = [Named(each.name.text, []) for each in draft.principles]
        if outside := explain(section.blocks, named, is_head):
            return Found(outside[0], [each for each in named if each.heads], outside[1])
    return find_named(
        section.blocks,
        declared=section.declared,
        again=lambda block: splitter.again(block, 3),
        fallback=FALLBACK_NAME,
        word="princip",
    )


def _cut_after(found: Found) -> tuple[list[Block], list[Block]]:
    """What follows the principles: first text about all of them, then, from a heading on, something else."""
    for index, block in enumerate(found.after):
        if block.shape and not is_sub_label(block):
            return found.after[:index], found.after[index:]
    return found.after, []


def _as_part(draft: Draft, heading: Piece | None, blocks: Sequence[Block]) -> list[Block]:
    """A section on values without a list of principles is running text."""
    if heading is None:
        return list(blocks)
    draft.parts.append(DraftPart(PartKind.OTHER, heading))
    for index, block in enumerate(blocks):
        if block.shape and index and not is_sub_label(block):
            return list(blocks[index:])
        draft.parts[-1].body.append(paragraph(block))
    return []


def _note(draft: Draft, section: Section, found: Found) -> None:
    line = section.heading.first if section.heading else 0
    declared = section.declared
    if declared and found.named and declared != len(draft.principles):
        draft.notes.append(
            Note(
                line,
                _("The text speaks of %(declared)s principles; %(count)s were found.")
                % {"declared": declared, "count": len(draft.principles)},
            )
        )
    if found.guessed:
        message = _("Known by its form only, a short line with text below it; read as a principle.")
        draft.notes += [Note(each.heads[0].first, message, each.name) for each in found.named if each.heads]
    message = _("The text has no short name for this principle; a number was put there.")
    draft.notes += [
        Note(each.heads[0].first, message, each.name)
        for number, each in enumerate(found.named, 1)
        if each.heads and each.name == FALLBACK_NAME % number and each.rest
    ]


def fill_principle(draft: Draft, principle: DraftPrinciple, named: Named) -> None:
    """Give a principle the text below its name, sorted into meaning and commitments by the labels in it."""
    principle.name.blocks += named.heads
    filling = _Filling(draft, principle)
    if named.rest:
        principle.meaning.append(Piece(named.rest, named.heads))
    for block, following in itertools.zip_longest(named.children, named.children[1:]):
        _fill(filling, block, following)


def _fill(filling: _Filling, block: Block, following: Block | None) -> None:
    label, text = split_label(block.text)
    lead, bound = split_lead(block.whole)
    heads_points = following is not None and following.point
    if block.columns:
        filling.keep(paragraph(block))
    elif block.point:
        filling.put(paragraph(block))
    elif lead:
        filling.put(Piece(lead, [block], numbered=True))
        filling.label(Piece(bound, [block], numbered=True))
    elif label and not block.number:
        if filling.is_certain(label):
            filling.label(Piece(label, [block]))
            filling.put(Piece(text, [block]))
        else:
            filling.doubt(paragraph(block))
    elif not filling.label(paragraph(block)):
        if heads_points and filling.names_another(block):
            filling.keep(paragraph(block))
        else:
            filling.put(paragraph(block))


class _Filling:
    """A principle whose text comes piece by piece; a label says where the pieces below it belong."""

    def __init__(self, draft: Draft, principle: DraftPrinciple) -> None:
        self.draft = draft
        self.principle = principle
        self.bound: Bound | None = None
        self.above = ""  # the label itself
        self.listing: bool | None = None  # do the commitments below the label come as points?

    def is_certain(self, label: str) -> bool:
        """Whether a label, if it is one of commitments, names somebody who is known."""
        bound = commitment_label(label, self.draft.parties)
        return bound is None or bound.sure

    def doubt(self, piece: Piece) -> None:
        """The piece says that somebody commits to something, and nobody knows who."""
        self._note(piece, _("Whom this binds is not certain; kept with what stands below it as text."))
        self.bound = None
        self.principle.meaning.append(piece)

    def label(self, piece: Piece) -> bool:
        """Take the piece for a label, if it is one; below one that is not certain stands text."""
        bound = commitment_label(piece.text, self.draft.parties)
        if not bound and self.bound:
            bound = _side_label(piece.text, self.draft.parties)
        if bound and not bound.sure:
            self.doubt(piece)
            return True
        if not bound and not is_meaning_label(piece.text):
            return False
        self.bound, self.above, self.listing = bound, piece.text, None
        if bound and not bound.plain:
            self._note(piece, _("Says more than whom it binds; kept as text above the commitments."))
            self.principle.meaning.append(piece)
        else:
            self.principle.labels.append(piece)
        return True

    def names_another(self, block: Block) -> bool:
        """Whether the block, right above points, says that they are about somebody or something of their own."""
        text = block.text
        if len(text) > MAX_LABEL or text[-1:] in ".!?;,":
            return False
        if self.bound and len(words_of(text)) <= MAX_SIDE_WORDS:
            return True  # and nobody knows who: `label` has looked
        if not self.bound and names_somebody(text.casefold()):
            message = _(
                "Names somebody and no commitment; kept as text. Are the points below it commitments?"
            )
            self._note(paragraph(block), message)
            return True
        return False

    def keep(self, piece: Piece) -> None:
        """The piece is text of the principle, and what follows it too."""
        if self.bound:
            self._note(piece, _("Follows the commitments; put into the meaning of the principle."))
        self.bound = None
        self.principle.meaning.append(piece)

    def put(self, piece: Piece) -> None:
        if self.bound and (self.listing is None or self.listing == piece.point):
            self.listing = piece.point
            bound = self.bound
            if piece.point:  # its letter is its place in the row, and that is kept
                piece = Piece(piece.blocks[0].text, piece.blocks, point=True)
            commitment = DraftCommitment(piece, bound.binds, bound.party, self.above)
            self.principle.commitments.append(commitment)
            return
        self.keep(piece)

    def _note(self, piece: Piece, message: _StrPromise) -> None:
        self.draft.notes.append(Note(piece.blocks[0].first, message, piece.text))


def _side_label(text: str, parties: Sequence[PartyName] | None) -> Bound | None:
    """“Det offentliga” or “Civilsamhället” on a line below “Åtaganden”."""
    if len(text) > MAX_LABEL or text[-1:] in ".!?;," or len(words_of(text)) > MAX_SIDE_WORDS:
        return None
    lower = text.casefold()
    bare = text.removesuffix(":")
    everybody = lower.startswith("gemensam") or names_everybody(bare)
    someone = everybody or names_somebody(lower) or find_party(bare, parties or ())
    return bound_by(bare, parties) if someone else None


def read_goals(draft: Draft, section: Section) -> None:
    """Points, numbered lines or short paragraphs are goals; running text around them is a part of its own."""
    assert section.heading  # noqa: S101 -- only a heading opens a section of goals
    heading = heading_of(section.heading)
    goals, around = _goals(draft, section)
    draft.goals += [Piece(block.text, [block]) for block in goals]
    if draft.goals_heading is None:
        draft.goals_heading = heading
    if around or draft.goals_heading is not heading:
        draft.parts.append(DraftPart(PartKind.OTHER, heading, [paragraph(block) for block in around]))


def _goals(draft: Draft, section: Section) -> tuple[list[Block], list[Block]]:
    blocks = section.blocks
    goals = [block for block in blocks if block.point]
    numbered = [block for block in blocks if block.number and block.marked.strong and not block.point]
    if goals and len(numbered) > 1 and numbered[0].first < goals[0].first:
        message = _("Points stand below numbered lines; kept as text. Which of them are the goals?")
        draft.notes.append(Note(numbered[0].first, message, numbered[0].text))
        return [], blocks
    if not goals:
        goals = numbered
        goals = goals if len(goals) > 1 else []
    if not goals:
        texts = [block for block in blocks if block.text[-1:] != ":"]
        if len(texts) <= MOST_GOALS and all(len(block.text) <= LONGEST_GOAL for block in texts):
            goals = texts
            message = _("Has no bullet; read as a goal.")
            draft.notes += [Note(block.first, message, block.text) for block in goals]
    chosen = set(map(id, goals))
    return goals, [block for block in blocks if id(block) not in chosen]
