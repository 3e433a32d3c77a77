"""membership › Members: who signed which version, and what a newer version means for them (AGR-33)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreement.models import AgreementVersion, Region
from agreement.states import CarryOver, TextState
from membership.models import Membership
from tests.factories import make_leader, make_member, make_region
from tests.harness.sign_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "/admin/membership/membership/"


def newer(region: Region, **fields: Any) -> AgreementVersion:
    """A version that has taken the first one's place today."""
    values = {
        "slug": "ny",
        "label": "ny",
        "state": TextState.PUBLISHED,
        "in_force_from": timezone.localdate(),
    }
    return AgreementVersion.objects.create(agreement=region.agreement, **{**values, **fields})


def names(response: Any) -> set[str]:
    return {member.organisation.name for member in response.context["cl"].result_list}


def test_new_version_lists_those_who_signed_an_earlier_one(secretary: Client, region: Region) -> None:
    make_member(region, name="Första föreningen")
    gone = make_member(region, name="Före detta föreningen")
    Membership.objects.filter(pk=gone.pk).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    assert names(secretary.get(f"{LIST}?version=earlier")) == set()

    second = newer(region)
    late = make_member(region, name="Sena föreningen")
    assert late.version == second

    everybody = {"Första föreningen", "Före detta föreningen", "Sena föreningen"}
    assert names(secretary.get(LIST)) == everybody
    assert names(secretary.get(f"{LIST}?version=earlier")) == {"Första föreningen"}
    assert names(secretary.get(f"{LIST}?version={second.pk}")) == {"Sena föreningen"}
    for nonsense in ("x", "999999", "-1"):
        assert names(secretary.get(f"{LIST}?version={nonsense}")) == everybody


def test_version_that_begins_tomorrow_changes_nothing_today(secretary: Client, region: Region) -> None:
    make_member(region)
    newer(region, in_force_from=timezone.localdate() + dt.timedelta(days=1))
    assert names(secretary.get(f"{LIST}?version=earlier")) == set()


@pytest.mark.parametrize("carry_over", list(CarryOver))
def test_list_says_what_was_decided_about_earlier_signatures(
    secretary: Client, region: Region, carry_over: CarryOver
) -> None:
    make_member(region)
    assert str(carry_over.label) not in secretary.get(LIST).text
    newer(region, carry_over=carry_over)
    assert str(carry_over.label) in secretary.get(LIST).text


def test_each_region_has_its_own_version_in_force(client: Client, region: Region) -> None:
    south = make_region("blekinge")
    sign_in(client, make_leader(region))
    make_member(region, name="I norr")
    make_member(south, name="I söder")
    newer(south)
    assert names(client.get(LIST)) == {"I norr"}
    assert names(client.get(f"{LIST}?version=earlier")) == set()
    assert "I söder" not in client.get(f"{LIST}?q=söder").text


def test_member_leads_to_its_case(secretary: Client, region: Region) -> None:
    member = make_member(region)
    case = f"/admin/membership/reviewitem/{member.application_id}/change/"
    assert case in secretary.get(LIST).text
    assert secretary.get(f"{LIST}{member.pk}/change/")["Location"] == case
    assert secretary.get(f"{LIST}{2**70}/change/").status_code == 404


def test_list_does_not_ask_once_for_each_member(secretary: Client, region: Region) -> None:
    newer(region)
    asked = []
    for count in (2, 6):
        while Membership.objects.count() < count:
            make_member(region)
        secretary.get(LIST)  # what is looked up once in a process
        with CaptureQueriesContext(connection) as queries:
            secretary.get(LIST)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 20
