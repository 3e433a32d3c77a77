"""What can be found in the agreement's own room: the text, its principles, decisions, documents, groups, news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreement.reading import PLACES, AgreementReading
from agreement.search import Findable
from agreement.states import Access, BodyKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterator[Findable]:
    """Everything that the region's agreement publishes; words are not looked at, for the rows are few."""
    agreement = region.agreement
    yield from _text(region)
    for party in agreement.parties.all():
        text = " ".join((party.about, party.represented_by))
        yield Findable(_("Party"), party.name, reverse("agreement:parties", args=[region.slug]), text)
    for group in agreement.bodies.all():
        name = "body" if group.kind == BodyKind.LEADERSHIP else "development-body"
        yield Findable(_("Group"), group.name, reverse(f"agreement:{name}", args=[region.slug]), group.about)
    yield from _records(region)


def _text(region: Region) -> Iterator[Findable]:
    reading = AgreementReading(region.agreement)
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


def _records(region: Region) -> Iterator[Findable]:
    agreement = region.agreement
    for decision in agreement.decisions.select_related("registry").newest_first():
        number = decision.registry.number if decision.registry else ""
        texts = (decision.body, decision.paragraph, number, decision.summary, decision.decision_text)
        url = reverse("agreement:decision", args=[region.slug, decision.slug])
        yield Findable(_("Decision"), decision.heading, url, " ".join(filter(None, texts)))
    for document in agreement.documents.select_related("registry"):
        number = document.registry.number if document.registry else ""
        text = " ".join(filter(None, (document.get_kind_display(), document.owner, number)))
        if document.access == Access.WITHHELD:
            text = f"{text} {document.get_access_display()}"
        url = reverse("agreement:document", args=[region.slug, document.slug])
        yield Findable(_("Document"), document.title, url, text)
    for step in agreement.making.all():
        url = reverse("agreement:making", args=[region.slug])
        yield Findable(_("The making"), step.title, url, step.text)
    for item in agreement.news.published(timezone.localdate()):
        url = reverse("agreement:news-item", args=[region.slug, item.slug])
        yield Findable(_("News"), item.title, url, f"{item.summary} {item.body}")
