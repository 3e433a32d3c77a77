"""Whose seat a nominee gets: a sitting member's is the member's own party's, and nobody sits in a seat named for others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.models import Party, Region, Seat, SeatHolding
from agreement.sittings import Sittings
from agreement.states import BodyKind, SeatKind
from nominations.exceptions import CannotDecide
from nominations.models import Choice, Nomination, NominationRound, SeatOffer
from nominations.permissions import Right, rights
from nominations.services import (
    Pick,
    accept_offer,
    answer_nomination,
    decide_round,
    fill_vacancies,
    prepare_nomination,
    submit_nomination,
)
from nominations.states import Ground, PlaceKind, State
from nominations.trying import try_out
from samverkan.public_cache import forget
from steps.exceptions import StepNotAllowed
from tests.factories import LONG_AGO, make_leader, make_secretary, sign_in
from tests.nominations.rows import make_nomination, make_round, make_sitting, over, record

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
SUCCESSOR = {
    "nominee_name": "Berit Efterträdare",
    "nominee_email": "berit@person.example",
    "motivation": "Tar över efter mig.",
}


def party_of(region: Region, number: int) -> Party:
    party: Party = region.agreement.parties.all()[number]
    return party


def sits_for(region: Region, party: Party | None) -> Any:
    """A person who sits in the development group for the party; for none as co-opted."""
    sitting = make_sitting(region)
    kind = SeatKind.ORDINARY if party else SeatKind.CO_OPTED
    Seat.objects.filter(holdings__user=sitting).update(party=party, kind=kind)
    return sitting


def decide(round_: NominationRound, picks: list[Pick], by: Any = None) -> None:
    decide_round(round_, user=by or make_leader(round_.agreement.region), picks=picks, record=record())


# --- A sitting member's own succession ------------------------------------------------------------


def nominated_by(sitting: Any, round_: NominationRound) -> Nomination:
    right = Right(Ground.SUCCESSION)
    made = prepare_nomination(round_, right=right, user=sitting, **SUCCESSOR)
    submit_nomination(made, user=sitting)
    answer_nomination(made, key=made.answer_key, yes=True)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("number", [0, 1, 2])
def test_sitting_members_nominee_gets_a_seat_of_the_members_own_party(region: Region, number: int) -> None:
    party = party_of(region, number)
    sitting = sits_for(region, party)
    round_ = make_round(region)
    wish = round_.wishes.create(kind="side", text="Någon från det offentliga", side="public")
    nominated_by(sitting, round_)
    SeatHolding.objects.filter(user=sitting).update(to_on=timezone.localdate())

    rows = list(Nomination.objects.select_related("organisation", "party").prefetch_related("brings"))
    trial = try_out(round_, rows)
    assert {group["name"]: group["filled"] for group in trial.groups}[party.name] == 1
    assert [met.is_met for met in trial.met] == [party.side == wish.side]
    NominationRound.objects.update(
        opens_on=timezone.localdate() - 9 * ONE_DAY,
        closes_on=timezone.localdate() - ONE_DAY,
        member_by=timezone.localdate() - ONE_DAY,
    )
    Nomination.objects.update(sent_at=timezone.now() - 2 * ONE_DAY)
    round_.refresh_from_db()
    decide(round_, [Pick(Nomination.objects.get())])

    assert SeatHolding.objects.get(user__email=SUCCESSOR["nominee_email"]).seat.party == party
    assert round_.body
    counts = Sittings(round_.body, round_.term_from_on).counts
    assert counts[party.slug] == 1


def test_who_sits_for_no_party_has_no_seat_to_be_succeeded_in(region: Region, client: Client) -> None:
    sitting, round_ = sits_for(region, None), make_round(region)
    assert rights(sitting, round_) == []
    with pytest.raises(StepNotAllowed):
        prepare_nomination(round_, right=Right(Ground.SUCCESSION), user=sitting, **SUCCESSOR)
    page = sign_in(client, sitting).get("/mina-sidor/nomineringar/").content.decode()
    assert round_.title not in page


def test_nominee_of_nobodys_party_is_not_seated_for_civil_society(region: Region) -> None:
    round_ = over(region)
    made = make_nomination(round_, by=sits_for(region, None), party=None)

    with pytest.raises(CannotDecide):
        decide(round_, [Pick(made)])


def test_group_reads_for_which_party_a_sitting_member_nominates(region: Region, client: Client) -> None:
    round_ = make_round(region)
    nominated_by(sits_for(region, party_of(region, 0)), round_)
    sign_in(client, make_secretary(region), second_factor=True)

    page = client.get(f"/admin/nominations/nominationround/{round_.pk}/nominations/").content.decode()

    assert f"({party_of(region, 0)})" in page


# --- Co-opted seats -------------------------------------------------------------------------------


def co_opted(region: Region, **fields: Any) -> NominationRound:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    return over(region, body=body, co_opted=True, **fields)


def test_alternates_for_co_opted_seats_stand_by_without_a_seat_that_decides(region: Region) -> None:
    today = timezone.localdate()
    round_ = co_opted(region, seats_sought=1, alternates_sought=1, term_from_on=today - 20 * ONE_DAY)
    chosen, alternate = make_nomination(round_), make_nomination(round_)
    seats = set(Seat.objects.exclude(kind=SeatKind.CO_OPTED).values_list("pk", flat=True))

    decide(round_, [Pick(chosen), Pick(alternate, 1)])

    assert set(Seat.objects.exclude(kind=SeatKind.CO_OPTED).values_list("pk", flat=True)) == seats
    assert not SeatHolding.objects.filter(user__email=alternate.nominee_email).exists()
    choice = Choice.objects.get(nomination=alternate)
    assert (choice.kind, choice.rank, choice.seat, choice.holding) == (PlaceKind.ALTERNATE, 1, None, None)
    fill_vacancies(round_)
    assert not SeatOffer.objects.exists()

    held = SeatHolding.objects.get(user__email=chosen.nominee_email)
    SeatHolding.objects.filter(pk=held.pk).update(to_on=today - ONE_DAY)
    fill_vacancies(round_)
    offer = SeatOffer.objects.open().get()
    assert offer.nomination == alternate
    taken = accept_offer(offer, key=offer.answer_key)
    assert isinstance(taken, SeatHolding)
    assert (taken.user.email, taken.seat, taken.from_on) == (alternate.nominee_email, held.seat, today)
    assert taken.appointed == held.appointed
    alternate.refresh_from_db()
    assert alternate.state == State.SEATED


def test_decision_about_co_opted_seats_and_an_alternate_by_form(region: Region, client: Client) -> None:
    round_ = co_opted(region, seats_sought=1, alternates_sought=1)
    chosen, alternate = make_nomination(round_), make_nomination(round_)
    sign_in(client, make_secretary(region), second_factor=True)

    answer = client.post(
        f"/admin/nominations/nominationround/{round_.pk}/decide/",
        {
            "pick": chosen.pk,
            f"rank_{alternate.pk}": "1",
            "decided_on": timezone.localdate().isoformat(),
            "paragraph": "14",
            "from_on": round_.term_from_on.isoformat(),
        },
    )

    assert answer.status_code == 302
    assert Choice.objects.count() == 2


def test_who_is_chosen_sits_in_no_seat_that_is_named_for_somebody_else(region: Region) -> None:
    body = region.agreement.body(BodyKind.LEADERSHIP)
    named = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, label="Akademin", order=1)
    free = Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, order=2, from_on=LONG_AGO)
    round_ = co_opted(region, seats_sought=2)
    chosen = [make_nomination(round_) for _number in range(2)]

    decide(round_, [Pick(each) for each in chosen])

    assert not named.holdings.exists()
    assert free.holdings.count() == 1
    assert Seat.objects.filter(body=body, kind=SeatKind.CO_OPTED, label="").count() == 2


# --- As many as are sought ------------------------------------------------------------------------


@pytest.mark.parametrize(("seats", "alternates", "fits"), [(1, 1, True), (2, 1, False), (1, 2, False)])
def test_nobody_is_chosen_beyond_what_the_round_seeks(
    region: Region, seats: int, alternates: int, fits: bool
) -> None:
    round_ = over(region, seats_sought=1, alternates_sought=1)
    picks = [Pick(make_nomination(round_)) for _number in range(seats)]
    picks += [Pick(make_nomination(round_), rank) for rank in range(1, alternates + 1)]

    if fits:
        decide(round_, picks)
    else:
        with pytest.raises(CannotDecide) as refusal:
            decide(round_, picks)
        assert "1" in str(refusal.value)
        assert not SeatHolding.objects.filter(seat__body=round_.body).exists()


def test_wish_about_a_field_is_met_by_what_the_member_says_of_itself(region: Region, client: Client) -> None:
    round_ = over(region)
    culture = round_.wishes.create(kind="field", text="Någon från kulturen", field="culture")
    other = round_.wishes.create(kind="other", text="Någon ung")
    fits, ticked = make_nomination(round_), make_nomination(round_)
    membership = fits.organisation.memberships.get()
    membership.fields_of_activity.create(field="culture")
    ticked.brings.add(culture)
    rows = Nomination.objects.select_related("organisation", "party").prefetch_related("brings")

    met = {each.wish: each.count for each in try_out(round_, list(rows)).met}

    assert met == {culture: 1, other: 0}
    open_round = make_round(region)
    for wish in (culture, other):
        open_round.wishes.create(kind=wish.kind, text=wish.text, field=wish.field)
    sign_in(client, fits.nominated_by)
    forget()
    form = client.get(f"/mina-sidor/nomineringar/ny/norrbotten/{open_round.slug}/").content.decode()
    assert "Någon ung" in form
    assert "Någon från kulturen" not in form  # the portal knows (CRO-30)
