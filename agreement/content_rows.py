"""The agreement's own section of a region's folder: from the files' data to rows, and from rows to the files' data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from agreement import canon, content, content_data, content_records, models
from agreement.canon import Canonical
from agreement.content_files import Folder
from agreement.content_items import from_row, keyed, values_of, with_optional
from agreement.frozen import AdoptableText
from agreement.sections import Section, Wanted, key_of

HERE = "region.toml"
REGION = {"region": "region"}
AGREEMENT = {"agreement": "agreement"}
INSIDE = ("place", "goals", "lineage", "links", "signatures", "parts", "principles", "translations")


def rows(folder: Folder) -> list[Wanted]:
    """Every row of the region's agreement, parents before children."""
    region = content.read_region(folder)
    agreement = region.agreement
    values = values_of(region, "municipalities", "agreement")
    found = [Wanted("region", f"{HERE}, [region]", models.Region, values, {}, ("slug",))]
    for place in region.municipalities:
        key, source = f"municipality/{place.code}", f"{HERE}, municipality {place.code}"
        match = ("region", "code")
        found.append(Wanted(key, source, models.Municipality, values_of(place), REGION, match))
    lists = (*content.IN_REGION, *content.OWN_FILE, "versions")
    values = values_of(agreement, *lists)
    found.append(Wanted("agreement", f"{HERE}, [agreement]", models.Agreement, values, REGION, ("region",)))
    for party in agreement.parties:
        key, source = f"party/{party.slug}", f"{HERE}, party {party.slug}"
        found.append(Wanted(key, source, models.Party, values_of(party), AGREEMENT, ("agreement", "slug")))
    for body in agreement.bodies:
        found += _body_rows(body)
    found += _cut_off_rows(agreement.cut_offs)
    for criterion in agreement.criteria:
        key, source = f"criterion/{criterion.slug}", f"{HERE}, criterion {criterion.slug}"
        match = ("agreement", "slug")
        found.append(Wanted(key, source, models.Criterion, values_of(criterion), AGREEMENT, match))
    for version in agreement.versions:
        found += _version_rows(version)
    return found + list(content_records.rows(agreement, folder))


def _cut_off_rows(cut_offs: Iterable[content_data.CutOff]) -> Iterator[Wanted]:
    """Keyed by effect and year, so that a day which is moved in the file moves and does not become a second one."""
    match = ("agreement", "effect", "last_day")
    for name, cut in keyed(cut_offs, lambda cut: f"{cut.effect}/{cut.last_day.year}"):
        source = f"{HERE}, cut-off {cut.last_day}"
        yield Wanted(f"cut_off/{name}", source, models.CutOff, values_of(cut), AGREEMENT, match)


def _body_rows(body: content_data.Body) -> Iterator[Wanted]:
    key, source = f"body/{body.kind}", f"{HERE}, body {body.kind}"
    yield Wanted(key, source, models.Body, values_of(body, "seats"), AGREEMENT, ("agreement", "kind"))
    for seat in body.seats:
        values, party = with_optional(values_of(seat, "key", "party"), party=party_key(seat.party))
        name, where = key_of("seat", body.kind, seat.key), f"{source}, seat {seat.key}"
        yield Wanted(name, where, models.Seat, values, {"body": key} | party, ("body",), only_equal=True)


def _version_rows(version: content_data.Version) -> Iterator[Wanted]:
    slug = version.slug
    key, source = f"version/{slug}", f"version {slug}"
    match = ("agreement", "slug")
    yield Wanted(key, source, models.AgreementVersion, values_of(version, *INSIDE), AGREEMENT, match)
    for order, goal in keyed(version.goals):
        name, where = f"goal/{slug}/{order}", f"{source}, goal {order}"
        yield Wanted(name, where, models.Goal, values_of(goal), {"version": key}, ("version", "order"))
    yield from text_rows(key, source, "version", version.parts, models.TextPart)
    for principle in version.principles:
        yield from _principle_rows(principle, slug)
    for order, step in keyed(version.lineage):
        name, where = f"lineage/{slug}/{order}", f"{source}, lineage {order}"
        yield Wanted(name, where, models.LineageStep, values_of(step), {"version": key}, ("version", "order"))
    yield from link_rows(key, source, "version", version.links, models.VersionLink)
    for party, signature in keyed(version.signatures, lambda each: each.party):
        # A folder without the name says nothing about it: it was written for everybody's eyes.
        without = ("party",) if signature.name else ("party", "name")
        parents = {"version": key, "party": party_key(signature.party)}
        name, where = key_of("signature", slug, party), f"{source}, signature of {party}"
        match = ("version", "party")
        yield Wanted(name, where, models.PartySignature, values_of(signature, *without), parents, match)
    yield from translation_rows(key, source, "version", version.translations, models.VersionTranslation)


def _principle_rows(principle: content_data.Principle, version: str) -> Iterator[Wanted]:
    own, source = (
        key_of("principle", version, principle.slug),
        f"version {version}, principle {principle.slug}",
    )
    values, parents = values_of(principle, "commitments"), {"version": f"version/{version}"}
    yield Wanted(own, source, models.Principle, values, parents, ("version", "slug"))
    for order, each in keyed(principle.commitments):
        values, party = with_optional(values_of(each, "party"), party=party_key(each.party))
        name, where = key_of("commitment", version, principle.slug, order), f"{source}, commitment {order}"
        match = ("principle", "order")
        yield Wanted(name, where, models.Commitment, values, {"principle": own} | party, match)


# --- What versions and plans have in common: `key` is the text's own, `own` its foreign key -----------------


def text_rows(
    key: str, source: str, own: str, parts: Iterable[content_data.Part], model: type[Model]
) -> Iterator[Wanted]:
    kind = "part" if own == "version" else "plan_part"
    for part in parts:
        name = key_of(kind, key.partition("/")[2], f"{part.order}-{part.kind}")
        where, match = f"{source}, part {part.order} {part.kind}", (own, "kind", "order")
        yield Wanted(name, where, model, values_of(part), {own: key}, match)


def link_rows(
    key: str, source: str, own: str, links: Iterable[content_data.Link], model: type[Model]
) -> Iterator[Wanted]:
    for order, link in keyed(links):
        name, where = key_of(f"{own}_link", key.partition("/")[2], order), f"{source}, link {order}"
        yield Wanted(name, where, model, values_of(link), {own: key}, (own, "order"))


def translation_rows(
    key: str, source: str, own: str, translations: Iterable[content_data.Translation], model: type[Model]
) -> Iterator[Wanted]:
    for each in translations:
        name = key_of(f"{own}_translation", key.partition("/")[2], each.language)
        where, match = f"{source}, translation {each.language}", (own, "language")
        silent = () if each.sources else ("sources",)
        yield Wanted(name, where, model, values_of(each, *silent), {own: key}, match)


def party_key(slug: str) -> str:
    return f"party/{slug}" if slug else ""


# --- From the database -----------------------------------------------------------------------------


def files(region: models.Region, private: bool) -> dict[str, str]:
    """The files that the agreement's part of the region would be loaded from."""
    return content.write_region(_region(region, private=private))


def _region(region: models.Region, *, private: bool) -> content_data.Region:
    agreement = region.agreement
    places = region.municipalities.order_by("code")
    versions = enumerate(agreement.versions.order_by("pk"), 1)
    return from_row(
        content_data.Region,
        region,
        municipalities=tuple(from_row(content_data.Municipality, each) for each in places),
        agreement=from_row(
            content_data.Agreement,
            agreement,
            parties=_all(content_data.Party, agreement.parties.all()),
            bodies=tuple(_body(region, each) for each in agreement.bodies.all()),
            cut_offs=_all(content_data.CutOff, agreement.cut_offs.all()),
            criteria=_all(content_data.Criterion, agreement.criteria.all()),
            versions=tuple(_version(each, place, private=private) for place, each in versions),
            **content_records.records(agreement, private=private),
        ),
    )


def _all(kind: type[Any], found: Iterable[Model]) -> tuple[Any, ...]:
    return tuple(from_row(kind, each) for each in found)


def _body(region: models.Region, body: models.Body) -> content_data.Body:
    """A body with its seats; a seat keeps the key that it was loaded under."""
    prefix = f"seat/{body.kind}/"
    records = models.LoadedContent.objects.filter(region_slug=region.slug, key__startswith=prefix)
    keys = {record.object_id: record.key.removeprefix(prefix) for record in records}
    seats = tuple(
        from_row(
            content_data.Seat,
            seat,
            key=keys.get(seat.pk, f"seat-{seat.pk}"),
            party=seat.party.slug if seat.party else "",
        )
        for seat in body.seats.select_related("party")
    )
    return from_row(content_data.Body, body, seats=seats)


def _version(version: models.AgreementVersion, place: int, *, private: bool) -> content_data.Version:
    signatures = (
        from_row(
            content_data.Signature,
            each,
            party=each.party.slug,
            name=each.name if private else "",
        )
        for each in version.signatures.select_related("party")
    )
    return from_row(
        content_data.Version,
        version,
        goals=_all(content_data.Goal, version.goals.all()),
        lineage=_all(content_data.LineageStep, version.lineage.all()),
        links=_all(content_data.Link, version.links.all()),
        signatures=tuple(signatures),
        parts=_all(content_data.Part, version.parts.all()),
        principles=tuple(_principle(each) for each in version.principles.all()),
        translations=translations(version),
        place=place,
    )


def _principle(principle: models.Principle) -> content_data.Principle:
    commitments = tuple(
        from_row(content_data.Commitment, each, party=each.party.slug if each.party else "")
        for each in principle.commitments.select_related("party")
    )
    return from_row(content_data.Principle, principle, commitments=commitments)


def translations(text: AdoptableText) -> tuple[content_data.Translation, ...]:
    """The text's translations, each with its pieces in the order of the text, then those that it has no more."""
    found: list[models.Translation] = list(text.translations.all())
    canonical = text.canonical()
    return tuple(
        from_row(
            content_data.Translation,
            each,
            texts=_in_order(each.texts, canonical),
            sources={} if is_current(each, canonical) else _in_order(each.sources, canonical),
        )
        for each in found
    )


def is_current(translation: models.Translation, text: Canonical) -> bool:
    """Whether the translation is of the Swedish text as it is, in the whole and piece by piece."""
    sources = translation.sources
    return translation.made_of == text.fingerprint() and sources in ({}, sources_of(translation, text))


def sources_of(translation: models.Translation, text: Canonical) -> dict[str, str]:
    """What a translation that was made of this text was made of, piece by piece."""
    return {key: canon.digest(words) for key, words in text.texts().items() if translation.get(key)}


def _in_order(texts: Mapping[str, Any], text: Canonical) -> dict[str, str]:
    keys = {item.key: number for number, item in enumerate(text.items)}
    plain = {key: str(words) for key, words in texts.items() if str(words).strip()}
    return dict(sorted(plain.items(), key=lambda item: (keys.get(item[0], len(keys)), item[0])))


SECTION = Section(
    modules=(
        __name__,
        "agreement.content",
        "agreement.content_data",
        "agreement.content_items",
        "agreement.content_records",
        "agreement.content_texts",
    ),
    read=rows,
    write=files,
)
