"""Blocks gathered under their headings. What opens a section depends on the section that is open."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agreement.importing.blocks import split_block
from agreement.importing.headings import MAX_HEADING, Slot, number_of_principles, run_in_heading, words_of
from agreement.importing.labels import commitment_label, is_area_label, is_meaning_label, is_signature_label
from agreement.importing.named import name_key
from agreement.importing.shapes import is_running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agreement.importing.blocks import Block
    from agreement.importing.result import Kind

# Under these a short first line is the text itself ("Tillsammans för länet"), not a heading below the heading.
LEAVES = (Slot.VISION, Slot.PURPOSE, Slot.GOALS)
# These may end a row of principles although a word of the heading is unknown.
STRONG = (
    Slot.ORGANISATION,
    Slot.PLAN,
    Slot.AREAS,
    Slot.ACCESSION,
    Slot.FOLLOW_UP,
    Slot.TERMINATION,
    Slot.SIGNATURES,
)
CLOSING = (Slot.FOLLOW_UP, Slot.TERMINATION, Slot.SIGNATURES, Slot.ORGANISATION, Slot.ACCESSION, Slot.OTHER)
ENCLOSURES = ("bilaga", "bilagor")
TITLE_WORDS = frozenset(
    ("överenskommelse", "överenskommelsen", "mellan", "handlingsplan", "verksamhetsplan", "samverkan")
)
MAX_SIGNER = 80
# “Luleå den 3 maj 2024”, “Luleå 2024-05-03”, “Luleå den ____ 2024”
PLACE_AND_DAY = re.compile(
    r"[A-ZÅÄÖ][^\d._…]{1,40}?,? (?:den )?(?:\d{1,2} \w{3,9} (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
    r"|[_.…/]{1,}[_.… /-]*(?:\w{3,9} ?[_.… ]*)?(?:(?:19|20)[\d_]*)?)"
)


@dataclass(eq=False)
class Section:
    """A heading and what stands below it. `guessed`: the heading was known by its form only."""

    slot: Slot
    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    guessed: bool = False
    areas: bool = False  # what stands below are the areas of a plan
    chapter: bool = False  # a heading over headings: they are paragraphs of it
    expected: tuple[int, ...] = ()  # the number that the next principle or area would have
    declared: int = 0
    counted: int = 0
    points: set[str] = field(default_factory=set)

    @property
    def number(self) -> tuple[int, ...]:
        return self.heading.number if self.heading else ()

    @property
    def next_number(self) -> tuple[int, ...]:
        return (*self.number[:-1], self.number[-1] + 1) if self.number else ()

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        if block.point:
            self.points.add(name_key(block.text))
        if not self.declared and not block.point:
            self.declared = number_of_principles(block.text[:300])
        if block.number and (block.number == self.expected or (not self.expected and block.number[-1] == 1)):
            self.expected = (*block.number[:-1], block.number[-1] + 1)
            self.counted += 1


@dataclass
class Splitter:
    """Cuts blocks into sections. `areas_at` is the heading below which the areas of a plan stand."""

    kind: Kind
    blocks: Sequence[Block]
    areas_at: Block | None = None
    inner: bool = False  # these blocks stood below a heading already
    preamble: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._times = Counter(
            self._key(block) for block in self.blocks if not block.point and len(block.text) <= 100
        )
        # The last heading that text follows: signatures that begin with a mere label stand below it.
        self._last_heading = max(
            (
                index
                for index, (block, after) in enumerate(itertools.pairwise(self.blocks))
                if block.known
                and block.known.sure
                and block.known.slot is not Slot.SIGNATURES
                and is_running(after)
            ),
            default=-1,
        )
        run_ins = [
            (index, found)
            for index, block in enumerate(self.blocks)
            if not block.point and (found := run_in_heading(block.text))
        ]
        self._run_ins = Counter(name_key(found.head) for _, found in run_ins)
        self._last_heading = max([self._last_heading, *(index for index, _ in run_ins)])
        self._last_numbered = {block.number: index for index, block in enumerate(self.blocks) if block.number}
        self._only_short_from = 1 + max(
            (index for index, block in enumerate(self.blocks) if len(block.text) > MAX_SIGNER or block.point),
            default=-1,
        )
        self._last_unknown_shape = max(
            (index for index, block in enumerate(self.blocks) if block.shape and not block.known), default=-1
        )

    @staticmethod
    def _key(block: Block) -> str:
        return name_key(block.text)

    def again(self, block: Block, times: int = 2) -> bool:
        """Whether the line returns so often that it is a label below headings and no heading."""
        return len(block.text) <= 100 and self._times[self._key(block)] >= times

    def split(self) -> None:
        """Fill `preamble` (what stands before the first heading) and `sections`."""
        for index, block in enumerate(self.blocks):
            following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
            if run_in := self._run_in(index, block):
                head, rest = run_in
                self._open(index, head, rest)
                self.sections[-1].add(rest)
            elif block.marked.word == "princip" and not self._in(Slot.PRINCIPLES) and not self.inner:
                self.sections.append(Section(Slot.PRINCIPLES, None))
                self.sections[-1].add(block)
            elif not self.sections and not self._first_opens(block):
                self.preamble.append(block)
                if self._names_the_plan(block, following):
                    self._open(index, block, following)
            elif not self.sections or self._opens(index, block, following):
                self._open(index, block, following)
            else:
                self.sections[-1].add(block)

    def _run_in(self, index: int, block: Block) -> tuple[Block, Block] | None:
        """The heading and the text of “Uppföljning: Varje år …”, where nothing else can be meant by it."""
        found = run_in_heading(block.text)
        if found is None or block.point or block.columns or found.head not in block.lines[0].text:
            return None
        if self._run_ins[name_key(found.head)] > 1:
            return None  # a label below headings
        current = self.sections[-1] if self.sections else None
        areas = found.known.slot is Slot.PLAN or not self.areas_at or (current and current.areas)
        if self.kind == "plan" and areas:
            return None  # areas have labels such as “Syfte: …”
        if current is not None and block.number and block.number != current.next_number:
            return None
        if current is not None and current.slot is Slot.SIGNATURES:
            return None
        if current is not None and current.slot is Slot.PRINCIPLES:
            # Principles that follow say that this stands inside one of them.
            after = (
                self._last_numbered.get(current.expected, -1)
                if current.expected
                else self._last_unknown_shape
            )
            if found.known.slot not in STRONG or after > index:
                return None
        return split_block(block, found)

    def _in(self, slot: Slot) -> bool:
        return bool(self.sections) and self.sections[-1].slot is slot

    def _open(self, index: int, block: Block, following: Block | None) -> None:
        known = block.known
        slot = known.slot if known else Slot.OTHER
        if self._signs(index, block, following):
            slot = Slot.SIGNATURES
        elif self._announces(index, block):
            slot = Slot.PRINCIPLES
        elif self.inner and slot is Slot.PRINCIPLES:
            slot = Slot.OTHER  # principles among what followed principles: looked through once and no more
        certain = (known and known.sure) or slot is Slot.SIGNATURES or self._announces(index, block)
        section = Section(slot, block, guessed=not certain)
        section.areas = block is self.areas_at
        section.declared = number_of_principles(block.text)
        self.sections.append(section)

    def _announces(self, index: int, block: Block) -> bool:
        """“Värdegrunden bygger på sju principer som alla delar:” right above as many points, or above number 1."""
        if self.inner or block.point or block.text[-1:] != ":" or len(block.text) > MAX_HEADING:
            return False
        declared = number_of_principles(block.text)
        if not declared or index + 1 == len(self.blocks):
            return False
        if self.blocks[index + 1].number[-1:] == (1,) and not self.blocks[index + 1].point:
            return True
        points = itertools.takewhile(lambda each: each.point, self.blocks[index + 1 : index + 2 + declared])
        return len(list(points)) == declared

    def _first_opens(self, block: Block) -> bool:
        if block.point:
            return False
        if block.known and block.known.sure:
            # A plan is called by the word that also heads its contents; the first time is the title.
            if self.inner or block.known.slot is not Slot.PLAN or block is self.areas_at:
                return True
            return self.kind == "agreement" and bool(self.preamble)
        titled = TITLE_WORDS.intersection(words_of(block.text))
        return block.shape and (self.inner or (bool(self.preamble) and not titled))

    def _names_the_plan(self, block: Block, following: Block | None) -> bool:
        """The title of a plan that is followed by text right away heads that text too."""
        if (
            self.kind != "plan"
            or self.inner
            or not (block.known and block.known.sure and block.known.slot is Slot.PLAN)
        ):
            return False
        return (
            following is not None
            and (following.text[-1:] in (".", ":") or following.point)
            and not following.shape
        )

    def _opens(self, index: int, block: Block, following: Block | None) -> bool:  # noqa: PLR0911 -- one rule a line
        current = self.sections[-1]
        if current.slot is Slot.SIGNATURES:
            if block.point:
                return False
            if words_of(block.text)[:1] and words_of(block.text)[0] in ENCLOSURES:
                return len(block.text) <= MAX_SIGNER and block.text[-1] not in ".;,"
            return bool(block.known and block.known.sure) and index <= self._last_heading
        if block.point:
            return False
        if self._signs(index, block, following) and (index > self._last_heading or block.known is not None):
            return True
        if current.areas:
            return self._closes_areas(index, block, current)
        if current.slot is Slot.PRINCIPLES:
            return self._closes_principles(block, current)
        if block is self.areas_at or self._announces(index, block):
            return True
        if block.known and block.known.sure:
            if self._is_below(block, current):
                return False
            return not self._is_label(block, 3 if self.kind == "agreement" else 2)
        return block.shape and self._shape_opens(block, following, current)

    @staticmethod
    def _is_below(block: Block, current: Section) -> bool:
        """“5.1 Styrgrupp” below “5 Organisation”, or “Styrgrupp” right below “Organisation”, is a paragraph of it."""
        known = block.known
        if known is None or known.slot not in (current.slot, Slot.OTHER):
            return False
        if block.number and current.number:
            current.chapter = len(block.number) > len(current.number)
        elif known.slot is current.slot and not current.blocks and not block.number:
            above = current.heading.known if current.heading else None
            current.chapter = current.slot not in LEAVES and above is not None and len(set(above.slots)) == 1
        elif known.slot is not current.slot:
            return False
        return current.chapter

    def _is_label(self, block: Block, times: int) -> bool:
        return self.again(block, times) and bool(
            is_area_label(block.text) or is_meaning_label(block.text) or commitment_label(block.text)
        )

    def _signs(self, index: int, block: Block, following: Block | None) -> bool:
        """The signatures begin: by a label, or “För Region …” or place and day above a label or a line to sign on."""
        if block.point or block.number:
            return False
        texts = block.lines[0].cells or (block.spans[0] if block.spans else block.text,)
        if any(is_signature_label(text) for text in texts):
            return True
        if any(len(text) > MAX_SIGNER or text[-1:] in ".!?" for text in texts):
            return False
        signed = block.signed_below or (following is not None and following.signed_below)
        labelled = following is not None and is_signature_label(following.spans[0])
        if any(PLACE_AND_DAY.fullmatch(text) for text in texts):
            # What stands below a line to sign on is short: a name, an office, a party.
            signed = signed and index >= self._only_short_from
            return signed or labelled or (following is not None and following.text.startswith("För "))
        if any(text.startswith("För ") for text in texts):
            return labelled or block.signed_below
        return block.signed_above and index >= self._only_short_from and not block.known

    @staticmethod
    def _is_next(block: Block, current: Section) -> bool:
        """“3 Tidplan” after “2 Insatsområden” with areas 2.1, 2.2 …: the number alone says so."""
        deeper = len(current.expected) > len(current.number)
        return block.alone and deeper and bool(block.number) and block.number == current.next_number

    def _closes_areas(self, index: int, block: Block, current: Section) -> bool:
        if self._is_next(block, current):
            return True
        if not (block.known and block.known.sure) or block.known.slot not in CLOSING:
            return False
        if block.number and block.number == current.expected and block.number != current.next_number:
            return False
        if name_key(block.text) in current.points or self.again(block) or commitment_label(block.text):
            return False
        if current.expected and block.number == () and block.known.slot is not Slot.ORGANISATION:
            return True
        # An area may be called by a word that is a heading elsewhere; at the end of the text it hardly is.
        return block.known.slot is not Slot.ORGANISATION or index > self._last_unknown_shape

    def _closes_principles(self, block: Block, current: Section) -> bool:
        if block is self.areas_at or self._is_next(block, current):
            return True
        if not block.known or commitment_label(block.text) or name_key(block.text) in current.points:
            return False
        full = bool(current.declared) and current.counted >= current.declared
        goes_on = block.number and block.number == current.expected and not full
        if goes_on and not (block.known.sure and block.number == current.next_number):
            return False
        if block.known.sure:
            return not self.again(block, 3)
        return block.shape and block.known.slot in STRONG and not block.marked.word

    def _shape_opens(self, block: Block, following: Block | None, current: Section) -> bool:
        """Whether something that only looks like a heading is one here."""
        number = block.number
        same_level = bool(number) and len(number) == len(current.number)
        if current.chapter and not same_level:
            return False
        if number and current.number and len(number) > len(current.number):
            return False
        if number and following is not None and following.number == (*number[:-1], number[-1] + 1):
            return False  # two in a row are a list
        if (
            current.slot is Slot.GOALS
            and number in (current.expected, (1,))
            and number != current.next_number
        ):
            return False
        if current.blocks or same_level:
            return True
        if current.slot not in LEAVES:
            current.chapter = True
        return False
