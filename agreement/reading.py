"""A version of the agreement as its readers meet it: parts in order, anchors, numbered principles, whom they bind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language

from agreement import canon
from agreement.chain import Records
from agreement.gathering import gather, keep
from agreement.languages import NAMES
from agreement.models import Commitment
from agreement.states import Binds, PartKind, Subject
from agreement.translated import Translated, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agreement.canon import Canonical
    from agreement.chain import Chain
    from agreement.models import Agreement, AgreementVersion, LineageStep, Party, Principle, TextPart

OPENING = (PartKind.BACKGROUND, PartKind.VISION, PartKind.PURPOSE)
LONGEST_HEADLINE = 80
# Places on the page that are there in every version. Parts of the address, so they are Swedish and stay.
PLACES = {
    "summary": "i-korthet",
    "goals": "mal",
    "principles": "principer",
    "parties": "parterna",
    "signatures": "underskrifter",
    "validity": "giltighet",
    "decisions": "beslut",
    "lineage": "ursprung",
    "links": "kopplingar",
    "languages": "sprak",
    "about": "om-texten",
}
SIDES: dict[str, str] = {Binds.ALL: "alla", Binds.PUBLIC: "offentliga-sidan", Binds.CIVIL: "civila-sidan"}
TAKEN = {"content", "toc", "invitation", "", *PLACES.values()}


@dataclass(frozen=True)
class ShownPart:
    anchor: str
    heading: Words
    kind: str
    body: Words


@dataclass(frozen=True)
class ShownGoal:
    text: Words


@dataclass(frozen=True)
class Bound:
    """What a principle commits one of them to: everybody, a side, or a party (AGR-07)."""

    anchor: str
    label: str
    is_name: bool  # a party's own name, which is Swedish; else the page's words
    lines: list[Words]

    @property
    def mark(self) -> SafeString:
        """The language of the lines, where all have the same and it is not the page's."""
        return self.lines[0].mark if len({line.lang for line in self.lines}) == 1 else SafeString("")


@dataclass(frozen=True)
class ShownPrinciple:
    number: int
    slug: str
    name: Words
    meaning: Words
    url: str
    bound: list[Bound]


@dataclass(frozen=True)
class ShownStep:
    """A step in the lineage (AGR-27)."""

    year: int
    title: Words
    note: Words
    url: str


@dataclass(frozen=True)
class ShownLink:
    """What the text is linked to (AGR-28)."""

    kind: str
    number: int | None
    title: Words
    note: Words
    url: str


@dataclass(frozen=True)
class ShownLanguage:
    code: str
    name: str
    url: str


class AgreementReading:
    """What pages about the text show of a version: the one in force, unless another is given.

    Everything is read when a page asks for it, each time by few queries, however long the text is. In a language that
    the version has been translated into (the page's, or `language`), the words are the translation's. Without a
    version everything is empty, and the pages say so.
    """

    def __init__(
        self,
        agreement: Agreement,
        version: AgreementVersion | None = None,
        *,
        language: str = "",
        records: Records | None = None,
    ) -> None:
        self._agreement = agreement
        self.records = records or Records(agreement)
        self._given = version
        self._language = language or get_language() or settings.LANGUAGE_CODE

    # --- Which version ---------------------------------------------------------------------------

    @cached_property
    def versions(self) -> list[AgreementVersion]:
        """The versions that the public sees, the newest first."""
        return sorted(self.records.versions, key=age, reverse=True)

    @cached_property
    def current(self) -> AgreementVersion | None:
        """The version in force today."""
        return self.records.in_force

    @property
    def version(self) -> AgreementVersion | None:
        return self._given or self.current

    @property
    def is_current(self) -> bool:
        return self.version is not None and self.version == self.current

    @cached_property
    def previous(self) -> AgreementVersion | None:
        """The version before this one, if the public may see it."""
        if self.version is None:
            return None
        older = [each for each in self.versions if age(each) < age(self.version)]
        return older[0] if older else None

    # --- The text --------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        """The version's rows of every kind, by one query, and hung where the models look for them."""
        version = self.version
        if version is None:
            return {}
        rows = gather(
            {
                "parts": version.parts.all(),
                "goals": version.goals.all(),
                "principles": version.principles.all(),
                "commitments": Commitment.objects.filter(principle__version=version),
                "lineage": version.lineage.all(),
                "links": version.links.all(),
                "signatures": version.signatures.all(),
                "translations": version.translations.shown().defer("texts", "notice"),
                "translation": version.translations.shown().filter(language=self._language),
            }
        )
        of_principle: dict[int, list[Commitment]] = {}
        for each in rows["commitments"]:
            if each.party_id:
                each.party = next(party for party in self.records.parties if party.pk == each.party_id)
            of_principle.setdefault(each.principle_id, []).append(each)
        for principle in rows["principles"]:
            keep(principle, "commitments", of_principle.get(principle.pk, ()))
        for name in ("parts", "goals", "principles", "lineage", "links"):
            keep(version, name, rows[name])
        return rows

    def _all(self, kind: str) -> list[Any]:
        return self._rows.get(kind, [])

    @cached_property
    def words(self) -> Translated:
        """The words in the language of the reading: the translation's, or the Swedish."""
        return Translated(self.version, next(iter(self._all("translation")), None), whole=True)

    @cached_property
    def languages(self) -> list[ShownLanguage]:
        """What the version has been translated into, by the languages' own names."""
        region = self._agreement.region.slug
        return [
            ShownLanguage(
                each.language,
                NAMES.get(each.language, each.language),
                reverse("agreement:translation", args=[region, each.language]),
            )
            for each in self._all("translations")
        ]

    @property
    def principle_rows(self) -> dict[str, Principle]:
        """The principles' own rows by slug, for rooms that tie something to a principle."""
        return {each.slug: each for each in self._all("principles")}

    @property
    def summary(self) -> Words:
        return self.words("summary", self.version.summary if self.version else "")

    @cached_property
    def parts(self) -> list[ShownPart]:
        principles = {each.slug for each in self._all("principles")}
        return _with_anchors(self._all("parts"), TAKEN | principles, self.words)

    @property
    def opening(self) -> list[ShownPart]:
        """What stands before the goals and principles."""
        return [part for part in self.parts if part.kind in OPENING]

    @property
    def rest(self) -> list[ShownPart]:
        return [part for part in self.parts if part.kind not in OPENING]

    @cached_property
    def goals(self) -> list[ShownGoal]:
        goals = enumerate(self._all("goals"), start=1)
        return [ShownGoal(self.words(f"goal/{number}", each.text)) for number, each in goals]

    @cached_property
    def principles(self) -> list[ShownPrinciple]:
        """The principles in their order, numbered from 1."""
        region = self._agreement.region.slug
        return [
            ShownPrinciple(
                number=number,
                slug=each.slug,
                name=self.words(f"principle/{each.slug}/name", each.name),
                meaning=self.words(f"principle/{each.slug}/meaning", each.meaning),
                url=reverse("agreement:principle", args=[region, each.slug]),
                bound=self._bound(each),
            )
            for number, each in enumerate(self._all("principles"), start=1)
        ]

    def _bound(self, principle: Principle) -> list[Bound]:
        """The commitments by whom they bind: everybody first, then the sides, then the parties in order (AGR-07)."""
        groups: dict[tuple[str, Any], list[Words]] = {}
        for number, each in enumerate(principle.commitments.all(), start=1):
            words = self.words(f"principle/{principle.slug}/commitment/{number}", each.text)
            groups.setdefault((each.binds, each.party), []).append(words)
        order: list[tuple[str, Any]] = [(side, None) for side in SIDES]
        order += [(Binds.PARTY, party) for party in self._parties_bound(groups)]
        return [
            Bound(party.slug, party.name, is_name=True, lines=groups[binds, party])
            if party
            else Bound(SIDES[binds], str(Binds(binds).label), is_name=False, lines=groups[binds, party])
            for binds, party in order
            if (binds, party) in groups
        ]

    def _parties_bound(self, groups: Iterable[tuple[str, Any]]) -> list[Any]:
        bound = {party for _binds, party in groups if party is not None}
        return [party for party in self.records.parties if party in bound] if bound else []

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

    @property
    def without_commitments(self) -> int:
        """How many principles say nothing yet about whom they commit to what (AGR-08)."""
        return sum(not each.bound for each in self.principles)

    @cached_property
    def lineage(self) -> list[ShownStep]:
        return [self._lineage_step(number, each) for number, each in enumerate(self._all("lineage"), start=1)]

    def _lineage_step(self, number: int, step: LineageStep) -> ShownStep:
        title, note = f"lineage/{number}/title", f"lineage/{number}/note"
        return ShownStep(step.year, self.words(title, step.title), self.words(note, step.note), step.url)

    @cached_property
    def links(self) -> list[ShownLink]:
        return [
            ShownLink(
                kind=each.kind,
                number=each.number,
                title=self.words(f"link/{number}/title", each.title),
                note=self.words(f"link/{number}/note", each.note),
                url=each.url,
            )
            for number, each in enumerate(self._all("links"), start=1)
        ]

    def canonical(self) -> Canonical:
        """The Swedish text in canonical form, from the rows that the reading has; empty without a version."""
        if self.version is None:
            return canon.Canonical({}, [])
        # Read first, or the version would ask for them one kind at a time.
        return self.version.canonical() if self._rows else canon.Canonical({}, [])

    # --- What was decided about it ---------------------------------------------------------------

    def chain_of(self, version: AgreementVersion) -> Chain:
        """What the decisions about one of the versions add up to."""
        return self.records.chain(Subject.AGREEMENT, self.records.of_version(version))

    @cached_property
    def chain(self) -> Chain | None:
        return self.chain_of(self.version) if self.version else None

    @cached_property
    def signatures(self) -> list[dict[str, Any]]:
        """Every party in order with its signatures; a party without one is there too (AGR-20)."""
        of_party: dict[int, list[Any]] = {}
        for each in self._all("signatures"):
            of_party.setdefault(each.party_id, []).append(each)
        return [{"party": party, "signatures": of_party.get(party.pk, [])} for party in self.records.parties]

    @property
    def is_signed(self) -> bool:
        """Whether anything at all is known about signatures."""
        return any(row["signatures"] for row in self.signatures)

    @property
    def keepers(self) -> list[Party]:
        """The parties that keep an original (AGR-21)."""
        return [
            row["party"] for row in self.signatures if any(each.keeps_original for each in row["signatures"])
        ]


def age(version: AgreementVersion) -> tuple[bool, Any, int]:
    """Sorts versions from the oldest; one without a date is newer than those that have one."""
    begins = version.in_force_from
    return (begins is None, begins.toordinal() if begins else 0, version.pk)


def _with_anchors(rows: Sequence[TextPart], reserved: Iterable[str], words: Translated) -> list[ShownPart]:
    """The parts in order; an anchor is the Swedish heading's own words, so links survive new versions."""
    taken = set(reserved)
    items = canon.parts(rows)
    parts = []
    for part, heading, body in zip(rows, items[::2], items[1::2], strict=True):
        base = slugify(part.heading)
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base or 'del'}-{number}", number + 1
        taken.add(anchor)
        parts.append(
            ShownPart(anchor, words(heading.key, heading.text), part.kind, words(body.key, body.text))
        )
    return parts
