"""What can be found in the agreement's own room: the text, its principles, decisions, documents, groups, news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreement.chain import Records
from agreement.reading import PLACES, AgreementReading
from agreement.search import Findable
from agreement.states import Access, BodyKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterator[Findable]:
    """Everything that the region's agreement publishes, read by two queries; words are not looked at: rows are few."""
    agreement = region.agreement
    records = Records(
        agreement,
        long=("summary", "decision_text"),
        bodies=agreement.bodies.all(),
        documents=agreement.documents.all(),
        making=agreement.making.all(),
        news=agreement.news.published(timezone.localdate()),
    )
    yield from _text(region, records)
    for party in records.parties:
        text = " ".join((party.about, party.represented_by))
        yield Findable(_("Party"), party.name, reverse("agreement:parties", args=[region.slug]), text)
    for group in records.more("bodies"):
        name = "body" if group.kind == BodyKind.LEADERSHIP else "development-body"
        yield Findable(_("Group"), group.name, reverse(f"agreement:{name}", args=[region.slug]), group.about)
    yield from _records(region, records)


def _text(region: Region, records: Records) -> Iterator[Findable]:
    reading = AgreementReading(region.agreement, records=records)
    if reading.version is None:
        return
    page = reverse("agreement:agreement", args=[region.slug])
    yield Findable(_("The agreement"), region.agreement.name, page, reading.summary, reading.summary.lang)
    for part in reading.parts:
        yield Findable(
            _("The agreement"), part.heading, f"{page}#{part.anchor}", part.body, part.heading.lang
        )
    goals = " ".join(goal.text for goal in reading.goals)
    if goals:
        yield Findable(_("The agreement"), _("Goals"), f"{page}#{PLACES['goals']}", goals, get_language())
    for principle in reading.principles:
        yield Findable(_("Principle"), principle.name, principle.url, principle.meaning, principle.name.lang)


def _records(region: Region, records: Records) -> Iterator[Findable]:
    for decision in records.newest_first:
        number = records.number_of(decision)
        texts = (decision.body, decision.paragraph, number, decision.summary, decision.decision_text)
        url = reverse("agreement:decision", args=[region.slug, decision.slug])
        yield Findable(_("Decision"), decision.heading, url, " ".join(filter(None, texts)))
    for document in records.more("documents"):
        number = records.number_of(document)
        text = " ".join(filter(None, (document.get_kind_display(), document.owner, number)))
        if document.access == Access.WITHHELD:
            text = f"{text} {document.get_access_display()}"
        url = reverse("agreement:document", args=[region.slug, document.slug])
        yield Findable(_("Document"), document.title, url, text)
    for step in records.more("making"):
        url = reverse("agreement:making", args=[region.slug])
        yield Findable(_("The making"), step.title, url, step.text)
    for item in records.more("news"):
        url = reverse("agreement:news-item", args=[region.slug, item.slug])
        yield Findable(_("News"), item.title, url, f"{item.summary} {item.body}")
