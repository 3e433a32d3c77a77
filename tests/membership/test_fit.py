"""The self-check: three answers, advice by the region's own data, and no door shut (MEM-01 … MEM-05)."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from membership.fit import Stands, Where, Who, advise
from tests.factories import make_region

pytestmark = pytest.mark.django_db
APPLY = "/norrbotten/anslut/ansok/"


def address(**answers: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in answers.items())
    return reverse("membership:fit", args=["norrbotten"]) + (f"?{query}" if query else "")


@pytest.mark.parametrize(("who", "where", "stands", "public", "fits"), [
    ("civil", "county", "whole", False, True),
    ("civil", "enough", "whole", False, True),
    ("civil", "enough", "unsure", False, True),
    ("civil", "fewer", "whole", False, False),
    ("civil", "county", "not", False, False),
    ("public", "county", "whole", False, False),
    ("public", "county", "whole", True, True),
    ("other", "county", "whole", True, False),
])  # a table  # fmt: skip
def test_advice_follows_the_regions_data(who: str, where: str, stands: str, public: bool, fits: bool) -> None:
    agreement = make_region().agreement
    agreement.admits_public_actors = public
    assert advise(agreement, who, where, stands).fits is fits


def test_exception_is_mentioned_where_there_are_exceptions() -> None:
    agreement = make_region().agreement
    assert advise(agreement, "civil", "fewer", "whole").but
    agreement.admits_exceptions = False
    assert not advise(agreement, "civil", "fewer", "whole").but


def test_least_number_of_municipalities_is_the_regions(client: Client) -> None:
    region = make_region()
    region.agreement.min_municipalities = 7
    region.agreement.save()
    assert "7" in str(client.get(address()).context["form"].fields["var"].choices[1][1])
    assert "7" in client.get(address(vilka="civil", var="fewer", bakom="whole")).content.decode()


def test_no_answer_shuts_the_door_and_nothing_is_kept(client: Client) -> None:
    make_region()
    for who, where, stands in itertools.product(Who.values, Where.values, Stands.values):
        response = client.get(address(vilka=who, var=where, bakom=stands))
        assert f'href="{APPLY}"' in response.content.decode()
        assert not response.cookies
    assert not Session.objects.exists()


def test_other_ways_are_shown_to_those_who_do_not_fit(client: Client) -> None:
    region = make_region()
    asked = address(vilka="civil", var="fewer", bakom="whole")
    assert "kansliet@norrbotten.example" in client.get(asked).content.decode()
    region.agreement.elsewhere = "Vänd er till kommunens föreningsbyrå."
    region.agreement.save()
    region.save()
    assert "föreningsbyrå" in client.get(f"{asked}&visa=ja").content.decode()
    fits = address(vilka="civil", var="county", bakom="whole")
    assert "föreningsbyrå" not in client.get(fits).content.decode()


@pytest.mark.parametrize(
    "answers", [{"vilka": "civil"}, {"vilka": "x", "var": "y", "bakom": "z"}, {"bakom": "%FF%27"}]
)
def test_missing_and_odd_answers_are_asked_about(client: Client, answers: dict[str, str]) -> None:
    make_region()
    response = client.get(address(**answers))
    assert response.status_code == 200
    assert response.context["advice"] is None
    assert response.context["form"].errors


def test_join_page_leads_there_before_the_form(client: Client) -> None:
    make_region()
    page = client.get(reverse("membership:join", args=["norrbotten"])).content.decode()
    assert address() in page
