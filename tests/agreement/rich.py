"""An invented region in which every field of every table that a folder holds is filled, on some row at least."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models as db

from actionplan.models import ChecklistPoint, Word
from agreement import services
from agreement.files import keep_file
from agreement.models import (
    Agreement,
    AgreementVersion,
    Body,
    ConsultationAnswer,
    Criterion,
    CutOff,
    DecisionRecord,
    Distribution,
    Document,
    MakingStep,
    Municipality,
    NewsItem,
    Party,
    Region,
    RegistryNumber,
    RequiredDecision,
    Seat,
)
from nominations.models import Forum
from tests.agreement.regions import MODELS
from tests.agreement.rich_texts import DAY, LONG, make_plans, make_version
from tests.factories import pdf_bytes


def rich_region(slug: str = "fjallen") -> Region:
    """Two adopted versions and a draft, an adopted plan and its revision, decisions that lean on each other."""
    region = Region.objects.create(
        slug=slug,
        name="Fjällen",
        county_code="99",
        reference_prefix="FJ",
        order=7,
        contact_name="Kansliet",
        contact_email="kansliet@fjallen.example",
        data_controllers='Vi "två"\\ tillsammans\noch så vidare',
    )
    Municipality.objects.create(region=region, code="9901", name="Ena", map_x=0, map_y=0)
    Municipality.objects.create(region=region, code="9902", name="Andra", map_x=3, map_y=1)
    agreement = Agreement.objects.create(
        region=region,
        name="Överenskommelsen i fjällen",
        short_name="Fjällen",
        balance_rule="side",
        admits_public_actors=True,
        min_municipalities=3,
        admits_exceptions=False,
        admits_unnumbered=False,
        unnumbered_words="Sök ett nummer först.\n\nDet kostar inget.",
        asks_statutes=False,
        asks_minutes=True,
        elsewhere="Fråga er kommun.",
        decide_within_days=45,
        supplement_days=10,
        positions_days=5,
        position_notice_days=2,
        who_may_join=LONG,
        declaration="Vi lovar.",
        declaration_version="3",
        opened_on=DAY,
        plan_name="Årsplan",
        standing="review",
        standing_since=DAY,
        standing_note="Efter beslut.",
        next_review_on=dt.date(2031, 1, 1),
        review_note="Var femte år.",
    )
    county = Party.objects.create(
        agreement=agreement,
        slug="regionen",
        name="Region Fjällen",
        side="public",
        represented_by="Presidiet",
        about=LONG,
        registry_pattern="[A-Z]+/[0-9]{4}",
        order=4,
    )
    civil = Party.objects.create(
        agreement=agreement, slug="foreningarna", name="Föreningarna", side="civil", order=4
    )
    _groups(agreement, county, civil)
    documents = _documents(agreement, county)
    versions = [make_version(agreement, number, county, civil) for number in (1, 2, 3)]
    decisions = _decisions(agreement, county, civil, versions, documents)
    make_plans(agreement, versions[1], decisions)
    _the_rest(agreement, county, documents)
    for version in versions[:2]:
        services.adopt(version, by=None, despite_missing=True)
        for translation in version.translations.all():
            translation.made_of = version.content_hash
            translation.save()
    return region


def _groups(agreement: Agreement, county: Party, civil: Party) -> None:
    body = Body.objects.create(
        agreement=agreement, kind="leadership", slug="styrgrupp", name="Styrgruppen", about=LONG
    )
    Seat.objects.create(body=body, party=county, kind="ordinary", label="Politiker", order=1, to_on=DAY)
    Seat.objects.create(body=body, party=civil, kind="alternate", order=1, from_on=DAY)
    Seat.objects.create(body=body, kind="co_opted", label="Gäst", order=0)
    Body.objects.create(
        agreement=agreement,
        kind="development",
        slug="utveckling",
        name="Gruppen",
        filled_by="nomination",
        how_chosen=LONG,
        meetings_a_year=4,
    )
    CutOff.objects.create(
        agreement=agreement,
        last_day=DAY,
        effect="other",
        title="Våren",
        wording_before="Före.",
        wording_after=LONG,
    )
    for order in (2, 2, 5):
        Criterion.objects.create(
            agreement=agreement, slug=f"villkor-{Criterion.objects.count()}", text="Villkor.", order=order
        )
    RequiredDecision.objects.create(
        agreement=agreement, subject="agreement", party=county, body="Fullmäktige", order=3
    )
    RequiredDecision.objects.create(agreement=agreement, subject="plan", party=civil)


def _documents(agreement: Agreement, county: Party) -> list[Document]:
    number = RegistryNumber.objects.create(party=county, number="RS/1234", heading="Samverkan")
    RegistryNumber.objects.create(party=county, number="RS/0001")
    open_one = Document.objects.create(
        agreement=agreement,
        slug="text",
        title="Texten",
        kind="agreement",
        dated=DAY,
        owner="Kansliet",
        registry=number,
        edition="2",
        language="smj",
        is_accessible=False,
        url="https://fjallen.example/text",
    )
    withheld = Document.objects.create(
        agreement=agreement,
        slug="hemlig",
        title="En underlagshandling",
        kind="report",
        access="withheld",
        withheld_ground="För att skydda dem som får hjälp.",
        url="https://fjallen.example/hemlig",
    )
    for document, name in ((open_one, "a.pdf"), (withheld, "b.pdf")):
        content = pdf_bytes(title=name)
        keep_file(document=document, upload=SimpleUploadedFile(name, content, "application/pdf"))
    return [open_one, withheld]


def _decisions(
    agreement: Agreement,
    county: Party,
    civil: Party,
    versions: list[AgreementVersion],
    documents: list[Document],
) -> list[DecisionRecord]:
    number = RegistryNumber.objects.get(number="RS/1234")
    facts: dict[str, Any] = {"agreement": agreement, "party": county, "body": "Fullmäktige", "act": "decides"}
    first = DecisionRecord.objects.create(
        **facts, slug="forsta", heading="Första", decided_on=DAY, paragraph="§ 5", about="other"
    )
    second = DecisionRecord.objects.create(
        **facts,
        slug="andra",
        heading="Andra",
        decided_on=DAY,
        registry=number,
        summary="Kort.",
        decision_text=LONG,
        statement=LONG,
        background=LONG,
        is_summary=False,
        refers_to=first,
        refers_to_text="Fullmäktige 2024, § 5",
        corrects=first,
        source_url="https://fjallen.example/beslut",
        order=6,
    )
    third = DecisionRecord.objects.create(
        agreement=agreement, slug="tredje", heading="Utan part", body="Partnerskapet", act="proposes"
    )
    first.refers_to_text = "Ett beslut som inte finns här"
    first.save()
    second.versions.set(versions)
    second.basis.set(documents)
    Distribution.objects.create(decision=second, role="Direktör", sent_on=dt.date(2024, 6, 1), order=2)
    Distribution.objects.create(decision=second, role="Kanslichef")
    assert civil.pk
    return [first, second, third]


def _the_rest(agreement: Agreement, county: Party, documents: list[Document]) -> None:
    number = RegistryNumber.objects.get(number="RS/0001")
    step = MakingStep.objects.create(
        agreement=agreement,
        kind="consultation",
        when="våren",
        from_on=DAY,
        to_on=dt.date(2024, 6, 30),
        title="Remiss",
        text=LONG,
        registry=number,
        document=documents[0],
        source_url="https://fjallen.example/remiss",
        order=2,
    )
    MakingStep.objects.create(agreement=agreement, kind="survey", title="Enkät", order=2)
    ConsultationAnswer.objects.create(
        step=step, sender="En påhittad förening", text=LONG, document=documents[0], order=1
    )
    ConsultationAnswer.objects.create(step=step, sender="En till")
    for order, kind in ((0, "theme"), (4, "topic"), (4, "theme")):
        Word.objects.create(
            agreement=agreement, kind=kind, slug=f"ord-{Word.objects.count()}", name="Ett ord", order=order
        )
    for order in (2, 2):
        ChecklistPoint.objects.create(
            agreement=agreement,
            slug=f"punkt-{ChecklistPoint.objects.count()}",
            text="Berätta om det.",
            about=LONG,
            is_asked=False,
            order=order,
        )
    for slug in ("z-forst", "a-sedan"):
        NewsItem.objects.create(
            agreement=agreement, slug=slug, title=slug, summary="Kort.", body=LONG, published_on=DAY
        )
    Forum.objects.create(
        agreement=agreement,
        slug="rad",
        name="Fjällrådet",
        owner=county,
        owner_name="Presidiet",
        purpose=LONG,
        seats_for_civil=2,
        civil_seats="Två",
        url="https://fjallen.example/rad",
        last_review_on=DAY,
        review_outcome="Fortsätter.",
        to_be_confirmed=False,
        order=3,
    )
    Forum.objects.create(agreement=agreement, slug="a-natet", name="Nätet", order=3)


# Columns that a folder does not hold: keys, who pressed the button, and where the file lies on this machine.
NOT_HELD = {"frozen_by"}


def never_filled(model: type[db.Model]) -> set[str]:
    """Columns of the model that hold their default, or nothing, on every row."""
    rows = list(model._default_manager.all())
    found = set()
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name in NOT_HELD:
            continue
        default = field.get_default()
        if all(getattr(row, field.attname) in (default, None, "") for row in rows):
            found.add(field.name)
    return found


def unfilled() -> dict[str, set[str]]:
    """By model: a column that is added later and forgotten here shows up."""
    return {model.__name__: found for model in MODELS if (found := never_filled(model))}
