"""Forms of collaboration are looked through, one look at a time, and everybody reads what came of it (PLAN-18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from actionplan.models import FormReview, FormReviewEvent
from actionplan.services import move_review, plan_review
from actionplan.states import OF_REVIEW, ReviewState
from agreement.models import Region
from nominations.models import Forum
from steps.exceptions import AlreadyMoved, StepNotAllowed
from tests.actionplan.activity_rows import make_developer
from tests.factories import make_leader, make_operator, make_region, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
OWN = "/mina-sidor/samverkansformer/"
PUBLIC = "/norrbotten/samverkansformer/"
CAME: dict[str, Any] = {"finished_on": DAY, "outcome": "keep", "note": "Det fungerar."}


def make_forum(region: Region, slug: str = "radet") -> Forum:
    return Forum.objects.create(
        agreement=region.agreement, slug=slug, name=slug.title(), purpose="Att mötas."
    )


def make_review(region: Region, **fields: Any) -> FormReview:
    facts = {"party": region.agreement.parties.all()[0], "role": "Strateg", **fields}
    return plan_review(make_forum(region), by=make_secretary(region), **facts)


# Who takes which step from where, written by hand.
WAYS = {
    ("planned", "begin"): "ongoing",
    ("planned", "finish_at_once"): "done",
    ("planned", "call_off"): "called_off",
    ("ongoing", "finish"): "done",
    ("ongoing", "stop"): "called_off",
}
FOR_THE_SECRETARIAT = {"stop", "call_off"}


@pytest.mark.parametrize("step", OF_REVIEW)
@pytest.mark.parametrize("state", ReviewState.values)
def test_each_step_from_each_state_by_each_person(region: Region, state: str, step: str) -> None:
    first = make_review(region)
    people = {
        "own_party": make_developer(region),
        "other_party": make_developer(region, party=1),
        "leader": make_leader(region),
        "secretary": make_secretary(region),
        "operator": make_operator(),
        "elsewhere": make_secretary(make_region("blekinge")),
        "gone": make_secretary(region, is_active=False),
    }
    done = {"finished_on": DAY, "outcome": "end"} if state == "done" else {}
    FormReview.objects.update(state=state, **done)
    told = CAME if step in ("finish", "finish_at_once") else {"note": "Därför."}
    for name, person in people.items():
        review = FormReview.objects.get(pk=first.pk)
        office = name in ("secretary", "operator")
        may = office or (name == "own_party" and step not in FOR_THE_SECRETARIAT)
        target = WAYS.get((state, step))
        with transaction.atomic():
            if target is None or not may:
                with pytest.raises(StepNotAllowed):
                    move_review(review, step, by=person, **told)
                assert FormReview.objects.get(pk=first.pk).state == state
            else:
                assert move_review(review, step, by=person, **told).state == target
                assert FormReviewEvent.objects.latest("pk").step == step
            transaction.set_rollback(True)


def test_only_the_secretariat_plans_and_one_at_a_time(region: Region) -> None:
    forum, secretary = make_forum(region), make_secretary(region)
    south = make_region("blekinge")
    for person in (make_developer(region), make_leader(region), make_secretary(south), make_user()):
        with pytest.raises(StepNotAllowed):
            plan_review(forum, by=person)
    with pytest.raises(StepNotAllowed):
        plan_review(forum, by=secretary, party=south.agreement.parties.first())
    review = plan_review(forum, by=secretary)
    with pytest.raises(AlreadyMoved):
        plan_review(forum, by=secretary)
    move_review(review, "call_off", by=secretary, note="Inte i år.")
    assert plan_review(forum, by=secretary).pk != review.pk


def test_what_came_of_it_is_said_whole_and_stands_on_the_forum(region: Region) -> None:
    review, secretary = make_review(region), make_secretary(region)
    for gap in (
        {"finished_on": None},
        {"outcome": ""},
        {"note": " "},
        {"finished_on": timezone.localdate() + dt.timedelta(days=1)},
    ):
        with pytest.raises(StepNotAllowed):
            move_review(review, "finish_at_once", by=secretary, **{**CAME, **gap})
    move_review(review, "finish_at_once", by=secretary, **CAME)
    forum = Forum.objects.get()
    assert (forum.last_review_on, forum.review_outcome) == (DAY, "Det fungerar.")
    later = plan_review(forum, by=secretary)
    early = {**CAME, "finished_on": DAY - dt.timedelta(days=30), "note": "Gammalt."}
    move_review(later, "finish_at_once", by=secretary, **early)
    forum.refresh_from_db()
    assert (forum.last_review_on, forum.review_outcome) == (DAY, "Det fungerar.")


def test_of_two_who_press_at_once_one_is_told(region: Region) -> None:
    first = make_review(region)
    slow, fast = (FormReview.objects.get(pk=first.pk) for _ in range(2))
    secretary = make_secretary(region)
    move_review(fast, "begin", by=secretary)
    with pytest.raises(AlreadyMoved):
        move_review(slow, "call_off", by=secretary, note="För sent.")
    assert [each.step for each in FormReviewEvent.objects.all()] == ["plan", "begin"]


def test_database_holds_one_look_and_its_outcome(region: Region) -> None:
    review = make_review(region)
    for wrong in (
        lambda: FormReview.objects.create(forum=review.forum),
        lambda: FormReview.objects.update(state="done"),
        lambda: FormReview.objects.update(outcome="keep"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_public_reads_owner_purpose_last_look_and_outcome(client: Client, region: Region) -> None:
    review = make_review(region, about="<i>Allt</i>", due_on=dt.date(2026, 9, 1))
    Forum.objects.create(agreement=region.agreement, slug="natet", name="Nätet", owner_name="Bygdegillet")
    shown = client.get(PUBLIC).content.decode()
    for words in ("Radet", "Att mötas.", "&lt;i&gt;Allt&lt;/i&gt;", "Strateg", "Nätet", "Bygdegillet"):
        assert words in shown, words
    move_review(review, "finish_at_once", by=make_secretary(region), **CAME)
    shown = client.get(PUBLIC).content.decode()
    assert "Det fungerar." in shown
    assert '<time datetime="2026-03-01">' in shown
    assert "&lt;i&gt;Allt" not in shown
    assert "Det fungerar." in client.get("/norrbotten/natverk/").content.decode()


def test_who_reaches_which_page(region: Region) -> None:
    review = make_review(region)
    south = make_region("blekinge")
    for address in (OWN, f"{OWN}{review.pk}/"):
        assert "/konto/logga-in/" in Client().get(address)["Location"]
    people = {
        "secretary": (make_secretary(region), 200, 200),
        "own_party": (make_developer(region), 200, 404),
        "other_party": (make_developer(region, party=1), 404, 404),
        "leader": (make_leader(region), 404, 404),
        "elsewhere": (make_secretary(south), 404, 404),
        "nobody": (make_user(), 404, 404),
    }
    for name, (person, one, plan) in people.items():
        client = sign_in(Client(), person, second_factor=True)
        assert client.get(OWN).status_code == 200
        assert client.get(f"{OWN}{review.pk}/").status_code == one, name
        assert client.get(f"{OWN}{review.pk}/steg/finish_at_once/").status_code == one, name
        assert client.get(f"{OWN}ny/{review.forum_id}/").status_code == plan, name
        if one == 404:
            assert client.post(f"{OWN}{review.pk}/steg/begin/").status_code == 404, name
    review.refresh_from_db()
    assert review.state == "planned"
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    for wrong in (f"{OWN}{10**30}/", f"{OWN}ny/{10**30}/", f"{OWN}{review.pk}/steg/hitta-pa/"):
        assert client.get(wrong).status_code == 404


def test_review_from_plan_to_outcome(region: Region) -> None:
    forum = make_forum(region)
    secretary = sign_in(Client(), make_secretary(region), second_factor=True)
    assert OWN in secretary.get("/mina-sidor/").content.decode()
    party = region.agreement.parties.all()[0]
    other = make_region("blekinge").agreement.parties.first()
    assert other is not None
    assert secretary.post(f"{OWN}ny/{forum.pk}/", {"party": other.pk}).status_code == 200
    assert secretary.post(f"{OWN}ny/{forum.pk}/", {"party": party.pk, "role": "Strateg"}).status_code == 302
    review = FormReview.objects.get()
    client = sign_in(Client(), make_developer(region), second_factor=True)
    assert "Radet" in client.get(OWN).content.decode()
    at = f"{OWN}{review.pk}/"
    assert client.post(f"{at}steg/begin/").status_code == 302
    assert client.post(f"{at}steg/finish/", {"finished_on": "2026-03-01"}).status_code == 200
    sent = {"finished_on": "2026-03-01", "outcome": "change", "note": "Fler får vara med."}
    assert client.post(f"{at}steg/finish/", sent).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.outcome) == ("done", "change")
    assert client.get(f"{at}steg/finish/").status_code == 302
    assert client.get(at).status_code == 200


def test_pages_ask_as_much_for_many_as_for_few(
    client: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    secretary = make_secretary(region)
    for number in range(12):
        plan_review(make_forum(region, f"rad-{number}"), by=secretary)
    with django_assert_max_num_queries(8):
        assert client.get(PUBLIC).status_code == 200
    own = sign_in(Client(), secretary, second_factor=True)
    own.get(OWN)
    with django_assert_max_num_queries(12):
        assert own.get(OWN).status_code == 200
