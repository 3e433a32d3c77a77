"""Texts and records for the tests of public pages: a second version, decisions, signatures, translations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from agreement.models import (
    AgreementVersion,
    Commitment,
    DecisionRecord,
    Document,
    Goal,
    LineageStep,
    PartySignature,
    Principle,
    Region,
    RegistryNumber,
    TextPart,
    VersionLink,
    VersionTranslation,
)
from agreement.states import About, Act, Binds, DocumentKind, LinkKind, PartKind, TextState

DAY = dt.date(2021, 5, 4)


def version_of(region: Region) -> AgreementVersion:
    """The version that make_region made."""
    return region.agreement.versions.get(slug="2026")


def make_version(region: Region, slug: str = "2027", **fields: Any) -> AgreementVersion:
    """One more version with one part and two principles, as a draft unless told otherwise."""
    version = AgreementVersion.objects.create(
        **{"agreement": region.agreement, "slug": slug, "label": slug, **fields}
    )
    TextPart.objects.create(
        version=version, kind=PartKind.VISION, heading="Vision", body="Tillsammans, alla.", order=1
    )
    Goal.objects.create(version=version, text="Att höras i god tid", order=1)
    Principle.objects.create(version=version, slug="dialog", name="Samtal", order=1)
    Principle.objects.create(version=version, slug="mangfald", name="Mångfald", order=2)
    return version


def fill(region: Region) -> AgreementVersion:
    """Everything that a version can have, on the version that make_region made."""
    version = version_of(region)
    parties = list(region.agreement.parties.all())
    version.summary = "Kort och gott."
    version.originals = len(parties)
    version.save()
    TextPart.objects.create(
        version=version, kind=PartKind.FOLLOW_UP, heading="Uppföljning", body="Varje år.", order=9
    )
    dialog = version.principles.get(slug="dialog")
    dialog.meaning = "Vi talar med varandra."
    dialog.save()
    for order, (binds, party) in enumerate(
        [(Binds.PARTY, parties[1]), (Binds.CIVIL, None), (Binds.PUBLIC, None), (Binds.ALL, None)]
    ):
        Commitment.objects.create(
            principle=dialog, binds=binds, party=party, text=f"Åtagande {binds}", order=order
        )
    LineageStep.objects.create(version=version, year=2008, title="Nationell överenskommelse", note="Början.")
    VersionLink.objects.create(version=version, kind=LinkKind.AGENDA_2030, number=11, title="Hållbara städer")
    VersionLink.objects.create(version=version, kind=LinkKind.STRATEGY, title="Strategin", order=1)
    for party in parties[:2]:
        PartySignature.objects.create(
            version=version, party=party, signed_on=DAY, title="Ordförande", keeps_original=True
        )
    return version


def make_decision(region: Region, slug: str, *, party: int | None = 0, **fields: Any) -> DecisionRecord:
    """A dated decision to adopt the version that make_region made; `party` counts from 0."""
    versions = fields.pop("versions", [version_of(region)])
    parties = list(region.agreement.parties.all())
    decision = DecisionRecord.objects.create(
        **{
            "agreement": region.agreement,
            "slug": slug,
            "heading": f"Beslut {slug}",
            "party": None if party is None else parties[party],
            "body": "Styrelsen",
            "act": Act.DECIDES,
            "about": About.ADOPTION,
            "decided_on": DAY,
            **fields,
        }
    )
    decision.versions.set(versions)
    return decision


def adopt_by_all(region: Region) -> None:
    """One decision by every party, so that the chain is complete."""
    for place, party in enumerate(region.agreement.parties.all()):
        make_decision(region, f"antar-{party.slug}", party=place)


def make_paper(region: Region, slug: str = "remissen", **fields: Any) -> Document:
    return Document.objects.create(
        **{
            "agreement": region.agreement,
            "slug": slug,
            "title": f"Papper {slug}",
            "kind": DocumentKind.REPORT,
            **fields,
        }
    )


def make_registry_number(region: Region, number: str = "00015-2021", *, party: int = 0) -> RegistryNumber:
    parties = list(region.agreement.parties.all())
    return RegistryNumber.objects.create(party=parties[party], number=number)


def translate(version: AgreementVersion, language: str = "se", **fields: Any) -> VersionTranslation:
    """A public translation of the vision, the first goal and the first principle, made of the text as it is."""
    texts = {
        "summary": f"[{language}] summary",
        "part/vision/heading": f"[{language}] vision",
        "part/vision/body": f"[{language}] together",
        "goal/1": f"[{language}] goal",
        "principle/dialog/name": f"[{language}] dialogue",
        "principle/dialog/meaning": f"[{language}] meaning",
        "principle/dialog/commitment/1": f"[{language}] commitment",
    }
    return VersionTranslation.objects.create(
        **{
            "version": version,
            "language": language,
            "texts": texts,
            "notice": f"[{language}] notice",
            "made_of": version.canonical().fingerprint(),
            "is_public": True,
            **fields,
        }
    )


def publish(version: AgreementVersion, **fields: Any) -> AgreementVersion:
    """Shown to the public as our summary, without the questions that services.publish asks."""
    version.state = TextState.PUBLISHED
    for name, value in fields.items():
        setattr(version, name, value)
    version.save()
    return version
