"""Plans of activities for tests: one function for each thing, rows written directly. Texts are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.text import slugify

from accounts.models import User
from actionplan.models import (
    Activity,
    ActivityMilestone,
    ActivityPlan,
    ChecklistPoint,
    Course,
    Participant,
    Resource,
    Word,
)
from actionplan.services import adopt_activity_plan, set_served
from actionplan.states import ActivityState, ResourceKind, WordKind
from agreement.models import Body, Region, Seat, SeatHolding
from agreement.states import BodyKind, SeatKind
from tests.actionplan.rows import make_area, make_plan
from tests.factories import LONG_AGO, make_user


def make_activity_plan(region: Region, year: int = 2026, **fields: Any) -> ActivityPlan:
    """A draft made from the region's plan for 2025–2027, which is made where it is missing; still without activities."""
    plan = fields.pop("plan", None) or region.agreement.action_plans.filter(slug="plan-2025-2027").first()
    if plan is None:
        plan = make_plan(region, 2025, 2027)
        make_area(plan, "Dialog", "Träffas ofta.", "Bjuda in fler.")
        make_area(plan, "Kunskap")
    return ActivityPlan.objects.create(agreement=region.agreement, plan=plan, year=year, **fields)


def make_activity(
    plan: ActivityPlan, title: str = "Öppet möte", *, state: str = ActivityState.PLANNED, **fields: Any
) -> Activity:
    """An activity of the first area and the first party that needs no resources, unless told otherwise."""
    keeper, origin = fields.pop("keeper", None), fields.pop("origin", None)
    return Activity.objects.create(
        **{
            "plan": plan,
            "course": Course.objects.create(
                agreement=plan.agreement, state=state, keeper=keeper, origin=origin
            ),
            "slug": slugify(title),
            "title": title,
            "text": f"Om {title}.",
            "area": plan.plan.areas.first(),
            "party": plan.agreement.parties.first(),
            "role": "Utvecklingsstrateg",
            "no_resources": True,
            "order": plan.activities.count() + 1,
            **fields,
        }
    )


def make_milestone(
    activity: Activity, text: str = "Inbjudan är ute", due_on: dt.date | None = None
) -> ActivityMilestone:
    return ActivityMilestone.objects.create(activity=activity, text=text, due_on=due_on)


def make_word(region: Region, name: str = "Demokrati", kind: str = WordKind.THEME) -> Word:
    return Word.objects.create(agreement=region.agreement, kind=kind, slug=slugify(name), name=name)


def adopt(plan: ActivityPlan, day: dt.date = dt.date(2026, 1, 20)) -> ActivityPlan:
    """Adopted by the leadership group's decision."""
    number = plan.agreement.decisions.count() + 1
    return adopt_activity_plan(plan, by=None, decided_on=day, paragraph=f"§ {number}")


def leave_out(draft: ActivityPlan, slug: str) -> Course:
    """Taken out of the draft, for it is stopped where it holds (PLAN-24)."""
    activity = draft.activities.get(slug=slug)
    Course.objects.filter(pk=activity.course_id).update(state=ActivityState.STOPPED)
    activity.delete()
    return activity.course


def make_developer(region: Region, *, party: int | None = 0, **fields: Any) -> User:
    """A person in the development group; `party` counts from 0, without one the seat is co-opted."""
    user = make_user(**fields)
    agreement = region.agreement
    body, _made = Body.objects.get_or_create(
        agreement=agreement,
        kind=BodyKind.DEVELOPMENT,
        defaults={"slug": "utvecklingsgrupp", "name": "Utvecklingsgruppen"},
    )
    seat = Seat.objects.create(
        body=body,
        party=None if party is None else agreement.parties.all()[party],
        kind=SeatKind.CO_OPTED if party is None else SeatKind.ORDINARY,
    )
    SeatHolding.objects.create(seat=seat, user=user, from_on=LONG_AGO)
    return user


def make_full_plan(region: Region, slug: str = "") -> ActivityPlan:
    """A draft with a row of every kind; another `slug` is another year."""
    plan = make_activity_plan(region, 2040 if slug else 2026, summary="Vi gör mer ihop.")
    document = region.agreement.documents.first()
    first = make_activity(
        plan,
        no_resources=False,
        action=plan.plan.areas.all()[0].actions.first(),
        from_on=dt.date(plan.year, 2, 1),
        to_on=dt.date(plan.year, 5, 31),
        agenda=[16, 17],
        reason="Kartläggningen visade det.",
        document=document,
    )
    party = region.agreement.parties.first()
    Resource.objects.create(activity=first, party=party, kind=ResourceKind.HOURS, amount="40.00", order=1)
    Resource.objects.create(
        activity=first, giver="Bygdegillet", kind=ResourceKind.IN_KIND, note="Lokal", order=2
    )
    Participant.objects.create(activity=first, party=party, order=1)
    Participant.objects.create(activity=first, name="Bygdegillet", order=2)
    make_milestone(first, due_on=dt.date(plan.year, 3, 1))
    make_milestone(first, "Mötet är hållet", dt.date(plan.year, 4, 1))
    word = region.agreement.activity_words.first() or make_word(region)
    version = region.agreement.current_version
    assert version is not None
    set_served(first, principles=version.principles.all()[:2], goals=version.goals.all(), words=[word])
    make_activity(plan, "Kurs", area=plan.plan.areas.all()[1], party=None)
    return plan


def make_point(
    region: Region, text: str = "Berätta om överenskommelsen i sitt eget hus.", **fields: Any
) -> ChecklistPoint:
    """A point of the parties' checklist."""
    number = region.agreement.checklist.count() + 1
    return ChecklistPoint.objects.create(
        **{"agreement": region.agreement, "slug": f"punkt-{number}", "text": text, "order": number, **fields}
    )
