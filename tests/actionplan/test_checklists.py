"""Each party says what it has done in its own house, and nobody else says it for them (PLAN-17)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from actionplan.models import ChecklistPoint, PartyPoint, PointEvent
from actionplan.permissions import speaks_for
from actionplan.services import report_point, undo_point
from agreement.models import Region
from steps.exceptions import StepNotAllowed
from tests.actionplan.activity_rows import make_developer, make_point
from tests.factories import (
    make_co_opted,
    make_leader,
    make_operator,
    make_party_administrator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
OWN = "/mina-sidor/checklista/"
PUBLIC = "/norrbotten/genomforande/"


def people_of(region: Region) -> dict[str, Any]:
    """Everybody the rule tells apart; the parties count from 0, and the checklist in question is that of the first."""
    south = make_region("blekinge")
    return {
        "administrator": make_party_administrator(region),
        "developer": make_developer(region),
        "leader": make_leader(region),
        "secretary": make_secretary(region),
        "operator": make_operator(),
        "other_administrator": make_party_administrator(region, party=1),
        "other_developer": make_developer(region, party=1),
        "co_opted": make_developer(region, party=None),
        "leading_co_opted": make_co_opted(region),
        "elsewhere": make_secretary(south),
        "gone": make_secretary(region, is_active=False),
        "nobody": make_user(),
    }


MAY = {"administrator", "developer", "leader", "secretary", "operator"}


def test_who_speaks_for_a_party(region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    for name, person in people_of(region).items():
        assert speaks_for(person, party) == (name in MAY), name
        if name not in MAY:
            with pytest.raises(StepNotAllowed):
                report_point(point, party, by=person, done_on=DAY, evidence="x")
    assert not PartyPoint.objects.exists()


def test_point_is_done_with_day_and_evidence_and_taken_back_with_a_reason(region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    person = make_developer(region)
    for wrong in (
        {"done_on": timezone.localdate() + dt.timedelta(days=1), "evidence": "x"},
        {"done_on": DAY, "evidence": " "},
    ):
        with pytest.raises(StepNotAllowed):
            report_point(point, party, by=person, **wrong)
    answer = report_point(point, party, by=person, done_on=DAY, evidence="Protokoll")
    assert (answer.state, answer.done_on, answer.words) == ("done", DAY, point.text)
    with pytest.raises(StepNotAllowed):
        report_point(point, party, by=person, done_on=DAY, evidence="Igen")
    with pytest.raises(StepNotAllowed):
        undo_point(answer, by=person, note=" ")
    undone = undo_point(answer, by=person, note="Fel protokoll.")
    assert (undone.state, undone.done_on, undone.evidence) == ("open", None, "")
    assert [each.step for each in PointEvent.objects.all()] == ["report", "undo"]
    assert "Protokoll" in PointEvent.objects.all()[0].note
    with pytest.raises(StepNotAllowed):
        undo_point(undone, by=person, note="Igen.")


def test_point_of_another_agreement_and_one_not_asked_are_refused(region: Region) -> None:
    party, person = region.agreement.parties.all()[0], make_secretary(region)
    away = make_point(make_region("blekinge"))
    with pytest.raises(StepNotAllowed):
        report_point(away, party, by=person, done_on=DAY, evidence="x")
    with pytest.raises(StepNotAllowed):
        report_point(make_point(region, is_asked=False), party, by=person, done_on=DAY, evidence="x")


def test_database_holds_the_day_and_one_answer(region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    PartyPoint.objects.create(point=point, party=party)
    for wrong in (
        lambda: PartyPoint.objects.create(point=point, party=party),
        lambda: PartyPoint.objects.update(state="done"),
        lambda: PartyPoint.objects.update(done_on=DAY),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_public_reads_who_did_what_but_no_names(client: Client, region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    person = make_developer(region, name="Ninni Namnkunnig", email="ninni@forening.example")
    before = client.get(PUBLIC)
    assert before.status_code == 200
    assert point.text in before.content.decode()
    report_point(point, party, by=person, done_on=DAY, evidence="<b>Protokoll</b>", url="https://x.example/p")
    shown = client.get(PUBLIC).content.decode()  # at once, also by whoever has just looked
    assert "&lt;b&gt;Protokoll&lt;/b&gt;" in shown
    assert "https://x.example/p" in shown
    assert "Ninni" not in shown
    assert "ninni@" not in shown
    assert shown.count("tag-success") == 1


def test_evidence_keeps_the_words_that_it_was_given_for(client: Client, region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region, "Berätta om överenskommelsen.")
    report_point(point, party, by=make_developer(region), done_on=DAY, evidence="Protokoll")
    ChecklistPoint.objects.filter(pk=point.pk).update(text="Utbilda alla anställda.")
    point.refresh_from_db()
    point.save()  # the signal that a form would send
    shown = client.get(PUBLIC).content.decode()
    assert "Utbilda alla anställda." in shown
    assert "Berätta om överenskommelsen." in shown


def test_point_that_is_not_asked_any_more_stands_where_it_was_answered(
    client: Client, region: Region
) -> None:
    first, second = region.agreement.parties.all()[:2]
    point = make_point(region)
    report_point(point, first, by=make_developer(region), done_on=DAY, evidence="x")
    point.is_asked = False
    point.save()
    assert client.get(PUBLIC).content.decode().count(point.text) == 1
    own = sign_in(Client(), make_developer(region, party=1), second_factor=True)
    assert own.get(f"{OWN}{second.pk}/{point.pk}/").status_code == 404


def test_who_reaches_which_page(region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    address = f"{OWN}{party.pk}/{point.pk}/"
    stranger = Client()
    assert "/konto/logga-in/" in stranger.get(OWN)["Location"]
    assert "/konto/logga-in/" in stranger.post(address)["Location"]
    for name, person in people_of(region).items():
        if name == "gone":
            continue
        client = sign_in(Client(), person, second_factor=True)
        assert client.get(OWN).status_code == 200, name
        assert client.get(address).status_code == (200 if name in MAY else 404), name
        if name not in MAY:
            sent = {"done_on": "2026-03-01", "evidence": "x"}
            assert client.post(address, sent).status_code == 404, name
    assert not PartyPoint.objects.exists()
    away = make_point(Region.objects.get(slug="blekinge"))
    client = sign_in(Client(), make_developer(region), second_factor=True)
    for wrong in (f"{OWN}{party.pk}/{away.pk}/", f"{OWN}{party.pk}/{10**30}/", f"{OWN}{10**30}/{point.pk}/"):
        assert client.get(wrong).status_code == 404


def test_party_says_so_on_its_own_page(region: Region) -> None:
    party, point = region.agreement.parties.all()[0], make_point(region)
    client = sign_in(Client(), make_developer(region), second_factor=True)
    address = f"{OWN}{party.pk}/{point.pk}/"
    assert OWN in client.get("/mina-sidor/").content.decode()
    assert client.post(address, {"done_on": "2026-03-01"}).status_code == 200
    assert client.post(address, {"done_on": "2999-03-01", "evidence": "x"}).status_code == 200
    assert client.post(address, {"done_on": "2026-03-01", "evidence": "Protokoll"}).status_code == 302
    answer = PartyPoint.objects.get()
    assert (answer.state, answer.party) == ("done", party)
    assert client.post(address, {"note": ""}).status_code == 200
    assert client.post(address, {"note": "Fel."}).status_code == 302
    answer.refresh_from_db()
    assert answer.state == "open"


def test_pages_ask_as_much_for_many_as_for_few(
    client: Client, region: Region, django_assert_max_num_queries: Any
) -> None:
    party, person = region.agreement.parties.all()[0], make_developer(region)
    for number in range(12):
        report_point(make_point(region, f"Punkt {number}."), party, by=person, done_on=DAY, evidence="x")
    with django_assert_max_num_queries(8):
        assert client.get(PUBLIC).status_code == 200
    own = sign_in(Client(), person, second_factor=True)
    own.get(OWN)
    with django_assert_max_num_queries(12):
        assert own.get(OWN).status_code == 200
