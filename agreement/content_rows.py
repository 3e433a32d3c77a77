"""The agreement's own section of a region's folder: from the files' data to rows, and from rows to the files' data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.utils.text import slugify

from agreement import content, models
from agreement.content_files import Folder
from agreement.sections import Section, Wanted

Item = TypeVar("Item")


def rows(folder: Folder) -> list[Wanted]:
    """Every row of the region's agreement, parents before children."""
    region = content.read_region(folder)
    agreement = region.agreement
    here = "region.toml"
    found = [
        Wanted(
            "region",
            f"{here}, [region]",
            models.Region,
            _values(region, "municipalities", "agreement"),
            {},
            ("slug",),
        )
    ]
    for place in region.municipalities:
        source = f"{here}, municipality {place.code}"
        own = {"region": "region"}
        found.append(
            Wanted(
                f"municipality/{place.code}",
                source,
                models.Municipality,
                _values(place),
                own,
                ("region", "code"),
            )
        )
    own = {"region": "region"}
    values = _values(agreement, "parties", "bodies", "cut_offs", "criteria", "versions")
    found.append(Wanted("agreement", f"{here}, [agreement]", models.Agreement, values, own, ("region",)))
    own = {"agreement": "agreement"}
    for party in agreement.parties:
        key, source = f"party/{party.slug}", f"{here}, party {party.slug}"
        found.append(Wanted(key, source, models.Party, _values(party), own, ("agreement", "slug")))
    for body in agreement.bodies:
        found += _body_rows(body)
    found += _cut_off_rows(agreement.cut_offs)
    for criterion in agreement.criteria:
        key, source = f"criterion/{criterion.slug}", f"{here}, criterion {criterion.slug}"
        found.append(Wanted(key, source, models.Criterion, _values(criterion), own, ("agreement", "slug")))
    for version in agreement.versions:
        found += _version_rows(version)
    return found


def _cut_off_rows(cut_offs: tuple[content.CutOff, ...]) -> list[Wanted]:
    """Keyed by effect and year, so that a day which is moved in the file moves and does not become a second one."""
    own = {"agreement": "agreement"}
    match = ("agreement", "effect", "last_day")
    return [
        Wanted(
            f"cut_off/{key}", f"region.toml, cut-off {cut.last_day}", models.CutOff, _values(cut), own, match
        )
        for key, cut in _with_numbers(cut_offs, lambda cut: f"{cut.effect}/{cut.last_day.year}")
    ]


def _with_numbers(items: Iterable[Item], name: Callable[[Item], object]) -> Iterator[tuple[str, Item]]:
    """Each item with a key made from its name; the second of the same name gets a number after it."""
    seen: Counter[object] = Counter()
    for item in items:
        seen[name(item)] += 1
        number = seen[name(item)]
        yield f"{name(item)}" if number == 1 else f"{name(item)}/{number}", item


def _body_rows(body: content.Body) -> list[Wanted]:
    key, source = f"body/{body.kind}", f"region.toml, body {body.kind}"
    own = {"agreement": "agreement"}
    found = [Wanted(key, source, models.Body, _values(body, "seats"), own, ("agreement", "kind"))]
    for seat in body.seats:
        values = _values(seat, "key", "party")
        own = {"body": key}
        if seat.party:
            own["party"] = f"party/{seat.party}"
        else:
            values["party_id"] = None
        where = f"{source}, seat {seat.key}"
        found.append(
            Wanted(
                f"seat/{body.kind}/{seat.key}", where, models.Seat, values, own, ("body",), only_equal=True
            )
        )
    return found


def _version_rows(version: content.Version) -> list[Wanted]:
    key, source = f"version/{version.label}", f"version {version.label}"
    own = {"agreement": "agreement"}
    values = _values(version, "goals", "parts", "principles")
    values |= {"slug": slugify(version.label), "state": "published"}
    found = [Wanted(key, source, models.AgreementVersion, values, own, ("agreement", "label"))]
    own = {"version": key}
    for order, goal in _with_numbers(version.goals, lambda goal: goal.order):
        where = f"{source}, goal {order}"
        found.append(
            Wanted(
                f"goal/{version.label}/{order}", where, models.Goal, _values(goal), own, ("version", "order")
            )
        )
    for part in version.parts:
        name, where = (
            f"part/{version.label}/{part.order}-{part.kind}",
            f"{source}, part {part.order} {part.kind}",
        )
        found.append(Wanted(name, where, models.TextPart, _values(part), own, ("version", "kind", "order")))
    for principle in version.principles:
        name, where = f"principle/{version.label}/{principle.slug}", f"{source}, principle {principle.slug}"
        found.append(Wanted(name, where, models.Principle, _values(principle), own, ("version", "slug")))
    return found


def _values(item: object, *leave_out: str) -> dict[str, Any]:
    return {name: value for name, value in vars(item).items() if name not in leave_out}


# --- From the database -----------------------------------------------------------------------------


def files(region: models.Region) -> dict[str, str]:
    """The files that the agreement's part of the region would be loaded from."""
    return content.write_region(_region(region))


def _region(region: models.Region) -> content.Region:
    agreement = region.agreement
    return _from(
        content.Region,
        region,
        municipalities=tuple(
            _from(content.Municipality, item) for item in region.municipalities.order_by("code")
        ),
        agreement=_from(
            content.Agreement,
            agreement,
            parties=tuple(_from(content.Party, item) for item in agreement.parties.all()),
            bodies=tuple(_body(region, item) for item in agreement.bodies.all()),
            cut_offs=tuple(_from(content.CutOff, item) for item in agreement.cut_offs.all()),
            criteria=tuple(_from(content.Criterion, item) for item in agreement.criteria.all()),
            versions=tuple(_version(item) for item in agreement.versions.order_by("pk")),
        ),
    )


def _body(region: models.Region, body: models.Body) -> content.Body:
    """A body with its seats; a seat keeps the key that it was loaded under."""
    prefix = f"seat/{body.kind}/"
    records = models.LoadedContent.objects.filter(region_slug=region.slug, key__startswith=prefix)
    keys = {record.object_id: record.key.removeprefix(prefix) for record in records}
    seats = tuple(
        _from(
            content.Seat,
            seat,
            key=keys.get(seat.pk, f"seat-{seat.pk}"),
            party=seat.party.slug if seat.party else "",
        )
        for seat in body.seats.select_related("party")
    )
    return _from(content.Body, body, seats=seats)


def _version(version: models.AgreementVersion) -> content.Version:
    return _from(
        content.Version,
        version,
        goals=tuple(_from(content.Goal, item) for item in version.goals.all()),
        parts=tuple(_from(content.Part, item) for item in version.parts.all()),
        principles=tuple(_from(content.Principle, item) for item in version.principles.all()),
    )


def _from(kind: type[Item], row: object, **others: object) -> Item:
    """The data class's fields, taken from the row unless given."""
    names = [name for name in kind.__dataclass_fields__ if name not in others]  # type: ignore[attr-defined]
    return kind(**{name: getattr(row, name) for name in names}, **others)


SECTION = Section(module=__name__, read=rows, write=files)
