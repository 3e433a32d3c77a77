"""What a region starts with, as data: content/<region>/ read, checked and written back. Touches no database.

The folder: `region.toml` holds names, parties, bodies, seats, dates and criteria; `versions/<name>/version.toml` one
version of the agreement, with `parts/` and `principles/` beside it as Markdown. Other rooms keep their own folders in
it (the action plan: `plans/`). content/README.md explains the format to the people who edit it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from agreement.content_files import (
    ContentError,
    Folder,
    Table,
    check_once,
    normalised,
    numbered_files,
    toml_inline,
    toml_lines,
)
from agreement.states import DECIDING_SEATS, BalanceRule, BodyKind, Effect, PartKind, SeatKind, Side

FORMAT = 1


@dataclass(frozen=True)
class Municipality:
    code: str
    name: str


@dataclass(frozen=True)
class Party:
    slug: str
    name: str
    side: str
    represented_by: str
    about: str
    order: int


@dataclass(frozen=True)
class Seat:
    """`key` is the seat's name in the file and nowhere else: people hold seats, so a seat must stay the same one."""

    key: str
    party: str
    kind: str
    label: str
    order: int


@dataclass(frozen=True)
class Body:
    kind: str
    slug: str
    name: str
    about: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class CutOff:
    last_day: dt.date
    effect: str
    title: str
    wording_before: str
    wording_after: str


@dataclass(frozen=True)
class Criterion:
    slug: str
    text: str
    order: int


@dataclass(frozen=True)
class Part:
    kind: str
    heading: str
    body: str
    order: int


@dataclass(frozen=True)
class Goal:
    text: str
    order: int


@dataclass(frozen=True)
class Principle:
    slug: str
    name: str
    meaning: str
    order: int


@dataclass(frozen=True)
class Version:
    label: str
    is_summary: bool
    adopted_text: str
    in_force_from: dt.date | None
    source_url: str
    summary: str
    goals: tuple[Goal, ...]
    parts: tuple[Part, ...]
    principles: tuple[Principle, ...]


@dataclass(frozen=True)
class Agreement:
    name: str
    short_name: str
    balance_rule: str
    admits_public_actors: bool
    min_municipalities: int
    opened_on: dt.date | None
    who_may_join: str
    declaration: str
    declaration_version: str
    parties: tuple[Party, ...]
    bodies: tuple[Body, ...]
    cut_offs: tuple[CutOff, ...]
    criteria: tuple[Criterion, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Region:
    slug: str
    name: str
    county_code: str
    reference_prefix: str
    order: int
    contact_name: str
    contact_email: str
    data_controllers: str
    municipalities: tuple[Municipality, ...]
    agreement: Agreement


# --- Reading -----------------------------------------------------------------------------------


def read_region(folder: Folder) -> Region:
    """The region that the folder describes. Raises ContentError at the first thing that is wrong."""
    top = folder.toml("region.toml")
    if top.whole("format", 0) != FORMAT:
        raise ContentError(f"region.toml: format must be {FORMAT}.")
    about = top.table("region")
    municipalities = tuple(_municipality(table) for table in about.tables("municipalities"))
    check_once("region.toml, [region]", "municipality", (item.code for item in municipalities))
    region = Region(
        slug=about.text("slug", required=True),
        name=about.text("name", required=True),
        county_code=about.text("county_code"),
        reference_prefix=about.text("reference_prefix", required=True),
        order=about.whole("order", 0),
        contact_name=about.text("contact_name"),
        contact_email=about.text("contact_email"),
        data_controllers=about.text("data_controllers"),
        municipalities=municipalities,
        agreement=_agreement(folder, top),
    )
    about.done()
    top.done()
    return region


def _agreement(folder: Folder, top: Table) -> Agreement:
    table = top.table("agreement")
    parties = tuple(_party(item, number) for number, item in enumerate(top.tables("parties"), 1))
    if not parties:
        raise ContentError("region.toml: parties is missing; an agreement has at least one [[parties]].")
    check_once("region.toml", "party", (item.slug for item in parties))
    bodies = tuple(_body(item, {party.slug for party in parties}) for item in top.tables("bodies"))
    check_once("region.toml", "body of kind", (item.kind for item in bodies))
    cut_offs = tuple(_cut_off(item) for item in top.tables("cut_offs"))
    check_once("region.toml", "cut-off", (f"{item.effect} on {item.last_day}" for item in cut_offs))
    criteria = tuple(_criterion(item, number) for number, item in enumerate(top.tables("criteria"), 1))
    check_once("region.toml", "criterion", (item.slug for item in criteria))
    versions = tuple(_version(folder, name) for name in folder.subfolders("versions"))
    check_once("versions", "label", (item.label for item in versions))
    agreement = Agreement(
        name=table.text("name", required=True),
        short_name=table.text("short_name", required=True),
        balance_rule=table.text("balance_rule", required=True, choices=BalanceRule.values),
        admits_public_actors=table.flag("admits_public_actors", default=False),
        min_municipalities=table.whole("min_municipalities", 2),
        opened_on=table.day("opened_on"),
        who_may_join=table.text("who_may_join", required=True),
        declaration=table.text("declaration", required=True),
        declaration_version=table.text("declaration_version", required=True),
        parties=parties,
        bodies=bodies,
        cut_offs=cut_offs,
        criteria=criteria,
        versions=versions,
    )
    table.done()
    return agreement


def _municipality(table: Table) -> Municipality:
    item = Municipality(code=table.text("code", required=True), name=table.text("name", required=True))
    table.done()
    return item


def _party(table: Table, number: int) -> Party:
    item = Party(
        slug=table.text("slug", required=True),
        name=table.text("name", required=True),
        side=table.text("side", required=True, choices=Side.values),
        represented_by=table.text("represented_by"),
        about=table.text("about"),
        order=table.whole("order", number),
    )
    table.done()
    return item


def _body(table: Table, parties: set[str]) -> Body:
    seats = tuple(_seat(item, number, parties) for number, item in enumerate(table.tables("seats"), 1))
    check_once(f"{table.where}, seats", "key", (seat.key for seat in seats))
    item = Body(
        kind=table.text("kind", required=True, choices=BodyKind.values),
        slug=table.text("slug", required=True),
        name=table.text("name", required=True),
        about=table.text("about"),
        seats=seats,
    )
    table.done()
    return item


def _seat(table: Table, number: int, parties: set[str]) -> Seat:
    seat = Seat(
        key=table.text("key", required=True),
        party=table.text("party"),
        kind=table.text("kind", required=True, choices=SeatKind.values),
        label=table.text("label"),
        order=table.whole("order", number),
    )
    table.done()
    if seat.party and seat.party not in parties:
        raise ContentError(f"{table.where}: party {seat.party} is not one of {', '.join(sorted(parties))}.")
    if seat.kind in DECIDING_SEATS and not seat.party:
        raise ContentError(f"{table.where}: party is missing; only a co-opted seat may belong to no party.")
    return seat


def _cut_off(table: Table) -> CutOff:
    item = CutOff(
        last_day=table.required_day("last_day"),
        effect=table.text("effect", required=True, choices=Effect.values),
        title=table.text("title", required=True),
        wording_before=table.text("wording_before", required=True),
        wording_after=table.text("wording_after", required=True),
    )
    table.done()
    return item


def _criterion(table: Table, number: int) -> Criterion:
    item = Criterion(
        slug=table.text("slug", required=True),
        text=table.text("text", required=True),
        order=table.whole("order", number),
    )
    table.done()
    return item


def _version(folder: Folder, name: str) -> Version:
    here = f"versions/{name}"
    table = folder.toml(f"{here}/version.toml")
    goals = tuple(_goal(item, number) for number, item in enumerate(table.tables("goals"), 1))
    principles = tuple(
        Principle(slug=text.name, name=text.heading, meaning=text.body, order=text.order)
        for text in folder.numbered_texts(f"{here}/principles")
    )
    check_once(f"{here}/principles", "principle", (item.slug for item in principles))
    version = Version(
        label=table.text("label", required=True),
        is_summary=table.flag("is_summary", default=True),
        adopted_text=table.text("adopted_text"),
        in_force_from=table.day("in_force_from"),
        source_url=table.text("source_url"),
        summary=table.text("summary"),
        goals=goals,
        parts=_parts(folder, f"{here}/parts"),
        principles=principles,
    )
    table.done()
    return version


def _goal(table: Table, number: int) -> Goal:
    item = Goal(text=table.text("text", required=True), order=table.whole("order", number))
    table.done()
    return item


def _parts(folder: Folder, here: str) -> tuple[Part, ...]:
    parts = []
    for text in folder.numbered_texts(here):
        kind = text.name.replace("-", "_")
        if kind not in PartKind.values:
            raise ContentError(
                f"{text.path}: the name after the number must be one of {', '.join(PartKind.values)}."
            )
        parts.append(Part(kind=kind, heading=text.heading, body=text.body, order=text.order))
    return tuple(parts)


# --- Writing -----------------------------------------------------------------------------------


def write_region(region: Region) -> dict[str, str]:
    """The files of a region's folder, by their path in it. `read_region` of them gives the same region again.

    Refuses (ContentError) what the format cannot tell apart: two parts or principles with the same number.
    """
    agreement = region.agreement
    lines = [
        f"# {region.name}. How to edit this file: content/README.md.",
        f"format = {FORMAT}",
        *_section("[region]", region, leave_out=("municipalities", "agreement")),
        "municipalities = [",
        *(f"  {toml_inline(vars(item))}," for item in region.municipalities),
        "]",
        *_section(
            "[agreement]", agreement, leave_out=("parties", "bodies", "cut_offs", "criteria", "versions")
        ),
    ]
    for number, party in enumerate(agreement.parties, 1):
        lines += _section("[[parties]]", party, number)
    for body in agreement.bodies:
        lines += _section("[[bodies]]", body, leave_out=("seats",))
        seats = (_listed(seat, number) for number, seat in enumerate(body.seats, 1))
        lines += ["seats = [", *(f"  {toml_inline(seat)}," for seat in seats), "]"]
    for cut_off in agreement.cut_offs:
        lines += _section("[[cut_offs]]", cut_off)
    for number, criterion in enumerate(agreement.criteria, 1):
        lines += _section("[[criteria]]", criterion, number)
    files = {"region.toml": "\n".join(lines) + "\n"}
    for version in agreement.versions:
        files |= _version_files(version, _folder_name(version.label, files))
    return files


def _version_files(version: Version, here: str) -> dict[str, str]:
    lines = toml_lines(_listed(version, leave_out=("goals", "parts", "principles")))
    for number, goal in enumerate(version.goals, 1):
        lines += _section("[[goals]]", goal, number)
    files = {f"{here}/version.toml": "\n".join(lines) + "\n"}
    texts = [(f"{here}/parts", part.order, part.kind, part.heading, part.body) for part in version.parts]
    texts += [
        (f"{here}/principles", item.order, item.slug, item.name, item.meaning) for item in version.principles
    ]
    return files | numbered_files(texts)


def _section(title: str, item: object, number: int = 0, leave_out: tuple[str, ...] = ()) -> list[str]:
    return ["", title, *toml_lines(_listed(item, number, leave_out))]


def _listed(item: object, number: int = 0, leave_out: tuple[str, ...] = ()) -> dict[str, object]:
    """The fields to write. The order is left out where it is simply the place in the list."""
    values: Mapping[str, object] = vars(item)
    return {
        key: normalised(value) if isinstance(value, str) else value
        for key, value in values.items()
        if key not in leave_out and not (key == "order" and number and value == number)
    }


def _folder_name(label: str, taken: Mapping[str, str]) -> str:
    """A folder for the version: its label in plain letters, with a number where that is taken."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-" for letter in label.lower()
    ).strip("-")
    name, number = f"versions/{plain or 'version'}", 2
    while f"{name}/version.toml" in taken:
        name, number = f"versions/{plain or 'version'}-{number}", number + 1
    return name
