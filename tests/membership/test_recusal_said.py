"""A conflict of interest: who says it of whom, who lifts it, and what the diary keeps (MEM-45, LAW-F1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.states import SeatKind
from membership import services
from membership.exceptions import DecisionNotPossible
from membership.models import Application, ApplicationEvent, Position, Recusal
from membership.states import Ground, Status
from steps.exceptions import StepNotAllowed
from tests.factories import make_application, make_leader, make_recusal, make_region, make_secretary
from tests.membership.conflicts import NAME, QUEUE, World

pytestmark = pytest.mark.django_db


def say(client: Client, case: Application, page: str, **data: Any) -> Any:
    return client.post(f"{QUEUE}{case.pk}/{page}/", data, follow=True)


def diary(case: Application) -> list[tuple[str, str]]:
    return list(
        ApplicationEvent.objects.filter(application=case, step__in=("recuse", "lift_recusal", "position"))
        .order_by("pk")
        .values_list("step", "note")
    )


def test_own_conflict_closes_the_case_at_once_and_leads_to_the_queue(world: World) -> None:
    client, person = world.client("leader"), world.people["leader"]

    response = say(client, world.other, "conflict", ground=Ground.CLOSE, note="Min bror är kassör.")

    assert response.redirect_chain == [(QUEUE, 302)]
    recusal = Recusal.objects.get(application=world.other, user=person)
    assert (recusal.ground, recusal.note, recusal.declared_by) == (
        Ground.CLOSE,
        "Min bror är kassör.",
        person,
    )
    assert client.get(f"{QUEUE}{world.other.pk}/change/").status_code == 403
    assert diary(world.other) == [("recuse", f"{person}: {recusal.get_ground_display()}")]
    assert say(client, world.other, "conflict", ground=Ground.CLOSE).status_code == 403
    assert Recusal.objects.filter(application=world.other).count() == 1


def test_conflict_needs_a_ground(world: World) -> None:
    response = say(world.client("leader"), world.other, "conflict", note="x")
    assert list(response.context["form"].errors) == ["ground"]
    assert not Recusal.objects.filter(application=world.other).exists()


def test_page_says_why_and_who_can_lift_it(world: World) -> None:
    text = world.client("secretary_of_whom_it_was_said").get(f"{QUEUE}{world.waiting.pk}/change/").text
    assert world.waiting.reference in text
    assert str(world.people["secretary"]) in text
    assert world.region.contact_email in text
    assert NAME not in text
    # What cannot be lifted says so.
    other = world.client("leader_of_the_organisation_in_another_case")
    text = other.get(f"{QUEUE}{world.waiting.pk}/change/").text
    assert world.region.contact_email not in text
    assert NAME not in text


def test_secretariat_says_it_of_somebody_else_and_lifts_it(world: World) -> None:
    secretary, leader = world.client("secretary"), world.people["leader"]

    say(
        secretary,
        world.other,
        "conflict-of-somebody",
        person=leader.pk,
        ground=Ground.OFFICE,
        note="Anställd.",
    )
    assert world.client("leader").get(f"{QUEUE}{world.other.pk}/change/").status_code == 403
    recusal = Recusal.objects.get(application=world.other)
    assert recusal.declared_by == world.people["secretary"]

    without_a_word = say(secretary, world.other, "lift-conflict", recusal=recusal.pk, note=" ")
    assert list(without_a_word.context["form"].errors) == ["note"]
    say(secretary, world.other, "lift-conflict", recusal=recusal.pk, note="Slutade i fjol.")

    recusal.refresh_from_db()
    assert (recusal.lifted_by, recusal.lifted_note) == (world.people["secretary"], "Slutade i fjol.")
    page = world.client("leader").get(f"{QUEUE}{world.other.pk}/change/")
    assert page.status_code == 200
    assert "Slutade i fjol." in page.text
    assert [step for step, _note in diary(world.other)] == ["recuse", "lift_recusal"]


@pytest.mark.parametrize("page", ["conflict-of-somebody", "lift-conflict"])
def test_members_of_the_group_say_it_only_of_themselves(world: World, page: str) -> None:
    make_recusal(world.other, world.people["leader_who_declared"])
    client = world.client("leader")
    assert client.get(f"{QUEUE}{world.other.pk}/{page}/").status_code == 403
    assert say(client, world.other, page, person=1, ground="own", note="x", recusal=1).status_code == 403


def test_nobody_lifts_their_own(world: World) -> None:
    person = world.people["secretary"]
    recusal = make_recusal(world.other, person)
    with pytest.raises(StepNotAllowed):
        services.lift_conflict(recusal, by=person, note="Misstag.")
    assert world.client("secretary").get(f"{QUEUE}{world.other.pk}/lift-conflict/").status_code == 403
    recusal.refresh_from_db()
    assert recusal.lifted_at is None


def test_somebody_is_chosen_among_those_who_handle_cases_here(world: World) -> None:
    elsewhere = make_secretary(make_region("blekinge"))
    recused = world.people["leader_who_declared"]
    make_recusal(world.other, recused)
    client = world.client("secretary")
    form = client.get(f"{QUEUE}{world.other.pk}/conflict-of-somebody/").context["form"]
    offered = set(form.fields["person"].queryset)
    assert world.people["leader"] in offered
    assert offered.isdisjoint({elsewhere, recused, world.people["secretary"]})
    for person in (elsewhere, recused):
        response = say(client, world.other, "conflict-of-somebody", person=person.pk, ground="own")
        assert list(response.context["form"].errors) == ["person"]


def test_decided_case_takes_no_more_positions(world: World) -> None:
    response = say(world.client("leader"), world.back, "position", opinion="for")
    assert response.redirect_chain == [(f"{QUEUE}{world.back.pk}/change/", 302)]
    assert not Position.objects.exists()


def test_conflict_can_be_said_of_a_decided_case_which_can_be_decided_otherwise(world: World) -> None:
    declined = make_application(world.region, Status.DECLINED, name="Nekad förening")
    leader, secretary = world.people["leader"], world.people["secretary"]
    client = world.client("leader")
    assert "conflict/" in client.get(f"{QUEUE}{declined.pk}/change/").text

    say(client, declined, "conflict", ground=Ground.OFFICE, note="Anställd sedan i går.")

    assert client.get(f"{QUEUE}{declined.pk}/approve-after-all/").status_code == 403
    held = services.Held(timezone.localdate(), "44")
    with pytest.raises(DecisionNotPossible):
        services.approve_after_all(declined, actor=leader, held=held)
    make_leader(world.region, party=1, kind=SeatKind.ALTERNATE)
    services.approve_after_all(declined, actor=secretary, held=held)
    stands = {row["user"]: row["stand"] for row in declined.decisions.latest("pk").seated}
    assert stands[leader.pk] == "recused"
    with pytest.raises(StepNotAllowed):
        services.declare_conflict(
            make_application(world.region, Status.WITHDRAWN), user=leader, ground=Ground.OWN
        )
