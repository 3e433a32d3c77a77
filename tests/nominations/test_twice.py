"""A button that is pressed twice on a phone: it was done once, and nothing says that something went wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from agreement.seating import end_holding
from letters.models import Letter
from nominations.models import SeatLink, SeatOffer
from nominations.services import Pick, decide_round, fill_vacancies
from nominations.states import Answer, State
from tests.factories import make_leader, make_member, make_user, sign_in
from tests.nominations.rows import make_nomination, make_round, over, record

if TYPE_CHECKING:
    from django.test import Client

    from agreement.models import Region
    from nominations.models import Nomination

pytestmark = pytest.mark.django_db
MINE = "/mina-sidor/nomineringar/"


def twice(client: Client, address: str, **sent: str) -> str:
    """What stands on the page that the second answer leads to."""
    client.post(address, sent)
    page = client.post(address, sent, follow=True)
    assert page.redirect_chain
    return page.text


def own(client: Client, region: Region, state: State) -> Nomination:
    """A nomination of an organisation for which the visitor works."""
    user = make_user()
    made = make_nomination(make_round(region), make_member(region, user=user), state)
    sign_in(client, user)
    return made


@pytest.mark.parametrize(
    ("page", "before", "after", "letter"),
    [
        ("skicka", State.PREPARED, State.SUBMITTED, "nominee_asked"),
        ("aterta", State.SUBMITTED, State.WITHDRAWN, "nominee_withdrawn"),
    ],
)
def test_nominators_button(
    region: Region, client: Client, page: str, before: State, after: State, letter: str
) -> None:
    made = own(client, region, before)

    assert "notice-danger" not in twice(client, f"{MINE}{made.pk}/{page}/")

    made.refresh_from_db()
    assert made.state == after
    assert made.events.count() == 1
    assert Letter.objects.filter(kind=letter).count() == 1


@pytest.mark.parametrize("said", ["yes", "no"])
def test_alternates_button(region: Region, client: Client, said: str) -> None:
    today = timezone.localdate()
    round_, leader = over(region, term_from_on=today - dt.timedelta(days=20)), make_leader(region)
    seated, alternate = make_nomination(round_), make_nomination(round_)
    decide_round(round_, user=leader, picks=[Pick(seated), Pick(alternate, 1)], record=record())
    holding = SeatLink.objects.get(nomination=seated).holding
    end_holding(holding, today - dt.timedelta(days=1), by=leader, note="Flyttar", on_behalf_of_group=True)
    fill_vacancies(round_)
    offer = SeatOffer.objects.get()

    assert "notice-danger" not in twice(client, offer.get_absolute_url(), answer=said)

    offer.refresh_from_db()
    assert offer.answer == (Answer.ACCEPTED if said == "yes" else Answer.DECLINED)
    # The opposite afterwards is something else, and refused.
    other = client.post(offer.get_absolute_url(), {"answer": "no" if said == "yes" else "yes"}, follow=True)
    assert "notice-danger" in other.text
