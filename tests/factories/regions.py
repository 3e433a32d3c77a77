"""Regions, as they are before anybody has done anything there, and what was decided about their agreement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agreement.files import keep_file
from agreement.models import (
    Agreement,
    AgreementVersion,
    Body,
    Criterion,
    CutOff,
    DecisionRecord,
    Document,
    Goal,
    Municipality,
    Party,
    Principle,
    Region,
    Seat,
    TextPart,
)
from agreement.states import (
    Act,
    BalanceRule,
    BodyKind,
    DocumentKind,
    Effect,
    PartKind,
    SeatKind,
    Side,
    TextState,
)
from tests.factories.counted import LONG_AGO, NUMBERS
from tests.factories.files import make_upload

# What each region looks like, in the shape of the two real ones: three parties or two, balance by party or by side.
SHAPES: dict[str, dict[str, Any]] = {
    "norrbotten": {
        "name": "Norrbotten",
        "prefix": "NB",
        "rule": BalanceRule.BY_PARTY,
        "parties": [
            ("region-norr", "Region Norr", Side.PUBLIC),
            ("lansstyrelsen-norr", "Länsstyrelsen Norr", Side.PUBLIC),
            ("civilsamhallet-norr", "Civilsamhället i norr", Side.CIVIL),
        ],
        "municipalities": [
            ("2580", "Luleå"),
            ("2523", "Gällivare"),
            ("2510", "Jokkmokk"),
            ("2584", "Kiruna"),
        ],
    },
    "blekinge": {
        "name": "Blekinge",
        "prefix": "BL",
        "rule": BalanceRule.BY_SIDE,
        "public_actors": True,
        "min_municipalities": 1,
        "parties": [
            ("region-syd", "Region Syd", Side.PUBLIC),
            ("idebur-syd", "Idéburna i syd", Side.CIVIL),
        ],
        "municipalities": [("1080", "Karlskrona"), ("1082", "Karlshamn"), ("1081", "Ronneby")],
    },
}


def make_region(slug: str = "norrbotten", **fields: Any) -> Region:
    """A region with agreement, version, parties, a leadership group with one ordinary and one alternate seat for each
    party (nobody sits yet: see `make_leader`, `make_balanced_group`), criteria and municipalities. No cut-offs.
    """
    shape = SHAPES[slug]
    region = Region.objects.create(
        **{
            "slug": slug,
            "name": shape["name"],
            "reference_prefix": shape["prefix"],
            "contact_name": "Kansliet",
            "contact_email": f"kansliet@{slug}.example",
            "data_controllers": ", ".join(name for _slug, name, _side in shape["parties"]),
            **fields,
        }
    )
    agreement = Agreement.objects.create(
        region=region,
        name=f"Överenskommelsen i {region.name}",
        short_name=f"Överenskommelsen {region.name}",
        balance_rule=shape["rule"],
        admits_public_actors=shape.get("public_actors", False),
        min_municipalities=shape.get("min_municipalities", 2),
        who_may_join="Föreningar som är verksamma i länet.",
        declaration="Vi stödjer demokratiska värden och ställer oss bakom överenskommelsen i sin helhet.",
        declaration_version="1",
    )
    version = AgreementVersion.objects.create(
        agreement=agreement,
        slug="2026",
        label="2026",
        state=TextState.PUBLISHED,
        adopted_text="Styrelsen, § 1",
        in_force_from=LONG_AGO,
    )
    # Many at once: nearly every test has a region, and each row by itself would be half of what it takes.
    TextPart.objects.bulk_create(
        [
            TextPart(version=version, kind=PartKind.VISION, heading="Vision", body="Tillsammans.", order=1),
            TextPart(version=version, kind=PartKind.PURPOSE, heading="Syfte", body="Att mötas.", order=2),
        ]
    )
    Goal.objects.create(version=version, text="Att höras i tid", order=1)
    Principle.objects.bulk_create(
        Principle(version=version, slug=name.lower().replace("ö", "o"), name=name, order=order)
        for order, name in enumerate(("Dialog", "Öppenhet", "Kvalitet"), start=1)
    )
    Criterion.objects.bulk_create(
        Criterion(agreement=agreement, slug=criterion, text=text, order=order)
        for order, (criterion, text) in enumerate(
            {
                "geography": "Organisationen är verksam i länet.",
                "values": "Organisationen stödjer demokratin.",
            }.items()
        )
    )
    body = Body.objects.create(
        agreement=agreement, kind=BodyKind.LEADERSHIP, slug="ledningsgrupp", name="Ledningsgruppen"
    )
    parties = Party.objects.bulk_create(
        Party(agreement=agreement, slug=party_slug, name=name, side=side, order=order)
        for order, (party_slug, name, side) in enumerate(shape["parties"])
    )
    Seat.objects.bulk_create(
        Seat(body=body, party=party, kind=kind, order=party.order + later)
        for party in parties
        for kind, later in ((SeatKind.ORDINARY, 0), (SeatKind.ALTERNATE, 10))
    )
    Municipality.objects.bulk_create(
        Municipality(region=region, code=code, name=name) for code, name in shape["municipalities"]
    )
    return region


def make_cut_off(region: Region, last_day: dt.date, effect: str = Effect.CEREMONY, **fields: Any) -> CutOff:
    """A cut-off with wordings that tell before from after."""
    return CutOff.objects.create(
        **{
            "agreement": region.agreement,
            "last_day": last_day,
            "effect": effect,
            "title": "Skriva under vid starten",
            "wording_before": "Ni kan skriva under vid starten.",
            "wording_after": "Ni skriver under på egen hand.",
            **fields,
        }
    )


def make_decision_record(agreement: Agreement, **fields: Any) -> DecisionRecord:
    """A recorded decision of the agreement's first party: decides on adoption, dated, complete. Lists (`versions`,
    `basis`) may be given as well.
    """
    number = next(NUMBERS)
    lists = {name: fields.pop(name) for name in ("versions", "basis") if name in fields}
    decision = DecisionRecord.objects.create(
        **{
            "agreement": agreement,
            "slug": f"beslut-{number}",
            "heading": f"Överenskommelsen, ärende {number}",
            "party": agreement.parties.first(),
            "body": "Fullmäktige",
            "act": Act.DECIDES,
            "decided_on": dt.date(2021, 3, 19),
            "paragraph": f"§ {number}",
            **fields,
        }
    )
    for name, rows in lists.items():
        getattr(decision, name).set(rows)
    return decision


def make_open_document(agreement: Agreement, content: bytes | None = None, **fields: Any) -> Document:
    """A document of the agreement, open unless told otherwise; with `content` (a PDF) it has a file."""
    number = next(NUMBERS)
    document = Document.objects.create(
        **{
            "agreement": agreement,
            "slug": f"handling-{number}",
            "title": f"Åtgärdslista {number}",
            "kind": DocumentKind.REPORT,
            "dated": dt.date(2021, 2, 1),
            "owner": "Region Norr",
            **fields,
        }
    )
    if content is not None:
        keep_file(document=document, upload=make_upload(content))
    return document
