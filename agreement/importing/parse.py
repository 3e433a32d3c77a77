"""A text read as an agreement or a plan. No line is lost: each is placed, furniture of the page, or reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreement.importing.blocks import make_blocks
from agreement.importing.drafts import Draft, DraftPart, Piece, heading_of, paragraph, single_lines
from agreement.importing.headings import Slot, run_in_heading, words_of
from agreement.importing.labels import commitment_label
from agreement.importing.lines import furniture, split_lines
from agreement.importing.named import Named, is_sub_label, name_key
from agreement.importing.plans import (
    area_of,
    areas_heading,
    find_areas,
    find_milestones,
    find_period,
    read_areas,
)
from agreement.importing.principles import fill_principle, read_goals, read_principles
from agreement.importing.reading import check_text
from agreement.importing.refusal import CannotImport
from agreement.importing.result import Note
from agreement.importing.sections import Section, Splitter
from agreement.states import PartKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agreement.importing.blocks import Block
    from agreement.importing.labels import PartyName
    from agreement.importing.result import Kind, ParsedText

SIGNATURES_HEADING = "Underskrifter"  # Swedish like the text; supplied where the text has none
MOST_TITLE_LINES = 8
LONGEST_TITLE = 250
# A line such as these above the first heading is about the document and not its name.
ABOUT_DOCUMENT = frozenset(
    [
        "dnr",
        "diarienummer",
        "diarienr",
        "datum",
        "dokumentnummer",
        "version",
        "versionsnummer",
        "antagen",
        "antaget",
        "beslutad",
        "fastställd",
        "förslag",
        "utkast",
        "remissversion",
        "sida",
        "www",
        "http",
        "https",
        "e-post",
        "telefon",
    ]
)


def parse(text: str, kind: Kind, parties: Sequence[PartyName] | None = None) -> ParsedText:
    """Read `text` as `kind`. Refuses (CannotImport) a text without a heading that such a document has.

    `parties` are those of the agreement that the text is about: a commitment binds one of them or none.
    Pure: the same text gives the same answer, and nothing is written anywhere. Time grows with the length of the text.
    """
    check_text(text)
    draft, parsed = assemble(text, kind, parties)
    if kind == "plan" and not draft.areas:
        raise CannotImport(
            _(
                "No development areas were found. They stand below a heading such as “Handlingsplan” or "
                "“Utvecklingsområden”, each under a heading of its own. Is the text the agreement and not the plan?"
            )
            if draft.headed
            else _(
                "No heading was recognised, such as “Handlingsplan” or “Utvecklingsområden”. Is this the plan?"
            )
        )
    if kind == "agreement" and not draft.headed:
        raise CannotImport(
            _("No heading was recognised, such as “Bakgrund”, “Vision”, “Syfte”, “Mål” or “Principer”.")
        )
    return parsed


def assemble(text: str, kind: Kind, parties: Sequence[PartyName] | None = None) -> tuple[Draft, ParsedText]:
    """Put every line somewhere, whatever the text is."""
    lines = split_lines(text)
    fates = furniture(lines)
    blocks = make_blocks(lines, fates)
    draft = Draft(kind, parties)
    splitter = _split(blocks, kind)
    draft.headed = any(
        section.heading is None or not section.guessed
        for section in splitter.sections
        if section.slot not in (Slot.OTHER, Slot.SIGNATURES, Slot.CONTENTS)
    )
    draft.areas_by_form = kind == "plan" and not any(section.areas for section in splitter.sections)
    _read_title(draft, splitter.preamble)
    _read_sections(draft, splitter.sections, splitter)
    _note_short_lines(draft)
    _note_columns(draft, blocks)
    if kind == "plan":
        draft.period = find_period(draft.title, draft.areas_heading, blocks)
        draft.milestones = find_milestones(_plan_pieces(draft), draft.period)
    elif draft.title and any(word.startswith("handlingsplan") for word in words_of(draft.title[0].text)):
        draft.notes.append(Note(0, _("The title is that of a plan, and the text was read as an agreement.")))
    return draft, draft.finish(lines, fates)


def _split(blocks: Sequence[Block], kind: Kind) -> Splitter:
    """The sections; for a plan with the heading below which areas are found."""
    for heading in areas_heading(blocks)[:MOST_TITLE_LINES] if kind == "plan" else ():
        splitter = Splitter(kind, blocks, heading)
        splitter.split()
        for section in splitter.sections:
            if section.areas and find_areas(section, splitter).named:
                return splitter
    splitter = Splitter(kind, blocks)
    splitter.split()
    return splitter


def _plan_pieces(draft: Draft) -> Iterator[Piece]:
    for part in draft.parts:
        if part.kind in (PartKind.PLAN, PartKind.OTHER):
            yield from part.body
    for area in draft.areas:
        yield from area.text
        yield from area.actions


def _read_title(draft: Draft, preamble: Sequence[Block]) -> None:
    """Short lines above the first heading are the title; the rest of what stands there has no place."""
    for block in preamble:
        text = block.whole
        words = words_of(text)
        ends = text[-1:] in ".!?:;" and len(words) > 3
        dated = len(words) in (1, 3) and all(word.isdigit() for word in words)
        about = not words or words[0] in ABOUT_DOCUMENT or "@" in text or text.startswith("§") or dated
        if block.point or ends or about or len(text) > LONGEST_TITLE or len(draft.title) >= MOST_TITLE_LINES:
            if len(text) > LONGEST_TITLE or ends:
                return
            continue
        draft.title.append(paragraph(block))


def _read_sections(draft: Draft, sections: Sequence[Section], splitter: Splitter) -> None:
    has_goals = any(section.slot is Slot.GOALS for section in sections)
    queue = list(sections)[::-1]
    while queue:
        section = queue.pop()
        following = queue[-1] if queue else None
        rest: list[Block] = []
        if section.areas:
            rest = read_areas(draft, section, splitter)
        elif section.slot is Slot.PRINCIPLES:
            rest = read_principles(draft, section, splitter)
        elif section.slot is Slot.GOALS:
            read_goals(draft, section)
        elif section.slot is Slot.SIGNATURES:
            _read_signatures(draft, section)
        elif _is_empty_chapter(section, following):
            _note_empty(draft, section)
        elif not _read_as_other(draft, section):
            _read_part(draft, section, has_goals=has_goals)
        queue += _sections_of(rest, splitter)[::-1]


def _sections_of(blocks: Sequence[Block], splitter: Splitter) -> list[Section]:
    """What followed the principles or areas: sections by the form of their headings, or more of the part before."""
    if not blocks:
        return []
    inner = Splitter(splitter.kind, blocks, inner=True)
    inner.split()
    rest = [Section(Slot.OTHER, None, inner.preamble)] if inner.preamble else []
    return rest + inner.sections


def _is_empty_chapter(section: Section, following: Section | None) -> bool:
    """“Vision, syfte och mål” right above “Vision”: a heading over headings, without text of its own."""
    if section.blocks or following is None or not section.heading:
        return False
    known = section.heading.known
    below = bool(section.number) and len(following.number) > len(section.number)
    return below or bool(known and len(set(known.slots)) > 1 and following.slot in known.slots)


def _note_empty(draft: Draft, section: Section) -> None:
    if section.heading:
        draft.notes.append(
            Note(section.heading.first, _("A heading without text of its own."), section.heading.text)
        )


def _read_as_other(draft: Draft, section: Section) -> bool:
    """A heading known by its form may be a principle's, named earlier, or in a plan an area's."""
    if not section.guessed or not section.heading:
        return False
    key = name_key(section.heading.text)
    for principle in draft.principles:
        if name_key(principle.name.text) == key:
            fill_principle(draft, principle, Named("", [section.heading], children=section.blocks))
            return True
    if (
        draft.kind == "plan"
        and not draft.areas_heading
        and section.slot is Slot.OTHER
        and draft.areas_by_form
    ):
        area_of(draft, section)
        return True
    return False


def _read_part(draft: Draft, section: Section, *, has_goals: bool) -> None:
    if section.heading is None:
        if draft.parts:
            draft.parts[-1].body += [paragraph(block) for block in section.blocks]
        return
    part = DraftPart(section.slot.part_kind, heading_of(section.heading))
    draft.parts.append(part)
    known = section.heading.known
    combined = known is not None and Slot.GOALS in known.slots and not has_goals
    for block in section.blocks:
        if combined and block.point:
            draft.goals.append(Piece(block.text, [block]))
            message = _("Stands below a heading that names the goals too; read as a goal.")
            draft.notes.append(Note(block.first, message, block.text))
        else:
            part.body.append(paragraph(block))
    if section.guessed:
        message = _("Known by its form only, a short line with text below it; read as a heading.")
        draft.notes.append(Note(section.heading.first, message, section.heading.text))
    elif not section.blocks:
        _note_empty(draft, section)


def _note_short_lines(draft: Draft) -> None:
    """A short line that stands alone in running text may have been a heading."""
    message = _("A short line that stands alone; kept as text. Is it a heading?")
    bodies = [
        part.body[part.kind is PartKind.VISION :]
        for part in draft.parts
        if part.heading.text not in draft.signed
    ]
    bodies += [principle.meaning for principle in draft.principles]
    running = list(bodies)  # areas have labels that are followed by their text
    bodies += [area.text for area in draft.areas]
    draft.notes += [
        Note(piece.blocks[0].first, message, piece.text)
        for body in bodies
        for piece in body
        if piece.blocks[0].alone
        and piece.blocks[0].text[:1].isupper()
        and ":" not in piece.text
        and not is_sub_label(piece.blocks[0])
    ]
    message = _("Says who commits to something, outside the principles; kept as text.")
    draft.notes += [
        Note(piece.blocks[0].first, message, piece.text)
        for part in draft.parts
        for piece in part.body
        if not piece.point and commitment_label(piece.text, draft.parties)
    ]
    message = _("Begins as a heading does, with its text on the same line; kept as text. Is it a heading?")
    draft.notes += [
        Note(piece.blocks[0].first, message, piece.text)
        for body in running
        for piece in body
        if not piece.point and run_in_heading(piece.blocks[0].text)
    ]


def _note_columns(draft: Draft, blocks: Sequence[Block]) -> None:
    message = _("Several texts stand side by side here and are read across. Put them in their order.")
    draft.notes += [Note(block.first, message, block.text) for block in blocks if block.columns]


def _read_signatures(draft: Draft, section: Section) -> None:
    """Lines to sign on stay lines. A block that begins without a heading gets one, and that is said."""
    assert section.heading  # noqa: S101 -- only a line opens a section of signatures
    heading = section.heading
    label = heading.known is not None or words_of(heading.text) == ["för", "parterna"]
    part = DraftPart(PartKind.OTHER, Piece(SIGNATURES_HEADING, []))
    draft.parts.append(part)
    blocks = list(section.blocks)
    if label and len(heading.spans) == 1:
        part.heading = heading_of(heading)
    else:
        blocks.insert(0, heading)
        message = _("The signatures begin here; the heading “%(heading)s” was put above them.")
        draft.notes.append(Note(heading.first, message % {"heading": SIGNATURES_HEADING}, heading.text))
    draft.signed.add(part.heading.text)
    for block in blocks:
        part.body += single_lines(block)
