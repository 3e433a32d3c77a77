"""A conflict of interest in the decision: an alternate steps in, the record shows both, no tick gives a voice back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from agreement.states import SeatKind
from membership import services
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision, Recusal
from membership.states import Opinion, Outcome, Status
from tests.factories import (
    at_meeting,
    make_application,
    make_balanced_group,
    make_leader,
    make_position,
    make_recusal,
    make_region,
    make_secretary,
)
from tests.harness.sign_in import sign_in
from tests.membership.conflicts import QUEUE

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Application:
    """A case in a region where party 2 has an ordinary member with a conflict of interest."""
    region = make_region()
    *_others, recused = make_balanced_group(region)
    case = make_application(region)
    make_recusal(case, recused)
    return case


def test_without_an_alternate_the_party_has_nobody(case: Application) -> None:
    region = case.agreement.region
    client = sign_in(Client(), make_secretary(region), second_factor=True)

    page = client.get(f"{QUEUE}{case.pk}/change/")

    assert f"{QUEUE}{case.pk}/approve/" not in page.text
    assert region.agreement.parties.all()[2].name in page.context["group"].ways()[0].sentence
    with pytest.raises(DecisionNotPossible):
        services.approve_application(
            case, actor=make_secretary(region), held=services.Held(timezone.localdate(), "1")
        )


def test_alternate_steps_in_and_the_record_shows_it(case: Application) -> None:
    region = case.agreement.region
    alternate = make_leader(region, party=2, kind=SeatKind.ALTERNATE, name="Ersättaren")
    recused = Recusal.objects.get().user
    client = sign_in(Client(), make_secretary(region), second_factor=True)

    form = client.get(f"{QUEUE}{case.pk}/approve/")
    assert f'value="{recused.pk}"' not in form.text  # shown, and not to be ticked
    assert str(recused) in form.text
    data = at_meeting(region)
    missing = client.post(f"{QUEUE}{case.pk}/approve/", data)
    assert list(missing.context["form"].errors) == ["present"]
    data["present"].append(str(alternate.pk))
    page = client.post(f"{QUEUE}{case.pk}/approve/", data, follow=True)

    seated = {row["name"]: row for row in Decision.objects.get().seated}
    assert (seated["Ersättaren"]["voice"], seated["Ersättaren"]["stepped_in"]) == (True, True)
    assert (seated[str(recused)]["voice"], seated[str(recused)]["stand"]) == (False, "recused")
    (row,) = page.context["decisions"]
    assert [seat.name for seat in row["took_part"].recused] == [str(recused)]
    assert "Ersättaren" in {seat.name for seat in row["took_part"].voices}
    assert str(recused) in page.text


def test_forged_tick_does_not_give_a_voice_back(case: Application) -> None:
    region = case.agreement.region
    make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    recused = Recusal.objects.get().user
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    data = at_meeting(region)
    assert str(recused.pk) in data["present"]
    response = client.post(f"{QUEUE}{case.pk}/approve/", data)
    assert list(response.context["form"].errors) == ["present"]
    assert not Decision.objects.exists()


def test_what_was_said_before_the_conflict_does_not_count(case: Application) -> None:
    """An alternate's position does, and the page says which counts."""
    region = case.agreement.region
    recused = Recusal.objects.get().user
    alternate = make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    make_position(case, recused, Opinion.AGAINST)
    for seat_holder in region.agreement.bodies.get().seats.filter(kind="ordinary", party__order__lt=2):
        make_position(case, seat_holder.holdings.get().user, Opinion.FOR)
    client = sign_in(Client(), make_secretary(region), second_factor=True)
    assert f"{QUEUE}{case.pk}/approve-by-positions/" not in client.get(f"{QUEUE}{case.pk}/change/").text

    make_position(case, alternate, Opinion.ABSTAINS)
    page = client.get(f"{QUEUE}{case.pk}/change/")

    assert f"{QUEUE}{case.pk}/approve-by-positions/" in page.text
    assert {each.name: each.counts for each in page.context["said"]}[str(recused)] is False
    client.post(f"{QUEUE}{case.pk}/approve-by-positions/", {})
    decision = Decision.objects.get()
    assert (decision.outcome, decision.manner) == (Outcome.APPROVED, "positions")
    stands = {row["name"]: row["stand"] for row in decision.seated if row["name"]}
    assert stands[str(recused)] == "recused"
    assert stands[str(alternate)] == "abstains"


def test_somebody_of_the_same_organisation_in_another_case_has_no_voice(case: Application) -> None:
    """A tie that nobody declared, and that the portal knows, counts in the balance as well."""
    region = case.agreement.region
    Recusal.objects.all().delete()
    leader = make_leader(region, party=2, kind=SeatKind.ALTERNATE)
    earlier = make_application(region, Status.WITHDRAWN, user=leader)
    Application.objects.filter(pk=earlier.pk).update(organisation=case.organisation)
    services.approve_application(
        case, actor=make_secretary(region), held=services.Held(timezone.localdate(), "1")
    )
    stands = {row["user"]: row["stand"] for row in Decision.objects.get().seated}
    assert stands[leader.pk] == "recused"
