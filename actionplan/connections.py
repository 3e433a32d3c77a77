"""How things hang together: which principles the work of an area serves, and what it is called in other plans.

None of it is part of an adopted text: it is our reading, and the pages say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from actionplan.models import ActionPlan, AreaPrinciple, DevelopmentArea, PlannedAction, PlanTranslation
from actionplan.plans import plan_url
from actionplan.reading import UNREAD, shown_area
from agreement.gathering import gather, keep
from agreement.models import AgreementVersion, Principle
from agreement.states import TextState
from agreement.translated import Translated

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from actionplan.reading import ShownArea


@dataclass(frozen=True)
class Served:
    """A principle that an area serves, and why we read it so. `version`: its label, unless it is the one in force."""

    name: str
    why: str
    url: str
    version: str


@dataclass(frozen=True)
class Same:
    """An area of another plan that is the same work, under that plan's own name (PLAN-03)."""

    plan: ActionPlan
    area: DevelopmentArea


class AreaReading:
    """What the page about an area shows, by one query and one more where the plan is translated into its language."""

    def __init__(self, plan: ActionPlan, slug: str) -> None:
        self.plan = plan
        self.slug = slug

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        plan, shown = self.plan, DevelopmentArea.objects.filter(plan=self.plan, slug=self.slug)
        same = DevelopmentArea.objects.filter(corresponds_to__in=shown).exclude(plan__state=TextState.DRAFT)
        served = AreaPrinciple.objects.filter(area__in=shown).exclude(
            principle__version__state=TextState.DRAFT
        )
        rows = gather(
            {
                "areas": plan.areas.all(),
                "actions": PlannedAction.objects.filter(area__in=shown),
                "served": served,
                "principles": Principle.objects.filter(pk__in=served.order_by().values("principle")),
                "versions": AgreementVersion.objects.filter(agreement=plan.agreement_id),
                "same": same,
                "plans": ActionPlan.objects.filter(pk__in=same.order_by().values("plan")),
                "translations": PlanTranslation.objects.filter(plan=plan).shown(),
            },
            leave_out=UNREAD,
        )
        for area in rows["areas"]:
            keep(area, "actions", rows["actions"] if area.slug == self.slug else ())
        return rows

    @cached_property
    def _words(self) -> Translated:
        language = get_language() or settings.LANGUAGE_CODE
        known = any(each.language == language for each in self._rows["translations"])
        found = self.plan.translations.shown().filter(language=language).first() if known else None
        return Translated(self.plan, found)

    @cached_property
    def areas(self) -> list[ShownArea]:
        """All areas of the plan; only the one that is shown has its actions."""
        rows = enumerate(self._rows["areas"], start=1)
        return [shown_area(self.plan, row, number, self._words) for number, row in rows]

    @property
    def shown(self) -> ShownArea | None:
        """The area, or None where the plan has no such one."""
        return next((area for area in self.areas if area.slug == self.slug), None)

    @property
    def neighbours(self) -> tuple[ShownArea | None, ShownArea | None]:
        """The areas before and after the one that is shown."""
        place = self.shown.number if self.shown else 0
        before = [area for area in self.areas if area.number == place - 1]
        after = [area for area in self.areas if area.number == place + 1]
        return (before[0] if before else None), (after[0] if after else None)

    def served(self, current: AgreementVersion | None) -> list[Served]:
        """The principles; one that `current` (the version in force) has not got is read in its own version.

        What was said of an earlier version's principle is left out where the one in force has the same.
        """
        versions = {version.pk: version for version in self._rows["versions"]}
        principles = {principle.pk: principle for principle in self._rows["principles"]}
        region = self.plan.agreement.region.slug
        found: dict[str, Served] = {}
        for row in self._rows["served"]:
            principle = principles[row.principle_id]
            version = versions[principle.version_id]
            is_current = current is not None and version.pk == current.pk
            if is_current:
                url = reverse("agreement:principle", args=[region, principle.slug])
            else:
                url = f"{reverse('agreement:version', args=[region, version.slug])}#{principle.slug}"
            served = Served(principle.name, row.why.strip(), url, "" if is_current else version.label)
            if is_current or principle.slug not in found:
                found[principle.slug] = served
        return list(found.values())

    @property
    def same(self) -> list[Same]:
        """The corresponding areas in plans that the public sees, here and in other regions."""
        plans = {plan.pk: plan for plan in self._rows["plans"]}
        return [Same(plans[area.plan_id], area) for area in self._rows["same"]]


class Connections:
    """Principles of a version, areas of a plan, and the links between them, by one query.

    A principle is known by its slug, so what was said about it in one version holds for the next one's too.
    """

    def __init__(self, plan: ActionPlan | None, version: AgreementVersion | None) -> None:
        self.areas: list[dict[str, Any]] = []
        self.principles: list[dict[str, Any]] = []
        self.links: list[tuple[str, str, str]] = []
        if plan is None or version is None:
            return
        links = _shown_links(plan)
        rows = gather(
            {
                "areas": plan.areas.all(),
                "principles": version.principles.all(),
                "links": links,
                "linked": Principle.objects.filter(pk__in=links.order_by().values("principle")),
            }
        )
        region = plan.agreement.region.slug
        self.areas = [
            {"slug": row.slug, "name": row.name, "url": plan_url(plan, "area", row.slug)}
            for row in rows["areas"]
        ]
        self.principles = [
            {
                "slug": row.slug,
                "name": row.name,
                "url": reverse("agreement:principle", args=[region, row.slug]),
            }
            for row in rows["principles"]
        ]
        slugs = {area.pk: area.slug for area in rows["areas"]}
        linked = {principle.pk: principle for principle in rows["linked"]}
        # What is said of this version's own principle goes before what was said of an earlier one's.
        found: dict[tuple[str, str], str] = {}
        for row in sorted(rows["links"], key=lambda row: linked[row.principle_id].version_id != version.pk):
            found.setdefault((linked[row.principle_id].slug, slugs[row.area_id]), row.why.strip())
        self.links = [(principle, area, why) for (principle, area), why in found.items()]

    @property
    def by_area(self) -> list[dict[str, Any]]:
        """The way back: each area with the principles that it serves."""
        principles = {each["slug"]: each for each in self.principles}
        return [
            {
                **area,
                "principles": [
                    {**principles[slug], "why": why}
                    for slug, area_slug, why in self.links
                    if area_slug == area["slug"] and slug in principles
                ],
            }
            for area in self.areas
        ]


def _shown_links(plan: ActionPlan) -> QuerySet[AreaPrinciple]:
    """What is said of the plan's areas and its agreement's principles; of a draft's principles nothing yet."""
    links = AreaPrinciple.objects.filter(area__plan=plan, principle__version__agreement=plan.agreement_id)
    return links.exclude(principle__version__state=TextState.DRAFT)


def areas_of(plan: ActionPlan, principle: str) -> list[dict[str, Any]]:
    """The plan's areas that serve the principle of that slug, each with why. One query."""
    links = (
        _shown_links(plan)
        .filter(principle__slug=principle)
        .select_related("area")
        .order_by("area__order", "area__pk", "-principle__version", "pk")
    )
    found: dict[str, dict[str, Any]] = {}
    for link in links:
        area = link.area
        row = {"name": area.name, "url": plan_url(plan, "area", area.slug), "why": link.why.strip()}
        found.setdefault(area.slug, row)
    return list(found.values())
