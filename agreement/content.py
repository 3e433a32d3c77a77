"""What a region starts with, as data: content/<region>/ read, checked and written back. Touches no database.

The folder: `region.toml` holds names, parties, bodies, seats, dates and criteria; `documents.toml`, `decisions.toml`,
`making.toml` and `news.toml` what is recorded; `versions/<slug>/version.toml` one version of the agreement, with
`parts/`, `principles/` and `translations/` beside it. Other rooms keep their own folders in it (the action plan:
`plans/`). content/README.md explains the format to the people who edit it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, TypeVar

from django.utils.text import slugify

from agreement.content_data import (
    Agreement,
    Body,
    Criterion,
    CutOff,
    Decision,
    Document,
    MakingStep,
    NewsItem,
    Party,
    Region,
    RegistryNumber,
    RequiredDecision,
    Seat,
    Version,
)
from agreement.content_files import ContentError, Folder, Table, check_once, toml_lines
from agreement.content_items import item_lines, plain, read_item, read_list
from agreement.content_texts import (
    in_place,
    principle_text,
    read_parts,
    read_principles,
    read_translations,
    settled,
    text_facts,
    text_files,
)
from agreement.states import DECIDING_SEATS

T = TypeVar("T")
FORMAT = 1
# Lists of the agreement that stand in region.toml, and those that have a file of their own.
IN_REGION: dict[str, type] = {
    "parties": Party,
    "bodies": Body,
    "cut_offs": CutOff,
    "criteria": Criterion,
    "required_decisions": RequiredDecision,
    "registry_numbers": RegistryNumber,
}
OWN_FILE: dict[str, type] = {
    "documents": Document,
    "decisions": Decision,
    "making": MakingStep,
    "news": NewsItem,
}
VERSION_FILES = ("parts", "principles", "translations")


# --- Reading -----------------------------------------------------------------------------------


def read_region(folder: Folder) -> Region:
    """The region that the folder describes. Raises ContentError at the first thing that is wrong."""
    top = folder.toml("region.toml")
    if top.whole("format", 0) != FORMAT:
        raise ContentError(f"region.toml: format must be {FORMAT}.")
    about = _needed(top, "region")
    region = read_item(Region, about, agreement=_agreement(folder, top))
    check_once("region.toml, [region]", "municipality", (item.code for item in region.municipalities))
    top.done()
    return region


def _agreement(folder: Folder, top: Table) -> Agreement:
    about = _needed(top, "agreement")
    lists: dict[str, tuple[Any, ...]] = {
        name: read_list(kind, top.tables(name)) for name, kind in IN_REGION.items()
    }
    lists |= {name: _own_file(folder, name, kind) for name, kind in OWN_FILE.items()}
    names = enumerate(folder.subfolders("versions"), 1)
    lists["versions"] = in_place(_version(folder, name, place) for place, name in names)
    agreement = read_item(Agreement, about, 0, **lists)
    _check(agreement)
    return agreement


def _needed(top: Table, key: str) -> Table:
    table = top.table(key)
    assert table is not None  # noqa: S101 - a required table is there or refused
    return table


def _own_file(folder: Folder, name: str, kind: type[T]) -> tuple[T, ...]:
    if not folder.has(f"{name}.toml"):
        return ()
    table = folder.toml(f"{name}.toml")
    items = read_list(kind, table.tables(name))
    table.done()
    return items


def _check(agreement: Agreement) -> None:
    """What the lists must hold together. That what they refer to exists is asked when all is read (loading)."""
    here = "region.toml"
    if not agreement.parties:
        raise ContentError(f"{here}: parties is missing; an agreement has at least one [[parties]].")
    check_once(here, "party", (item.slug for item in agreement.parties))
    check_once(here, "body of kind", (item.kind for item in agreement.bodies))
    check_once(here, "cut-off", (f"{item.effect} on {item.last_day}" for item in agreement.cut_offs))
    check_once(here, "criterion", (item.slug for item in agreement.criteria))
    check_once(
        here, "registry number", (f"{each.number} of {each.party}" for each in agreement.registry_numbers)
    )
    check_once("documents.toml", "document", (item.slug for item in agreement.documents))
    check_once("decisions.toml", "decision", (item.slug for item in agreement.decisions))
    check_once("news.toml", "news item", (item.slug for item in agreement.news))
    check_once("versions", "label", (item.label for item in agreement.versions))
    check_once("versions", "slug", (item.slug for item in agreement.versions))
    parties = {party.slug for party in agreement.parties}
    for number, body in enumerate(agreement.bodies, 1):
        where = f"{here}, bodies no. {number}"
        check_once(f"{where}, seats", "key", (seat.key for seat in body.seats))
        for place, seat in enumerate(body.seats, 1):
            _check_seat(seat, f"{where}, seats no. {place}", parties)


def _check_seat(seat: Seat, where: str, parties: set[str]) -> None:
    if seat.party and seat.party not in parties:
        raise ContentError(f"{where}: party {seat.party} is not one of {', '.join(sorted(parties))}.")
    if seat.kind in DECIDING_SEATS and not seat.party:
        raise ContentError(f"{where}: party is missing; only a co-opted seat may belong to no party.")


def _version(folder: Folder, name: str, place: int) -> Version:
    here = f"versions/{name}"
    table = folder.toml(f"{here}/version.toml")
    version = read_item(
        Version,
        table,
        parts=read_parts(folder, here),
        principles=read_principles(folder, here),
        translations=read_translations(folder, here),
    )
    version = dataclasses.replace(version, slug=version.slug or slugify(version.label))
    return settled(version, table.where, place)


# --- Writing -----------------------------------------------------------------------------------


def write_region(region: Region) -> dict[str, str]:
    """The files of a region's folder, by their path in it. `read_region` of them gives the same region again.

    Refuses (ContentError) what the format cannot tell apart: two parts or principles with the same number.
    """
    agreement = region.agreement
    lines = [
        f"# {region.name}. How to edit this file: content/README.md.",
        f"format = {FORMAT}",
        "",
        "[region]",
        *item_lines("", region, leave_out=("agreement",)),
        "",
        "[agreement]",
        *toml_lines(plain(agreement, leave_out=(*IN_REGION, *OWN_FILE, "versions"))),
    ]
    for name in IN_REGION:
        lines += _list_lines(name, getattr(agreement, name))
    files = {"region.toml": "\n".join(lines) + "\n"}
    for name in OWN_FILE:
        if items := getattr(agreement, name):
            files[f"{name}.toml"] = "\n".join(_list_lines(name, items)).lstrip() + "\n"
    places = {slug: place for place, slug in enumerate(sorted(each.slug for each in agreement.versions), 1)}
    for version in agreement.versions:
        files |= _version_files(version, places[version.slug])
    return files


def _list_lines(name: str, items: Iterable[object]) -> list[str]:
    return [line for number, item in enumerate(items, 1) for line in item_lines(name, item, number)]


def _version_files(version: Version, place: int) -> dict[str, str]:
    here = f"versions/{version.slug}"
    written = text_facts(version, place)
    if written.slug == slugify(version.label):
        written = dataclasses.replace(written, slug="")
    lines = item_lines("", written, leave_out=VERSION_FILES)
    principles = (
        (f"{here}/principles", each.order, each.slug, each.name, principle_text(each))
        for each in version.principles
    )
    return {f"{here}/version.toml": "\n".join(lines).strip() + "\n"} | text_files(
        here, version.parts, principles, version.translations
    )
