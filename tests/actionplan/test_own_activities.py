"""The own pages of those who keep activities: what they show, to whom, and what their buttons do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from actionplan.models import Activity, Course
from actionplan.services import propose
from agreement.models import Region
from tests.actionplan.activity_rows import (
    adopt,
    make_activity,
    make_activity_plan,
    make_developer,
    make_full_plan,
    make_milestone,
)
from tests.actionplan.reading import as_person
from tests.factories import make_leader, make_region, make_secretary, make_user

pytestmark = pytest.mark.django_db
AT = "/mina-sidor/aktiviteter/"


def test_strangers_sign_in_first(client: Client, region: Region) -> None:
    for address in (AT, f"{AT}1/", f"{AT}1/steg/begin/", f"{AT}1/delmal/1/", f"{AT}ny/1/"):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 405)
            if answer.status_code == 302:
                assert "/konto/logga-in/" in answer["Location"]


# Who reaches which page of an activity of the first party, kept by `keeper`; written by hand.
PAGES = {
    "": "keeper own_party secretary",
    "steg/begin/": "keeper own_party secretary",
    "delmal/1/": "keeper own_party secretary",
    "delmal/1/angra/": "keeper own_party secretary",
    "ansvarig/": "secretary",
    "for-over/": "secretary",
}


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_who_reaches_which_page(region: Region, page: str) -> None:
    people = {
        "keeper": make_user(),
        "own_party": make_developer(region),
        "other_party": make_developer(region, party=1),
        "leader": make_leader(region),
        "secretary": make_secretary(region),
        "elsewhere": make_secretary(make_region("blekinge")),
        "nobody": make_user(),
    }
    plan = adopt(make_full_plan(region))
    course = plan.activities.all()[0].course
    Course.objects.filter(pk=course.pk).update(keeper=people["keeper"])
    for name, person in people.items():
        answer = as_person(person).get(f"{AT}{course.pk}/{page}")
        expected = (200, 302) if name in PAGES[page].split() else (404,)
        assert answer.status_code in expected, (name, page)
        if name not in PAGES[page].split():
            assert as_person(person).post(f"{AT}{course.pk}/{page}", {"note": "x"}).status_code == 404
    course.refresh_from_db()
    assert course.state == "planned"


def test_looking_changes_nothing(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    course = plan.activities.all()[0].course
    client = as_person(make_secretary(region))
    for page in PAGES:
        client.get(f"{AT}{course.pk}/{page}")
    course.refresh_from_db()
    assert (course.state, course.events.count(), course.proofs.count()) == ("planned", 0, 0)


def test_activity_from_beginning_to_end(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    course = plan.activities.all()[0].course
    client = as_person(make_developer(region))
    at = f"{AT}{course.pk}/"
    assert "Öppet möte" in client.get(AT).content.decode()
    assert client.post(f"{at}steg/begin/").status_code == 302
    assert client.post(at, {"note": "Sextio har anmält sig."}).status_code == 302
    empty = client.post(f"{at}delmal/1/", {"reached_on": "2026-03-01"})
    assert empty.status_code == 200
    told = {"reached_on": "2026-03-01", "proof": "Listan", "url": "https://x.example/lista"}
    assert client.post(f"{at}delmal/1/", told).status_code == 302
    assert client.post(f"{at}steg/finish/").status_code == 302
    course.refresh_from_db()
    assert course.state == "done"
    assert [each.step for each in course.events.all()] == ["begin", "note", "milestone", "finish"]
    assert client.post(f"{at}steg/finish/").status_code == 200  # says that it cannot be taken now
    assert client.get(f"{at}steg/finish/").status_code == 302
    assert client.get(f"{at}steg/hitta-pa/").status_code == 404
    assert client.post(f"{at}steg/reopen/", {"note": ""}).status_code == 200
    assert client.post(f"{at}delmal/1/angra/", {"note": "Fel lista."}).status_code == 302
    course.refresh_from_db()
    assert course.state == "done"
    assert not course.proofs.exists()


def test_file_that_is_none_is_refused_in_the_form(region: Region) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    plan = adopt(make_full_plan(region))
    course = plan.activities.all()[0].course
    client = as_person(make_developer(region))
    upload = SimpleUploadedFile("bild.pdf", b"<html></html>")
    answer = client.post(f"{AT}{course.pk}/delmal/1/", {"reached_on": "2026-03-01", "upload": upload})
    assert answer.status_code == 200
    assert not course.proofs.exists()


def test_development_group_proposes_and_the_secretariat_answers(region: Region) -> None:
    plan, person = make_activity_plan(region, 2027), make_developer(region)
    client = as_person(person)
    assert client.get(f"{AT}ny/{plan.pk}/").status_code == 200
    facts = {"title": "Öppet hus", "area": plan.plan.areas.all()[0].pk, "hours": "12", "role": "Samordnare"}
    assert client.post(f"{AT}ny/{plan.pk}/", {**facts, "no_resources": "on"}).status_code == 200
    assert client.post(f"{AT}ny/{plan.pk}/", facts).status_code == 302
    activity = plan.activities.get()
    assert (activity.course.state, activity.resources.get().amount) == ("proposed", Decimal(12))
    assert "Öppet hus" in client.get(AT).content.decode()
    at = f"{AT}{activity.course_id}/"
    assert client.get(at).status_code == 200
    assert client.post(f"{at}steg/plan/").status_code == 200
    secretary = as_person(make_secretary(region))
    assert secretary.post(f"{at}steg/turn_down/", {"note": "Vi hinner inte."}).status_code == 302
    assert "Vi hinner inte." in client.get(AT).content.decode()
    assert not plan.activities.exists()
    for stranger in (make_leader(region), make_user()):
        assert as_person(stranger).get(f"{AT}ny/{plan.pk}/").status_code == 404


def test_secretariat_hands_over_and_carries_over(region: Region) -> None:
    plan = adopt(make_full_plan(region))
    draft = make_activity_plan(region, 2027)
    course = plan.activities.all()[0].course
    client = as_person(make_secretary(region))
    unknown = client.post(f"{AT}{course.pk}/ansvarig/", {"email": "ingen@forening.example"})
    assert unknown.status_code == 200
    person = make_user()
    assert client.post(f"{AT}{course.pk}/ansvarig/", {"email": person.email.upper()}).status_code == 302
    course.refresh_from_db()
    assert course.keeper == person
    assert client.get(f"{AT}{course.pk}/for-over/").status_code == 200
    sent = {"plan": draft.pk, "area": "", "reason": "Vi hann inte."}
    assert client.post(f"{AT}{course.pk}/for-over/", {**sent, "reason": ""}).status_code == 200
    assert client.post(f"{AT}{course.pk}/for-over/", sent).status_code == 302
    assert draft.activities.get().course.origin == course


def test_card_says_what_waits(region: Region) -> None:
    person = make_developer(region)
    assert AT not in as_person(person).get("/mina-sidor/").content.decode()
    plan = make_activity_plan(region, 2026)
    make_milestone(make_activity(plan), due_on=plan.plan.period_from)
    adopt(plan)
    page = as_person(person).get("/mina-sidor/").content.decode()
    assert f'href="{AT}"' in page
    assert "1 delmål" in page or "1 milestone" in page


def test_list_asks_as_much_for_many_as_for_few(region: Region, django_assert_max_num_queries: Any) -> None:
    person = make_developer(region)
    plan, draft = make_activity_plan(region, 2026), make_activity_plan(region, 2027)
    for number in range(12):
        make_milestone(make_activity(plan, f"Aktivitet {number}"), due_on=plan.plan.period_from)
        propose(draft, by=person, title=f"Förslag {number}", area=plan.plan.areas.all()[0])
    adopt(plan)
    client = as_person(person)
    client.get(AT)
    with django_assert_max_num_queries(16):
        assert client.get(AT).status_code == 200


def test_proposal_that_somebody_else_changed_meanwhile_is_not_written_over(region: Region) -> None:
    """The secretariat corrects it while the one who proposed it has the page open; pressed twice it is saved once."""
    plan, person = make_activity_plan(region, 2027), make_developer(region)
    activity = propose(plan, by=person, title="Öppet hus", area=plan.plan.areas.all()[0], role="Samordnare")
    client, at = as_person(person), f"{AT}{activity.course_id}/andra/"
    form = client.get(at).context["form"]
    read = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in read.items() if value} | {"text": "Alla får komma."}
    for _twice in range(2):
        assert client.post(at, sent).status_code == 302
    assert [each.step for each in activity.course.events.all()] == ["propose", "change"]
    sent["seen"] = client.get(at).context["form"]["seen"].value()
    Activity.objects.get(pk=activity.pk).resources.create(kind="money", amount=500, order=3)
    assert client.post(at, {**sent, "text": "Alla är välkomna."}).status_code == 302, (
        "what the form does not ask"
    )
    sent["seen"] = client.get(at).context["form"]["seen"].value()
    Activity.objects.filter(pk=activity.pk).update(role="Strategen")
    late = client.post(at, {**sent, "text": "Kom alla!"})
    assert late.status_code == 200
    assert late.text.count("Strategen") == 1
    assert "Kom alla!" in late.text
    activity.refresh_from_db()
    assert (activity.role, activity.text) == ("Strategen", "Alla är välkomna.")
    again = {**sent, "text": "Kom alla!", "role": "Strategen", "seen": late.context["form"]["seen"].value()}
    assert client.post(at, again).status_code == 302
    activity.refresh_from_db()
    assert (activity.role, activity.text) == ("Strategen", "Kom alla!")
