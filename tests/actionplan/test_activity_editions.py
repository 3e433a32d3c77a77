"""Editions of a year's plan: what may change between them, what each said for good, and what keeps its hash (PLAN-25)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from actionplan.exceptions import NotAdopted, NotCarried
from actionplan.models import Activity, ActivityEvent, ActivityPlan, Course, PlannedAction, Resource, Word
from actionplan.services import (
    adopt_activity_plan,
    carry_over,
    free_slug,
    move,
    reach_milestone,
    revise,
    take_back_milestone,
)
from agreement.models import Region
from agreement.services import verify
from agreement.states import TextState
from steps.exceptions import StepNotAllowed
from tests.actionplan.activity_rows import (
    adopt,
    leave_out,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
    make_milestone,
)
from tests.actionplan.reading import page
from tests.factories import (
    make_leader,
    make_open_document,
    make_region,
    make_secretary,
    make_user,
    pdf_bytes,
    sign_in,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
AT = "/norrbotten/aktivitetsplan/2026/"
PLANS = "/admin/actionplan/activityplan/"


@pytest.fixture
def region() -> Region:
    place = make_region()
    make_open_document(place.agreement, title="Kartläggningen")
    return place


@pytest.fixture
def office(region: Region) -> Client:
    return sign_in(Client(), make_secretary(region), second_factor=True)


# --- A revision ------------------------------------------------------------------------------------------


def test_revision_needs_a_decision_of_its_own(region: Region) -> None:
    first = adopt(make_full_plan(region))
    second = revise(first)
    with pytest.raises(NotAdopted):
        adopt_activity_plan(second, by=None, decision=first.decisions.get())
    second.refresh_from_db()
    assert second.state == TextState.DRAFT
    assert not second.decisions.exists()


def test_only_the_edition_that_holds_is_revised(region: Region, office: Client) -> None:
    first = adopt(make_full_plan(region))
    second = adopt(revise(first))
    with pytest.raises(NotAdopted):
        revise(first)
    office.post(f"{PLANS}{first.pk}/new-draft/")
    assert ActivityPlan.objects.count() == 2
    assert revise(second).edition == 3


def test_reached_milestone_keeps_its_words(region: Region) -> None:
    first = adopt(make_full_plan(region))
    activity = first.activities.all()[0]
    reach_milestone(activity, 1, by=make_secretary(region), reached_on=DAY, proof="Listan")
    second = revise(first)
    reworded = second.activities.all()[0].milestones.get(number=1)
    before = reworded.text
    reworded.text = "Konferensen är hållen"
    reworded.save()
    with pytest.raises(NotAdopted, match="Konferensen"):
        adopt(second)
    assert region.agreement.decisions.count() == 1
    reworded.text = before
    reworded.save()
    other = second.activities.all()[0].milestones.get(number=2)  # nobody has reached it
    other.text = "Fler möten är hållna"
    other.save()
    adopt(second)


def test_milestone_is_reached_as_the_edition_that_holds_has_it(region: Region) -> None:
    first = adopt(make_full_plan(region))
    old = first.activities.all()[0]
    second = revise(first)
    second.activities.all()[0].milestones.filter(number=2).delete()
    adopt(second)
    with pytest.raises(StepNotAllowed):
        reach_milestone(old, 2, by=make_secretary(region), reached_on=DAY, proof="x")
    assert not old.course.proofs.exists()


def test_what_is_needed_and_nothing_are_not_said_together(region: Region) -> None:
    plan = make_full_plan(region)
    Resource.objects.create(activity=plan.activities.all()[1], kind="hours", amount=3)
    with pytest.raises(NotAdopted, match="Kurs"):
        adopt(plan)


@pytest.mark.parametrize(("begun", "ends"), [(False, "call_off"), (True, "stop")])
def test_revision_leaves_out_nothing_that_goes_on(region: Region, begun: bool, ends: str) -> None:
    """Nobody could say how it goes with what no edition has: it would be ongoing for ever."""
    first, person = adopt(make_full_plan(region)), make_secretary(region)
    held = first.activities.get(slug="kurs")
    if begun:
        move(held, "begin", by=person)
    second = revise(first)
    second.activities.filter(slug="kurs").delete()
    with pytest.raises(NotAdopted, match="Kurs"):
        adopt(second)
    assert region.agreement.decisions.count() == 1
    move(held, ends, by=person, note="Ingen anmälde sig.")
    adopt(second)
    held.course.refresh_from_db()
    assert held.course.state == "stopped"


# --- The year ---------------------------------------------------------------------------------------------


def test_there_is_one_plan_of_a_year(region: Region, office: Client) -> None:
    first = make_activity_plan(region)
    sent = {"agreement": region.agreement.pk, "plan": first.plan_id, "year": "2026"}
    assert office.post(f"{PLANS}add/", sent).status_code == 200
    second = make_activity_plan(region, 2027)
    rows = {f"activities-{what}": "0" for what in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert office.post(f"{PLANS}{second.pk}/change/", {"year": "2026", **rows}).status_code == 200
    assert list(ActivityPlan.objects.order_by("year").values_list("year", "edition")) == [
        (2026, 1),
        (2027, 1),
    ]


def test_year_of_a_revision_and_of_what_was_carried_over_stays(region: Region, office: Client) -> None:
    first = adopt(make_full_plan(region))
    second, next_year = revise(first), make_activity_plan(region, 2027)
    carry_over(first.activities.all()[0], next_year, by=make_secretary(region), reason="Vi hann inte.")
    rows = {f"activities-{what}": "0" for what in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for plan in (second, next_year):
        office.post(f"{PLANS}{plan.pk}/change/", {"year": "2033", "summary": "Ny.", **rows})
        before = plan.year
        plan.refresh_from_db()
        assert (plan.year, plan.summary) == (before, "Ny.")


def test_plan_of_another_agreement_is_not_the_base(region: Region) -> None:
    south = make_region("blekinge")
    person = make_secretary(region)
    person.region_roles.create(region=south, role="secretariat", from_on=dt.date(2020, 1, 1))
    base = make_activity_plan(south).plan
    client = sign_in(Client(), person, second_factor=True)
    sent = {"agreement": region.agreement.pk, "plan": base.pk, "year": "2026"}
    assert client.post(f"{PLANS}add/", sent).status_code == 200
    assert not region.agreement.activity_plans.exists()


# --- Carried over -----------------------------------------------------------------------------------------


def test_activity_is_carried_over_once_to_whichever_plan(region: Region) -> None:
    activity = adopt(make_full_plan(region)).activities.all()[0]
    secretary = make_secretary(region)
    later = [make_activity_plan(region, year) for year in (2027, 2028)]
    copy = carry_over(activity, later[0], by=secretary, reason="Vi hann inte.")
    for plan in later:
        with pytest.raises(NotCarried):
            carry_over(activity, plan, by=secretary, reason="En gång till.")
    copy.delete()  # taken out of the draft again
    carry_over(activity, later[1], by=secretary, reason="Vi hinner först sedan.")


def test_what_a_later_edition_left_out_is_not_offered(region: Region, office: Client) -> None:
    first = adopt(make_full_plan(region))
    second = revise(first)
    leave_out(second, "kurs")
    adopt(second)
    Course.objects.update(state="planned")  # as an older release let it be
    make_activity_plan(region, 2027)
    course = first.activities.get(slug="kurs").course
    assert "/for-over/" not in page(office, f"/mina-sidor/aktiviteter/{course.pk}/")
    Course.objects.filter(pk=course.pk).update(state="stopped")
    with pytest.raises(StepNotAllowed):
        move(Activity.objects.get(plan=first, slug="kurs"), "take_up", by=make_secretary(region), note="x")


# --- Addresses --------------------------------------------------------------------------------------------


def test_address_of_an_activity_is_never_given_to_another(
    client: Client, region: Region, office: Client
) -> None:
    first = adopt(make_full_plan(region))
    second = revise(first)
    second.activities.filter(slug="kurs").delete()
    assert free_slug(second, "Kurs") == "kurs-2"
    area = second.plan.areas.all()[0]
    rows = {
        "activities-TOTAL_FORMS": "2",
        "activities-INITIAL_FORMS": "1",
        "activities-0-id": second.activities.get().pk,
        "activities-0-title": "Öppet möte",
        "activities-0-area": area.pk,
        "activities-0-order": "1",
        "activities-1-title": "Kurs",
        "activities-1-area": area.pk,
    }
    assert office.post(f"{PLANS}{second.pk}/change/", {"summary": "", **rows}).status_code == 302
    assert second.activities.get(title="Kurs").slug == "kurs-2"


def test_proof_is_that_of_the_activity_that_the_address_shows(client: Client, region: Region) -> None:
    first = adopt(make_full_plan(region))
    secretary = make_secretary(region)
    second = revise(first)
    leave_out(second, "oppet-mote")
    make_milestone(make_activity(second, "Öppet möte", order=1))  # as an older release let it be
    adopt(second)
    held = second.activities.get(slug="oppet-mote")
    upload = SimpleUploadedFile("Nytt.pdf", pdf_bytes(title="Nytt"))
    reach_milestone(held, 1, by=secretary, reached_on=DAY, upload=upload)
    old = first.activities.get(slug="oppet-mote")
    old.course.proofs.create(number=1, reached_on=DAY, file="proofs/gammal.pdf", filename="Gammal.pdf")
    answer = client.get(f"{AT}oppet-mote/bevis/1/")
    assert answer.status_code == 200
    assert "Nytt.pdf" in answer["Content-Disposition"]
    answer.close()


def test_each_edition_says_for_good_what_it_said(client: Client, region: Region) -> None:
    first = adopt(make_full_plan(region))
    second = revise(first)
    second.activities.filter(slug="oppet-mote").update(text="Nu möts vi oftare.")
    leave_out(second, "kurs")
    adopt(second)
    held = page(client, f"{AT}oppet-mote/")
    assert "Nu möts vi oftare." in held
    for edition, words in ((1, "Om Öppet möte."), (2, "Nu möts vi oftare.")):
        assert words in page(client, f"{AT}utgava/{edition}/oppet-mote/")
    old = page(client, f"{AT}utgava/1/oppet-mote/")
    assert "Nu möts vi oftare." not in old
    assert "notice-warning" in old
    assert f'href="{AT}utgava/1/kurs/"' in page(client, f"{AT}utgava/1/")
    assert f'href="{AT}oppet-mote/"' in page(client, AT)
    page(client, f"{AT}utgava/2/kurs/", 404)
    page(client, f"{AT}utgava/7/oppet-mote/", 404)
    assert getattr(client.get(f"{AT}utgava/1/kurs/"), "public_page", False)


def test_draft_is_read_whole_by_those_who_decide_about_it(client: Client, region: Region) -> None:
    make_full_plan(region)
    address = f"{AT}utgava/1/oppet-mote/"
    for person, status in (
        (make_user(), 404),
        (make_developer(region), 200),
        (make_leader(region), 200),
        (make_secretary(region), 200),
        (make_secretary(make_region("blekinge")), 404),
    ):
        reader = sign_in(Client(), person, second_factor=True)
        answer = reader.get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer["Cache-Control"] == "private, no-store"
            assert "Om Öppet möte." in answer.content.decode()
            assert f'href="{address}"' in page(reader, f"{AT}utgava/1/")
    page(client, address, 404)
    leader = sign_in(Client(), make_leader(region), second_factor=True)
    shown = page(leader, "/mina-sidor/aktiviteter/")
    assert f'href="{AT}utgava/1/"' in shown
    assert "/ny/" not in shown


@pytest.mark.parametrize("number", [10**12, 10**30])
def test_numbers_that_no_row_has_are_not_found(client: Client, region: Region, number: int) -> None:
    adopt(make_full_plan(region))
    for address in (
        f"/norrbotten/aktivitetsplan/{number}/",
        f"/norrbotten/aktivitetsplan/{number}/oppet-mote/",
        f"{AT}utgava/{number}/",
        f"{AT}utgava/{number}/oppet-mote/",
        f"{AT}oppet-mote/bevis/{number}/",
    ):
        page(client, address, 404)


# --- The hash ---------------------------------------------------------------------------------------------


def test_what_the_hash_names_from_beside_is_held(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    word, action = Word.objects.get(), PlannedAction.objects.filter(activities__plan=plan).get()
    for change in (
        lambda: Word.objects.filter(pk=word.pk).update(kind="topic"),
        lambda: Word.objects.filter(pk=word.pk).update(slug="annat"),
        lambda: PlannedAction.objects.filter(pk=action.pk).update(order=action.order + 7),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    Word.objects.filter(pk=word.pk).update(name="Folkstyre")
    assert verify(plan)


def test_theme_of_an_adopted_plan_keeps_its_address_in_the_admin(region: Region, office: Client) -> None:
    plan = adopt(make_full_plan(region))
    word = Word.objects.get()
    sent = {"agreement": region.agreement.pk, "kind": "topic", "name": "Folkstyre", "slug": "x", "order": 4}
    assert office.get(f"/admin/actionplan/word/{word.pk}/change/").status_code == 200
    assert office.post(f"/admin/actionplan/word/{word.pk}/change/", sent).status_code == 302
    word.refresh_from_db()
    assert (word.name, word.kind, word.slug) == ("Folkstyre", "theme", "demokrati")
    assert verify(plan)


# --- Milestones -------------------------------------------------------------------------------------------


def test_milestone_that_is_not_reached_after_all_is_told(client: Client, region: Region) -> None:
    activity, person = adopt(make_full_plan(region)).activities.all()[0], make_developer(region)
    reach_milestone(activity, 1, by=person, reached_on=DAY, proof="Listan")
    take_back_milestone(activity, 1, by=person, note="Det var fel lista.")
    assert "Det var fel lista." in page(client, f"{AT}oppet-mote/")


def test_reason_that_was_written_for_those_who_keep_it_stays_among_them(
    client: Client, region: Region
) -> None:
    activity, person = adopt(make_full_plan(region)).activities.all()[0], make_developer(region)
    # Written before the form said that everybody reads it.
    before = "Kim är sjuk."
    ActivityEvent.objects.create(course=activity.course, actor=person, step="milestone_undone", note=before)
    assert before not in page(client, f"{AT}oppet-mote/")
    own = sign_in(Client(), person, second_factor=True)
    assert before in page(own, f"/mina-sidor/aktiviteter/{activity.course_id}/")


def test_file_of_a_milestone_goes_with_it(region: Region, django_capture_on_commit_callbacks: Any) -> None:
    activity, person = adopt(make_full_plan(region)).activities.all()[0], make_developer(region)
    upload = SimpleUploadedFile("Protokoll.pdf", pdf_bytes())
    row = reach_milestone(activity, 1, by=person, reached_on=DAY, upload=upload)
    assert row.file.storage.exists(row.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        take_back_milestone(activity, 1, by=person, note="Fel fil.")
    assert not row.file.storage.exists(row.file.name)


def test_day_of_another_time_is_a_slip(region: Region) -> None:
    activity = adopt(make_full_plan(region)).activities.all()[0]
    with pytest.raises(StepNotAllowed):
        reach_milestone(activity, 1, by=make_developer(region), reached_on=dt.date(202, 3, 1), proof="Listan")


def test_of_a_stopped_activity_nothing_is_expected(client: Client, region: Region) -> None:
    plan = make_activity_plan(region)
    make_milestone(make_activity(plan), due_on=dt.date(2026, 1, 2))
    activity, person = adopt(plan).activities.get(), make_developer(region)
    for address, reader in ((f"{AT}oppet-mote/", client),):
        assert "tag-warning" in page(reader, address).partition('id="delmal"')[2]
    move(activity, "call_off", by=person, note="Ingen lokal.")
    assert "tag-warning" not in page(client, f"{AT}oppet-mote/").partition('id="delmal"')[2]
