"""What a region's folder says, as data: one class for each kind of thing, with the names of the model's own fields.

What may be left out has a default; `order` is the place in the list (agreement.content_items).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated

from agreement.content_items import INLINE, OneOf
from agreement.languages import NAMES
from agreement.states import (
    About,
    Access,
    Act,
    BalanceRule,
    Binds,
    BodyKind,
    CarryOver,
    DocumentKind,
    Effect,
    FilledBy,
    LinkKind,
    MakingKind,
    PartKind,
    SeatKind,
    Side,
    Standing,
    Subject,
    TextState,
)

# --- The region and its agreement --------------------------------------------------------------------


@dataclass(frozen=True)
class Municipality:
    code: str
    name: str
    map_x: int | None = None
    map_y: int | None = None


@dataclass(frozen=True)
class Party:
    slug: str
    name: str
    side: Annotated[str, Side]
    represented_by: str = ""
    registry_pattern: str = ""
    about: str = ""
    order: int = 0


@dataclass(frozen=True)
class Seat:
    """`key` is the seat's name in the file and nowhere else: people hold seats, so a seat must stay the same one."""

    key: str
    kind: Annotated[str, SeatKind]
    party: str = ""
    label: str = ""
    order: int = 0
    from_on: dt.date | None = None
    to_on: dt.date | None = None


@dataclass(frozen=True)
class Body:
    kind: Annotated[str, BodyKind]
    slug: str
    name: str
    about: str = ""
    filled_by: Annotated[str, FilledBy] = "party"
    how_chosen: str = ""
    meetings_a_year: int | None = None
    seats: tuple[Seat, ...] = field(default=(), metadata=INLINE)


@dataclass(frozen=True)
class CutOff:
    last_day: dt.date
    effect: Annotated[str, Effect]
    title: str
    wording_before: str
    wording_after: str


@dataclass(frozen=True)
class Criterion:
    slug: str
    text: str
    order: int = 0


@dataclass(frozen=True)
class RequiredDecision:
    subject: Annotated[str, Subject]
    party: str
    body: str = ""
    order: int = 0


@dataclass(frozen=True)
class RegistryNumber:
    party: str
    number: str
    heading: str = ""


# --- Texts: what versions and plans have in common -------------------------------------------------------


@dataclass(frozen=True)
class Part:
    kind: Annotated[str, PartKind]
    heading: str
    body: str
    order: int


@dataclass(frozen=True)
class Link:
    kind: Annotated[str, LinkKind]
    title: str
    number: int | None = None
    url: str = ""
    note: str = ""
    order: int = 0


@dataclass(frozen=True)
class Translation:
    """`sources` is left out where `made_of` says it all: the translation is of the Swedish text as it is today."""

    language: Annotated[str, OneOf(tuple(NAMES))]
    made_of: str = ""
    translated_on: dt.date | None = None
    is_public: bool = False
    notice: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TextFacts:
    """How far a text has come; `place` is where it stands among the others, if that is not by the alphabet."""

    state: Annotated[str, TextState] = ""  # published for a summary, draft for anything else
    is_summary: bool = True
    adopted_text: str = ""
    source_url: str = ""
    summary: str = ""
    frozen_at: dt.datetime | None = None
    content_hash: str = ""
    place: int = 0


# --- A version of the agreement --------------------------------------------------------------------------


@dataclass(frozen=True)
class Goal:
    text: str
    order: int = 0


@dataclass(frozen=True)
class Commitment:
    binds: Annotated[str, Binds]
    party: str
    text: str
    order: int


@dataclass(frozen=True)
class Principle:
    slug: str
    name: str
    meaning: str
    order: int
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True)
class LineageStep:
    year: int
    title: str
    note: str = ""
    url: str = ""
    order: int = 0


@dataclass(frozen=True)
class Signature:
    """`name` is a person's: it is written only when all is to be moved to another host."""

    party: str
    signed_on: dt.date | None = None
    name: str = ""
    title: str = ""
    capacity: str = ""
    keeps_original: bool = False


@dataclass(frozen=True, kw_only=True)
class Version(TextFacts):
    label: str
    slug: str = ""  # from the label
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    originals: int | None = None
    carry_over: Annotated[str, CarryOver] = ""
    goals: tuple[Goal, ...] = ()
    lineage: tuple[LineageStep, ...] = ()
    links: tuple[Link, ...] = ()
    signatures: tuple[Signature, ...] = ()
    parts: tuple[Part, ...] = ()
    principles: tuple[Principle, ...] = ()
    translations: tuple[Translation, ...] = ()


# --- What was decided, and documents ---------------------------------------------------------------------


@dataclass(frozen=True)
class Registered:
    """Under which number, in whose register."""

    party: str
    number: str


@dataclass(frozen=True)
class Document:
    """`file` is the name of a file in documents/; without it the folder says nothing about the file."""

    slug: str
    title: str
    kind: Annotated[str, DocumentKind]
    dated: dt.date | None = None
    owner: str = ""
    registry: Registered | None = None
    edition: str = ""
    language: Annotated[str, OneOf(tuple(NAMES))] = "sv"
    access: Annotated[str, Access] = "open"
    withheld_ground: str = ""
    is_accessible: bool | None = None
    url: str = ""
    file: str = ""


@dataclass(frozen=True)
class Distribution:
    role: str
    sent_on: dt.date | None = None
    order: int = 0


@dataclass(frozen=True)
class Decision:
    slug: str
    heading: str
    body: str
    act: Annotated[str, Act]
    party: str = ""
    about: Annotated[str, About] = "adoption"
    decided_on: dt.date | None = None
    paragraph: str = ""
    registry: Registered | None = None
    is_summary: bool = True
    summary: str = ""
    decision_text: str = ""
    statement: str = ""
    background: str = ""
    refers_to: str = ""
    refers_to_text: str = ""
    corrects: str = ""
    source_url: str = ""
    versions: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    distribution: tuple[Distribution, ...] = field(default=(), metadata=INLINE)
    order: int = 0


@dataclass(frozen=True)
class Answer:
    sender: str
    text: str = ""
    document: str = ""
    order: int = 0


@dataclass(frozen=True)
class MakingStep:
    kind: Annotated[str, MakingKind]
    title: str
    when: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    text: str = ""
    registry: Registered | None = None
    document: str = ""
    source_url: str = ""
    answers: tuple[Answer, ...] = ()
    order: int = 0


@dataclass(frozen=True)
class NewsItem:
    slug: str
    title: str
    summary: str
    published_on: dt.date
    body: str = ""


# --- All of it -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    name: str
    short_name: str
    balance_rule: Annotated[str, BalanceRule]
    who_may_join: str
    declaration: str
    declaration_version: str
    admits_public_actors: bool = False
    min_municipalities: int = 2
    admits_exceptions: bool = True
    admits_unnumbered: bool = True
    unnumbered_words: str = ""
    asks_statutes: bool = True
    asks_minutes: bool = False
    elsewhere: str = ""
    decide_within_days: int = 60
    supplement_days: int = 14
    positions_days: int = 7
    position_notice_days: int = 3
    opened_on: dt.date | None = None
    plan_name: str = ""
    standing: Annotated[str, Standing] = "active"
    standing_since: dt.date | None = None
    standing_note: str = ""
    next_review_on: dt.date | None = None
    review_note: str = ""
    parties: tuple[Party, ...] = ()
    bodies: tuple[Body, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    required_decisions: tuple[RequiredDecision, ...] = ()
    registry_numbers: tuple[RegistryNumber, ...] = ()
    documents: tuple[Document, ...] = ()
    decisions: tuple[Decision, ...] = ()
    making: tuple[MakingStep, ...] = ()
    news: tuple[NewsItem, ...] = ()
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Region:
    slug: str
    name: str
    reference_prefix: str
    agreement: Agreement
    county_code: str = ""
    order: int = 0
    contact_name: str = ""
    contact_email: str = ""
    data_controllers: str = ""
    municipalities: tuple[Municipality, ...] = field(default=(), metadata=INLINE)
