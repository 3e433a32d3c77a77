"""The plans of activities that the houses of this folder show: one adopted with activities in every state, one draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from actionplan.models import Activity, ActivityMilestone, ActivityPlan, Course, Participant, Resource, Word
from actionplan.services import (
    adopt_activity_plan,
    move,
    move_review,
    plan_review,
    propose,
    reach_milestone,
    report_point,
    set_served,
    write_note,
)
from actionplan.states import ActivityKind, ActivityState, ResourceKind, WordKind
from agreement.models import Party, Region, Seat, SeatHolding
from agreement.states import BodyKind, SeatKind
from tests.factories import LONG_AGO

# What is planned, and the steps that were taken since, each with what was said.
ACTIVITIES: dict[str, list[tuple[str, str]]] = {
    "Öppna möten i fyra kommuner": [("begin", "")],
    "Kurs om de sju principerna": [("finish_at_once", "")],
    "Pröva digitala samråd": [],
    "Buss till konferensen": [("call_off", "Ingen bjöd in till konferensen.")],
}


def make_activities(region: Region, secretary: User, keeper: User) -> dict[str, int]:
    """Adopted for this year, drafted for the next; gives the ids that addresses of own pages need."""
    year = timezone.localdate().year
    plan = make_adopted(region, year, secretary, keeper)
    first = plan.activities.get(slug="oppna-moten-i-fyra-kommuner")
    write_note(first, by=secretary, note="Två möten är hållna. Sextio har varit med.")
    reach_milestone(first, 1, by=secretary, reached_on=timezone.localdate(), proof="Inbjudan finns på sidan.")
    draft = ActivityPlan.objects.create(agreement=region.agreement, plan=plan.plan, year=year + 1)
    area = plan.plan.areas.all()[0]
    region.agreement.planning.create(
        slug="bussplan",
        title="Ny plan för bussar i länet",
        party=region.agreement.parties.first(),
        stage="proposal",
        about="Berätta vilka resor som saknas. Skriv till kansliet.",
        to_on=timezone.localdate() + dt.timedelta(days=30),
        url="https://part.example/bussar",
    )
    region.agreement.planning.create(slug="fritidsplan", title="Plan för fritid", stage="decided")
    proposed = propose(draft, by=keeper, title="Ett hus för föreningar", area=area)
    party, points = agreement_party(region, keeper), list(region.agreement.checklist.all())
    report_point(
        points[0],
        party,
        by=keeper,
        done_on=timezone.localdate(),
        evidence="Alla som arbetar här har fått veta vad vi har lovat.",
        url="https://part.example/overenskommelsen",
    )
    forums = list(region.agreement.forums.all())
    looked = plan_review(forums[0], by=secretary)
    move_review(
        looked,
        "finish_at_once",
        by=secretary,
        finished_on=timezone.localdate(),
        outcome="keep",
        note="Det fungerar. Fler föreningar får vara med.",
    )
    review = plan_review(
        forums[1],
        by=secretary,
        party=party,
        role="Utvecklingsledare",
        about="Vilka bjuds in, och vilka kommer?",
        due_on=dt.date(year, 12, 15),
    )
    return {
        "activity": first.course_id,
        "stopped": plan.activities.get(slug="buss-till-konferensen").course_id,
        "proposed": proposed.course_id,
        "draft_plan": draft.pk,
        "adopted_plan": plan.pk,
        "activity_row": first.pk,
        "proposed_row": proposed.pk,
        "party": party.pk,
        "point": points[1].pk,
        "point_done": points[0].pk,
        "review": review.pk,
        "review_done": looked.pk,
        "forum": forums[2].pk,
        "year": year,
        "next_year": year + 1,
    }


def agreement_party(region: Region, member: User) -> Party:
    """The party for which the member sits in the development group; the first where there is none."""
    held = SeatHolding.objects.filter(user=member, seat__party__agreement__region=region).first()
    party = held.seat.party if held else region.agreement.parties.first()
    assert party is not None
    return party


def make_draft(region: Region, member: User) -> ActivityPlan:
    """A plan with one activity, ready to be adopted; `member` sits in the development group for its party."""
    body = region.agreement.bodies.get(kind=BodyKind.DEVELOPMENT)
    party = region.agreement.parties.first()
    seat = Seat.objects.create(body=body, party=party, kind=SeatKind.ORDINARY, label="Plats för exempel")
    SeatHolding.objects.create(seat=seat, user=member, from_on=LONG_AGO)
    base = region.agreement.action_plans.shown().order_by("-period_from").first()
    plan = ActivityPlan.objects.create(agreement=region.agreement, plan=base, year=timezone.localdate().year)
    course = Course.objects.create(agreement=region.agreement, state=ActivityState.PLANNED)
    activity = Activity.objects.create(
        plan=plan,
        course=course,
        slug="oppna-moten",
        title="Öppna möten",
        area=plan.plan.areas.all()[0],
        party=party,
        role="Utvecklingsledare",
        no_resources=True,
    )
    ActivityMilestone.objects.create(activity=activity, number=1, text="Inbjudan är ute")
    return plan


def make_adopted(region: Region, year: int, secretary: User, keeper: User) -> ActivityPlan:
    """A plan with four activities, adopted by the leadership group; `keeper` keeps the first."""
    agreement = region.agreement
    base = agreement.action_plans.shown().order_by("-period_from").first()
    plan = ActivityPlan.objects.create(
        agreement=agreement, plan=base, year=year, summary="I år möts vi oftare. Vi prövar också nya sätt."
    )
    parties, areas = list(agreement.parties.all()), list(plan.plan.areas.all())
    theme, _made = Word.objects.get_or_create(
        agreement=agreement, slug="demokrati", defaults={"kind": WordKind.THEME, "name": "Demokrati"}
    )
    version = agreement.current_version
    for number, title in enumerate(ACTIVITIES):
        activity = Activity.objects.create(
            plan=plan,
            course=Course.objects.create(
                agreement=agreement, state=ActivityState.PLANNED, keeper=keeper if number == 0 else None
            ),
            slug=SLUGS[number],
            title=title,
            text="Alla som vill får vara med. Det kostar inget.",
            area=areas[number % 2],
            party=parties[number] if number < len(parties) else None,
            role="Utvecklingsledare",
            kind=ActivityKind.TRIAL if number == 2 else ActivityKind.ORDINARY,
            from_on=dt.date(year, 2, 1),
            to_on=dt.date(year, 11, 30),
            no_resources=number != 0,
            agenda=[10, 16, 17] if number == 0 else [],
            reason="Kartläggningen visade att många inte möts." if number == 0 else "",
            order=number + 1,
        )
        for order, text in enumerate(("Inbjudan är ute", "Alla möten är hållna"), 1):
            ActivityMilestone.objects.create(
                activity=activity, number=order, text=text, due_on=dt.date(year, 1 + 5 * (order - 1), 15)
            )
        if number == 0:
            values: dict[str, Any] = {"activity": activity, "party": parties[0]}
            Resource.objects.create(**values, kind=ResourceKind.HOURS, amount=120, order=1)
            Resource.objects.create(
                activity=activity, giver="Bygdegillet", kind=ResourceKind.IN_KIND, note="Lokal", order=2
            )
            Participant.objects.create(activity=activity, party=parties[-1], order=1)
            Participant.objects.create(activity=activity, name="Bygdegillet", order=2)
            set_served(
                activity,
                principles=version.principles.all()[:2] if version else (),
                goals=version.goals.all()[:1] if version else (),
                words=[theme],
            )
    adopt_activity_plan(
        plan, by=secretary, decided_on=min(dt.date(year, 1, 10), timezone.localdate()), paragraph="§ 4"
    )
    for activity in plan.activities.all():
        for step, note in ACTIVITIES[activity.title]:
            move(activity, step, by=secretary, note=note)
    return plan


SLUGS = (
    "oppna-moten-i-fyra-kommuner",
    "kurs-om-de-sju-principerna",
    "prova-digitala-samrad",
    "buss-till-konferensen",
)
