"""Forums in the admin: who sits there for whom, and what of it stays (CRO-13 … CRO-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from membership.models import Application
from membership.states import Status
from nominations.models import Forum, ForumSeat
from nominations.services import Pick, Record, decide_round
from tests.factories import (
    LONG_AGO,
    make_application,
    make_leader,
    make_member,
    make_operator,
    make_region,
    make_secretary,
    make_user,
    sign_in,
)
from tests.nominations.rows import make_forum, make_nomination, over

if TYPE_CHECKING:
    from django.test import Client

    from agreement.models import Region
    from membership.models import Organisation

pytestmark = pytest.mark.django_db


def test_forum_of_another_agreements_party_is_refused(region: Region, client: Client) -> None:
    south = make_region("blekinge")
    sign_in(client, make_user(is_superuser=True), second_factor=True)
    sent = {
        "agreement": str(region.agreement.pk),
        "name": "Rådet",
        "owner": str(south.agreement.parties.first().pk),
        "order": "0",
        "seats-TOTAL_FORMS": "0",
        "seats-INITIAL_FORMS": "0",
    }

    assert client.post("/admin/nominations/forum/add/", sent).status_code == 200
    assert not Forum.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("named", ["number", "name"])
def test_organisation_of_another_agreement_sits_in_no_forum(
    region: Region, client: Client, named: str, is_new: bool
) -> None:
    here, elsewhere = (make_member(each).organisation for each in (region, make_region("blekinge")))
    forum = make_forum(region)
    begun = make_application(region, Status.DRAFT, user=make_user())
    Application.objects.filter(pk=begun.pk).update(organisation=elsewhere)  # a draft is nobody's business
    sign_in(client, make_operator(), second_factor=True)
    address = "add/" if is_new else f"{forum.pk}/change/"

    def send(organisation: Organisation) -> Any:
        sent = {
            "agreement": str(region.agreement.pk),
            "name": "Nya rådet",
            "order": "0",
            "seats-TOTAL_FORMS": "1",
            "seats-INITIAL_FORMS": "0",
            "seats-0-forum": "" if is_new else str(forum.pk),
            "seats-0-user": "nils@person.example",
            "seats-0-organisation_is": getattr(organisation, named),
            "seats-0-from_on": "2026-01-01",
        }
        return client.post(f"/admin/nominations/forum/{address}", sent)

    refused = send(elsewhere)
    assert refused.status_code == 200
    assert list(refused.context["inline_admin_formsets"][0].formset.errors[0]) == ["organisation_is"]
    assert not ForumSeat.objects.exists()
    assert send(here).status_code == 302
    assert ForumSeat.objects.get().organisation == here


def test_seat_in_a_forum_is_clean_only_for_an_organisation_of_its_agreement(region: Region) -> None:
    forum, user = make_forum(region), make_user()
    here, elsewhere = (make_member(each).organisation for each in (region, make_region("blekinge")))
    for organisation in (here, None):
        ForumSeat(forum=forum, user=user, organisation=organisation, from_on=LONG_AGO).full_clean()
    with pytest.raises(ValidationError) as refused:
        ForumSeat(forum=forum, user=user, organisation=elsewhere, from_on=LONG_AGO).full_clean()
    assert [each.code for each in refused.value.error_dict["__all__"]] == ["elsewhere"]


def test_who_was_chosen_is_not_taken_from_a_forum_without_a_trace(region: Region, client: Client) -> None:
    forum = make_forum(region)
    round_ = over(region, forum=forum)
    decide_round(
        round_,
        user=make_leader(region),
        picks=[Pick(make_nomination(round_))],
        record=Record(timezone.localdate(), "14"),
    )
    seat = ForumSeat.objects.get()
    sign_in(client, make_secretary(region), second_factor=True)
    sent = {
        "agreement": str(region.agreement.pk),
        "name": forum.name,
        "order": "0",
        "seats-TOTAL_FORMS": "1",
        "seats-INITIAL_FORMS": "1",
        "seats-0-id": str(seat.pk),
        "seats-0-forum": str(forum.pk),
        "seats-0-user": seat.user.email,
        "seats-0-from_on": seat.from_on.isoformat(),
        "seats-0-DELETE": "on",
    }

    assert client.post(f"/admin/nominations/forum/{forum.pk}/change/", sent).status_code == 200
    assert ForumSeat.objects.exists()
