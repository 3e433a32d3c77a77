"""What only a plan has: the heading above its areas, the areas with their actions, the period and the years."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from agreement.importing.drafts import Draft, DraftArea, DraftPart, Piece, heading_of, paragraph
from agreement.importing.headings import Slot, words_of
from agreement.importing.labels import ACTION_LABELS, is_action_label, is_area_label
from agreement.importing.named import Found, Named, find_named
from agreement.importing.result import Note, ParsedMilestone, Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agreement.importing.blocks import Block
    from agreement.importing.sections import Section, Splitter

FALLBACK_NAME = "Område %d"
AREA_WORDS = ("utvecklingsområde", "insatsområde", "fokusområde", "område")
PLAN_NAMES = ("handlingsplan", "verksamhetsplan", "aktivitetsplan", "arbetsplan", "årsplan")

YEAR = r"(?<!\d)(20\d\d|19\d\d)(?!\d)"
YEARS = re.compile(YEAR + r" ?(?:-|–|—|till|t\.? ?o\.? ?m\.?|/) ?" + YEAR)
ONE_YEAR = re.compile(YEAR)
MONTHS = {
    month: number
    for number, month in enumerate(
        "januari februari mars april maj juni juli augusti september oktober november december".split(),  # noqa: SIM905
        1,
    )
}
DAY = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(MONTHS)}) {YEAR}|{YEAR}-(\d\d)-(\d\d)(?!\d)")
# Such as “2022 ska …”, “Under 2022: …” and “Senast hösten 2023 …”.
BEGINS_WITH_YEAR = re.compile(
    rf"(?:(?:år|under|våren|hösten|senast|i slutet av|från) ){{0,3}}{YEAR}(?! ?[-–/] ?\d)", re.IGNORECASE
)
YEAR_ALONE = re.compile(rf"(?:(?:år|under) )?{YEAR}:?", re.IGNORECASE)
PERIOD_SAYS = re.compile(r"\b(?:gäller|giltig\w*|period\w*|löptid\w*|avser|omfattar)\b", re.IGNORECASE)
LONGEST_PERIOD = 30  # years


OPENING = (Slot.BACKGROUND, Slot.VISION, Slot.PURPOSE, Slot.GOALS, Slot.PRINCIPLES)


def areas_heading(blocks: Sequence[Block]) -> list[Block]:
    """Headings below which the areas may stand, the best first: “Utvecklingsområden”, then the plan's own name."""
    sure = [block for block in blocks if block.known and block.known.sure and not block.point]
    opening = next(
        (index for index, block in enumerate(sure) if block.known and block.known.slot in OPENING), 0
    )
    sure = sure[opening:]  # what stands above the first heading is the title
    named = [block for block in sure if block.known and block.known.slot is Slot.AREAS]
    plan = [
        block
        for block in sure
        if block.known
        and block.known.slot is Slot.PLAN
        and any(word.startswith(PLAN_NAMES) for word in words_of(block.text))
    ]
    return named + plan


def find_areas(section: Section, splitter: Splitter) -> Found:
    word = next((block.marked.word for block in section.blocks if block.marked.word in AREA_WORDS), "område")
    return find_named(section.blocks, declared=0, again=splitter.again, fallback=FALLBACK_NAME, word=word)


def read_areas(draft: Draft, section: Section, splitter: Splitter) -> list[Block]:
    """Add the areas of a section to the draft; gives back the blocks that follow them and belong elsewhere."""
    assert section.heading  # noqa: S101 -- the section was opened by it
    found = find_areas(section, splitter)
    draft.areas_heading = heading_of(section.heading)
    if found.before:
        draft.parts.append(
            DraftPart(Slot.AREAS.part_kind, draft.areas_heading, [paragraph(block) for block in found.before])
        )
    for named in found.named:
        draft.areas.append(_area(named))
        if found.guessed:
            draft.notes.append(_by_form(named.heads[0], named.name))
    return found.after


def area_of(draft: Draft, section: Section) -> None:
    """A section known by the form of its heading only, in a plan that has no heading above its areas."""
    assert section.heading  # noqa: S101 -- it was opened by its form
    draft.areas.append(_area(Named(section.heading.text, [section.heading], children=section.blocks)))
    draft.notes.append(_by_form(section.heading, section.heading.text))


def _by_form(block: Block, name: str) -> Note:
    return Note(
        block.first, _("Known by its form only, a short line with text below it; read as an area."), name
    )


def _area(named: Named) -> DraftArea:
    """Points are actions, unless they stand below a label such as “Mål:” or “Ansvariga:”."""
    area = DraftArea(Piece(named.name, named.heads))
    if named.rest:
        area.text.append(Piece(named.rest, named.heads))
    actions = True
    for block, following in itertools.zip_longest(named.children, named.children[1:]):
        if block.point and actions:
            area.actions.append(Piece(block.text, [block]))
            continue
        if not block.point:
            label = is_area_label(block.text)
            actions = not label or words_of(block.text)[0] in ACTION_LABELS
            if is_action_label(block.text) and following and following.point:
                area.labels.append(paragraph(block))
                continue
        area.text.append(paragraph(block))
    return area


# ------------------------------------------------------------------------------------ period and years


def find_period(title: Iterable[Piece], heading: Piece | None, blocks: Iterable[Block]) -> Period | None:
    """The period from the title, the heading of the plan, or a sentence that says what applies when."""
    for piece in title:
        if period := read_period(piece.text):
            return period
    if heading and (period := read_period(heading.text)):
        return period
    for block in blocks:
        found = PERIOD_SAYS.search(block.text[:1000])
        if found and (
            period := read_period(block.text[max(0, found.start() - 80) : found.end() + 120], whole=False)
        ):
            return period
    return None


def read_period(text: str, *, whole: bool = True) -> Period | None:
    """From and to as the text says it; years alone are whole years. One year counts only in a title (`whole`)."""
    days = list(DAY.finditer(text))
    if len(days) > 1:
        begins, ends = _day(days[0]), _day(days[1])
        if begins and ends and begins <= ends:
            return Period(begins, ends, text[days[0].start() : days[1].end()])
    if found := YEARS.search(text):
        first, last = int(found[1]), int(found[2])
        if first <= last <= first + LONGEST_PERIOD:
            return Period(dt.date(first, 1, 1), dt.date(last, 12, 31), found[0])
    one = ONE_YEAR.findall(text)
    if whole and len(one) == 1 and not days and any(word.startswith(PLAN_NAMES) for word in words_of(text)):
        return Period(dt.date(int(one[0]), 1, 1), dt.date(int(one[0]), 12, 31), one[0])
    return None


def _day(found: re.Match[str]) -> dt.date | None:
    day, month, year, iso_year, iso_month, iso_day = found.groups()
    try:
        if year:
            return dt.date(int(year), MONTHS[month], int(day))
        return dt.date(int(iso_year), int(iso_month), int(iso_day))
    except ValueError:
        return None


def find_milestones(pieces: Iterable[Piece], period: Period | None) -> list[ParsedMilestone]:
    """Paragraphs and points that begin with a year of the period, and the points below a year on its own line."""
    found = []
    year_above = 0
    for piece in pieces:
        if alone := YEAR_ALONE.fullmatch(piece.text[:20]):
            year_above = int(alone[1])
            continue
        begins = BEGINS_WITH_YEAR.match(piece.text[:60])
        if not piece.point and not begins:
            year_above = 0
        year = int(begins[1]) if begins else year_above
        if year and (period is None or period.begins.year <= year <= period.ends.year):
            found.append(ParsedMilestone(year, piece.text))
    return found
