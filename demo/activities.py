"""A year of activities in the story: adopted, under way, one done, one stopped; next year's plan being drafted; and
something that is planned while others can have a say.

Everything is plainly invented, like the rest of the demo; the areas are those of the region's own plan.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from actionplan.models import (
    Activity,
    ActivityMilestone,
    ActivityPlan,
    Course,
    Participant,
    PlanningProcess,
    Resource,
    Word,
)
from actionplan.services import adopt_activity_plan, move, propose, reach_milestone, set_served, write_note
from actionplan.states import ActivityKind, ActivityState, PlanningStage, ResourceKind, WordKind

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Agreement

THEMES = {
    "samhallsforandring": "Samhällsförändring",
    "storning-och-kris": "Störning och kris",
    "demokrati": "Demokrati",
    "agenda-2030": "Agenda 2030",
}
# Address, title, hours, the steps since, each with what was said, a note.
STORY: tuple[tuple[str, str, int, tuple[tuple[str, str], ...], str], ...] = (
    (
        "exempel-oppna-moten",
        "Exempel: Öppna möten i fyra kommuner",
        120,
        (("begin", ""),),
        "Två möten är hållna.",
    ),
    ("exempel-kurs", "Exempel: Kurs om principerna", 40, (("begin", ""), ("finish", "")), ""),
    ("exempel-digitala-samrad", "Exempel: Pröva digitala samråd", 60, (), ""),
    ("exempel-buss", "Exempel: Buss till konferensen", 0, (("call_off", "För få ville åka."),), ""),
    ("exempel-foreningsdag", "Exempel: En dag för föreningar", 80, (("begin", ""),), ""),
)


def tell(agreement: Agreement, secretary: User) -> None:
    """Tell it through the services that real people use; an agreement that has activities of its own is left alone."""
    today = timezone.localdate()
    base = agreement.action_plans.shown().current_first(today).first()
    if base is None or not base.areas.exists() or agreement.activity_plans.exists():
        return
    for order, (slug, name) in enumerate(THEMES.items(), 1):
        words = {"kind": WordKind.THEME, "name": name, "order": order}
        Word.objects.get_or_create(agreement=agreement, slug=slug, defaults=words)
    plan = ActivityPlan.objects.create(
        agreement=agreement,
        plan=base,
        year=today.year,
        summary="Ett exempel, påhittat för demon. Det visar hur ett års aktiviteter kan se ut.",
    )
    for number in range(len(STORY)):
        _activity(plan, number, secretary)
    adopt_activity_plan(
        plan, by=secretary, decided_on=min(today, dt.date(today.year, 1, 15)), paragraph="§ 3 (exempel)"
    )
    for activity in plan.activities.all():
        steps, note = next((each[3], each[4]) for each in STORY if each[0] == activity.slug)
        for step, why in steps:
            move(activity, step, by=secretary, note=why)
        if activity.course.state in (ActivityState.ONGOING, ActivityState.DONE):
            reach_milestone(
                activity, 1, by=secretary, reached_on=today, proof="Inbjudan finns hos sekretariatet."
            )
        if note:
            write_note(activity, by=secretary, note=note)
    draft = ActivityPlan.objects.create(agreement=agreement, plan=base, year=today.year + 1)
    propose(draft, by=secretary, title="Exempel: Ett hus för föreningar", area=base.areas.all()[0])
    PlanningProcess.objects.get_or_create(
        agreement=agreement,
        slug="exempel-bussplan",
        defaults={
            "title": "Exempel: Ny plan för bussar till mötesplatser",
            "party": agreement.parties.first(),
            "stage": PlanningStage.PROPOSAL,
            "about": "Påhittat för demon. Skriv till oss om var det behövs en hållplats.",
            "from_on": today - dt.timedelta(days=7),
            "to_on": today + dt.timedelta(days=21),
        },
    )


def _activity(plan: ActivityPlan, number: int, secretary: User) -> None:
    slug, title, hours, _steps, _note = STORY[number]
    parties, areas = list(plan.agreement.parties.all()), list(plan.plan.areas.all())
    party = parties[number] if number < len(parties) else None
    activity = Activity.objects.create(
        plan=plan,
        course=Course.objects.create(
            agreement=plan.agreement, state=ActivityState.PLANNED, keeper=secretary if number == 0 else None
        ),
        slug=slug,
        title=title,
        text="Påhittat för demon. Alla som vill får vara med, och det kostar inget.",
        area=areas[number % len(areas)],
        party=party,
        role="Utvecklingsledare",
        kind=ActivityKind.TRIAL if number == 2 else ActivityKind.ORDINARY,
        from_on=dt.date(plan.year, 2, 1),
        to_on=dt.date(plan.year, 11, 30),
        no_resources=not hours,
        agenda=[16, 17],
        order=number + 1,
    )
    if hours:
        Resource.objects.create(
            activity=activity, party=party, kind=ResourceKind.HOURS, amount=Decimal(hours), order=1
        )
    Participant.objects.create(activity=activity, name="Bygdegillet Exempel", order=1)
    for order, text in enumerate(("Inbjudan är ute", "Alla har svarat på enkäten"), 1):
        ActivityMilestone.objects.create(
            activity=activity, number=order, text=text, due_on=dt.date(plan.year, 3 + 7 * (order - 1), 1)
        )
    version = plan.agreement.current_version
    theme = plan.agreement.activity_words.filter(slug="demokrati")
    set_served(activity, principles=version.principles.all()[:2] if version else (), words=theme)
