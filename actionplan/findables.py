"""What can be found in the plans: the plans themselves, their parts, areas and actions, milestones, activities; and
beside them what is open for others, the parties' checklists, and what came of looking at forms of collaboration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplan.activities import ActivityYears, plans_name
from actionplan.checklists import shown_checklists
from actionplan.models import ChecklistPoint, FormReview, PartyPoint, PlanningProcess
from actionplan.reading import gather_plans
from actionplan.reviews import shown_forms
from agreement.models import Party
from agreement.search import Findable
from nominations.models import Forum

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from actionplan.checklists import ShownParty
    from agreement.models import Region


def source(region: Region, words: list[str]) -> Iterator[Findable]:
    """The plans that the public sees, the one that runs today first; words are not looked at: rows are few."""
    plans = list(region.agreement.action_plans.shown().current_first(timezone.localdate()))
    if plans:
        gather_plans(plans)
    for plan in plans:
        page = reverse("actionplan:plan-version", args=[region.slug, plan.slug])
        parts = " ".join(f"{part.heading} {part.body}" for part in plan.parts.all())
        milestones = " ".join(f"{each.year} {each.text}" for each in plan.milestones.all())
        yield Findable(plan.title, plan.title, page, _joined(plan.summary, parts, milestones))
        for area in plan.areas.all():
            actions = " ".join(action.text for action in area.actions.all())
            url = reverse("actionplan:area", args=[region.slug, plan.slug, area.slug])
            yield Findable(_("Action plan"), area.name, url, f"{area.summary} {actions}")
    for year in ActivityYears(region.agreement).years:
        yield Findable(plans_name(), year.name, year.url, year.row.summary)
        for each in year.activities:
            text = " ".join((each.row.text, each.party, each.row.role, each.row.reason, each.told))
            yield Findable(_("Activity"), each.row.title, each.url, text)


def sets(region: Region) -> Mapping[str, QuerySet[Any]]:
    """The rows behind the pages about planning, checklists and forms of collaboration (PLAN-17 … PLAN-19)."""
    agreement = region.agreement
    return {
        "planning": PlanningProcess.objects.filter(agreement=agreement),
        "plan_parties": Party.objects.filter(agreement=agreement),
        "points": ChecklistPoint.objects.filter(agreement=agreement),
        "answers": PartyPoint.objects.filter(party__agreement=agreement),
        "forms": Forum.objects.filter(agreement=agreement),
        "reviews": FormReview.objects.filter(forum__agreement=agreement),
    }


def found(region: Region, rows: Mapping[str, list[Any]]) -> Iterator[Findable]:
    """What those pages show, each at its place on them."""
    parties = rows["plan_parties"]
    names = {each.pk: each.name for each in parties}
    page = reverse("actionplan:planning", args=[region.slug])
    for each in rows["planning"]:
        text = _joined(each.about, names.get(each.party_id) or each.owner_name)
        yield Findable(_("Take part early"), each.title, f"{page}#{each.anchor}", text)
    yield from _checklists(region, shown_checklists(parties, rows["points"], rows["answers"]))
    page = reverse("actionplan:reviews", args=[region.slug])
    for form in shown_forms(rows["forms"], rows["reviews"], parties):
        now = (form.standing.about, form.party, form.standing.role) if form.standing else ()
        if text := _joined(form.outcome, form.told, *now):  # its purpose is found among the forums
            yield Findable(_("Forms of collaboration"), form.forum.name, f"{page}#{form.forum.slug}", text)


def _checklists(region: Region, parties: list[ShownParty]) -> Iterator[Findable]:
    """Each point once, where it stands first; then what each party has said."""
    page, kind = reverse("actionplan:checklists", args=[region.slug]), _("What each party does at home")
    asked: dict[int, Findable] = {}
    for each in parties:
        for point in each.asked:
            url = f"{page}#{each.party.slug}"
            asked.setdefault(point.row.pk, Findable(kind, point.row.text, url, point.row.about))
    yield from asked.values()
    for each in parties:
        told = [(point.asked_then or point.row.text, point.answer) for point in each.points if point.is_done]
        text = _joined(*(f"{words} {answer.evidence}" for words, answer in told if answer))
        if text:
            yield Findable(kind, each.party.name, f"{page}#{each.party.slug}", text)


def _joined(*texts: str) -> str:
    return " ".join(filter(None, texts))
