"""The secretariat drafts, the leadership group's decision adopts, and then nothing planned can be changed (PLAN-05)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from actionplan.models import Activity, ActivityPlan, Resource
from actionplan.services import move, revise
from agreement.models import Region
from agreement.states import TextState
from tests.actionplan.activity_rows import adopt, make_activity, make_activity_plan, make_full_plan, make_word
from tests.factories import make_leader, make_member, make_region, make_secretary, sign_in

pytestmark = pytest.mark.django_db
AT = "/admin/actionplan/activityplan/"
ROW = "/admin/actionplan/activity/"


@pytest.fixture
def secretary(region: Region) -> Client:
    return sign_in(Client(), make_secretary(region), second_factor=True)


def no_rows(*names: str) -> dict[str, str]:
    return {f"{name}-{what}": "0" for name in names for what in ("TOTAL_FORMS", "INITIAL_FORMS")}


def sent(activity: Activity, **changed: Any) -> dict[str, Any]:
    return {
        "title": activity.title,
        "text": activity.text,
        "area": activity.area_id,
        "kind": activity.kind,
        "party": activity.party_id or "",
        "role": activity.role,
        "order": activity.order,
        **no_rows("resources", "participants", "milestones"),
        **changed,
    }


def test_plan_is_begun_and_gets_activities(region: Region, secretary: Client) -> None:
    base = make_activity_plan(region).plan
    answer = secretary.post(f"{AT}add/", {"agreement": region.agreement.pk, "plan": base.pk, "year": "2027"})
    assert answer.status_code == 302
    plan = ActivityPlan.objects.get(year=2027)
    assert (plan.edition, plan.is_summary, plan.state) == (1, False, TextState.DRAFT)
    page = secretary.get(f"{AT}{plan.pk}/change/")
    assert page.status_code == 200
    answer = secretary.post(
        f"{AT}{plan.pk}/change/",
        {
            "year": "2027",
            "summary": "Kort.",
            "activities-TOTAL_FORMS": "1",
            "activities-INITIAL_FORMS": "0",
            "activities-0-title": "Öppet hus",
            "activities-0-area": base.areas.all()[1].pk,
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    activity = plan.activities.get()
    assert (activity.slug, activity.course.state, activity.area.name) == ("oppet-hus", "proposed", "Kunskap")


def test_activity_is_written_with_what_it_serves(region: Region, secretary: Client) -> None:
    activity = make_activity(make_activity_plan(region), no_resources=False)
    word, member = make_word(region), make_member(region, name="Bygdegillet")
    version = region.agreement.current_version
    assert version is not None
    page = secretary.get(f"{ROW}{activity.pk}/change/").content.decode()
    for words in ("Öppenhet", "Att höras i tid", "Demokrati", "Bygdegillet", "17. "):
        assert words in page, words
    changed = sent(
        activity,
        title="Öppna möten",
        agenda=["16", "17"],
        principles=[version.principles.all()[0].pk],
        goals=[version.goals.all()[0].pk],
        words=[word.pk],
        **{
            "resources-TOTAL_FORMS": "1",
            "resources-0-kind": "hours",
            "resources-0-amount": "12",
            "participants-TOTAL_FORMS": "1",
            "participants-0-organisation": member.organisation_id,
            "milestones-TOTAL_FORMS": "1",
            "milestones-0-text": "Inbjudan är ute",
            "milestones-0-due_on": "2026-03-01",
        },
    )
    answer = secretary.post(f"{ROW}{activity.pk}/change/", changed)
    assert answer.status_code == 302, answer.content.decode()[:5000]
    activity.refresh_from_db()
    assert (activity.title, activity.agenda) == ("Öppna möten", [16, 17])
    assert [each.principle.slug for each in activity.principles.all()] == ["dialog"]
    assert (activity.goals.count(), activity.words.get().word) == (1, word)
    assert (activity.resources.get().amount, activity.participants.get().name) == (Decimal(12), "Bygdegillet")
    assert (activity.milestones.get().number, activity.milestones.get().text) == (1, "Inbjudan är ute")


def test_area_of_another_plan_is_not_taken(region: Region, secretary: Client) -> None:
    activity = make_activity(make_activity_plan(region))
    other = make_activity(make_activity_plan(make_region("blekinge"))).area
    answer = secretary.post(f"{ROW}{activity.pk}/change/", sent(activity, area=other.pk))
    assert answer.status_code == 200
    activity.refresh_from_db()
    assert activity.area != other


def test_decision_and_freezing_are_one_step(region: Region, secretary: Client) -> None:
    plan = make_full_plan(region)
    page = secretary.get(f"{AT}{plan.pk}/adopt/").content.decode()
    assert "Öppet möte" in page
    seen = plan.canonical().fingerprint()
    without = secretary.post(f"{AT}{plan.pk}/adopt/", {"seen": seen})
    assert without.status_code == 200
    plan.refresh_from_db()
    assert plan.state == TextState.DRAFT
    answer = secretary.post(
        f"{AT}{plan.pk}/adopt/", {"seen": seen, "decided_on": "2026-02-03", "paragraph": "§ 9"}
    )
    assert answer.status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.decisions.get().paragraph) == (TextState.ADOPTED, "§ 9")


def test_proposals_stop_the_adoption(region: Region, secretary: Client) -> None:
    plan = make_activity_plan(region)
    make_activity(plan, state="proposed")
    answer = secretary.post(f"{AT}{plan.pk}/adopt/", {"seen": "x", "decided_on": "2026-02-03"}, follow=True)
    assert "Öppet möte" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.state == TextState.DRAFT


def test_adopted_plan_is_read_only_and_revised_in_a_new_edition(region: Region, secretary: Client) -> None:
    plan = adopt(make_full_plan(region))
    activity = plan.activities.all()[0]
    assert secretary.get(f"{ROW}{activity.pk}/change/").status_code == 200
    refused = secretary.post(f"{ROW}{activity.pk}/change/", sent(activity, title="Annat"))
    assert refused.status_code == 403
    assert secretary.get(f"{AT}{plan.pk}/change/").status_code == 200
    assert secretary.get(f"{AT}{plan.pk}/new-draft/").status_code == 200
    assert secretary.post(f"{AT}{plan.pk}/new-draft/").status_code == 302
    assert ActivityPlan.objects.get(edition=2).revises == plan
    assert secretary.get(AT).status_code == 200
    move(activity, "begin", by=make_secretary(region))
    assert (
        "ongoing"
        not in secretary.get(f"{ROW}?state=ongoing").content.decode().partition("result_list")[0][:0]
    )
    assert Resource.objects.filter(activity=activity).count() == 2


@pytest.mark.parametrize("who", ["leader", "elsewhere"])
def test_only_the_regions_secretariat_writes(region: Region, who: str) -> None:
    plan = make_full_plan(region)
    activity = plan.activities.all()[0]
    person = make_leader(region) if who == "leader" else make_secretary(make_region("blekinge"))
    client = sign_in(Client(), person, second_factor=True)
    sees = {"leader": 200, "elsewhere": 404}[who]
    for address in (f"{AT}{plan.pk}/change/", f"{ROW}{activity.pk}/change/"):
        assert client.get(address).status_code == sees
    refused = {"leader": 403, "elsewhere": 404}[who]
    assert client.post(f"{ROW}{activity.pk}/change/", sent(activity, title="Annat")).status_code == refused
    answer = client.post(f"{AT}{plan.pk}/adopt/", {"seen": "x", "decided_on": "2026-02-03"})
    assert answer.status_code == refused
    activity.refresh_from_db()
    assert activity.title == "Öppet möte"


def test_themes_and_topics_are_the_regions_own(region: Region, secretary: Client) -> None:
    answer = secretary.post(
        "/admin/actionplan/word/add/",
        {
            "agreement": region.agreement.pk,
            "kind": "topic",
            "name": "Upphandling",
            "slug": "upphandling",
            "order": 1,
        },
    )
    assert answer.status_code == 302
    assert region.agreement.activity_words.get().name == "Upphandling"


def test_what_goes_on_is_stopped_before_it_is_left_out(region: Region, secretary: Client) -> None:
    draft = revise(adopt(make_full_plan(region)))
    made = make_activity(draft, "Ny tanke")  # stands in no other edition
    row = draft.activities.get(slug="oppet-mote")
    deleted = {**no_rows("activities"), "activities-TOTAL_FORMS": "1", "activities-INITIAL_FORMS": "1"}

    def leave_out(each: Activity) -> int:
        fields = {"id": each.pk, "title": each.title, "area": each.area_id, "order": "1", "DELETE": "on"}
        named = {f"activities-0-{name}": value for name, value in fields.items()}
        return secretary.post(f"{AT}{draft.pk}/change/", {"summary": "", **deleted, **named}).status_code

    assert leave_out(row) == 200
    secretary.post(f"{ROW}{row.pk}/delete/", {"post": "yes"})
    assert draft.activities.filter(pk=row.pk).exists()
    move(draft.revises.activities.get(course=row.course), "call_off", by=make_secretary(region), note="Dyrt.")
    assert [leave_out(each) for each in (row, made)] == [302, 302]
    assert list(draft.activities.values_list("slug", flat=True)) == ["kurs"]
