"""Who may do what at every address of the admin: role × surface, GET and POST, against a table written by hand.

A surface that is not in the table fails the test, so a new page cannot be forgotten. Every POST carries what a person
with the right would send; every statement that writes is noticed, and taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, resolve

from membership.models import Application
from tests.agreement.row_surfaces import SECRETARIAT_MAY
from tests.harness.sign_in import sign_in
from tests.matrix.runner import meet
from tests.matrix.surface import OUTSIDE, STAFF
from tests.matrix.table import surfaces
from tests.matrix.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("person", [*OUTSIDE, *STAFF])
def test_everybody_meets_every_surface_as_the_table_says(person: str) -> None:
    world = World()
    listed = surfaces(world)
    client = world.client(person)

    found = {surface.name: meet(client, surface) for surface in listed}

    expected = {surface.name: surface.for_person(person) for surface in listed}
    wrong = {name: f"{found[name]}, not {expected[name]}" for name in found if found[name] != expected[name]}
    assert wrong == {}
    assert sum("!" in each for each in found.values()) == sum("!" in each for each in expected.values())


@pytest.mark.slow
def test_every_address_of_the_admin_is_in_the_table() -> None:
    """Each named address, and each model that is registered."""
    listed = surfaces(World())
    covered = {resolve(surface.url.split("?")[0]).url_name for surface in listed}
    (patterns,) = [
        each.url_patterns
        for each in get_resolver().url_patterns[-1].url_patterns
        if getattr(each, "namespace", "") == "admin"
    ]

    # jsi18n: words for scripts, the same for everybody. Sign-in, sign-out and (for nobody has one) password: the tests
    # of accounts. view_on_site is hidden behind the address that answers 404.
    elsewhere = {"jsi18n", "login", "logout", "password_change", "password_change_done", "view_on_site", None}
    assert set(_names(patterns)) - covered - elsewhere == set()
    assert {model._meta.label_lower for model in admin.site._registry} == {
        *SECRETARIAT_MAY,
        *("letters.letter", "accounts.user", "membership.membership"),
        *("agreement.principle", "agreement.versiontranslation", "agreement.requireddecision"),
        "agreement.partynotice",
        *("actionplan.developmentarea", "actionplan.milestone", "actionplan.plantranslation"),
        *("actionplan.activityplan", "actionplan.activity", "actionplan.word", "actionplan.checklistpoint"),
        "actionplan.planningprocess",
        *("membership.reviewitem", "membership.signingitem", "membership.organisationlink"),
        *("nominations.nominationround", "nominations.forum"),
        *("meetings.groupmeeting", "meetings.handover"),
    }


def _names(patterns: list[Any]) -> Iterator[str | None]:
    for each in patterns:
        if hasattr(each, "url_patterns"):
            yield from _names(each.url_patterns)
        else:
            yield each.name


def test_people_with_power_but_no_factor_are_sent_to_enrol() -> None:
    world = World()
    for person in ("leader", "secretary", "operator"):
        user = world.people[person]
        assert user is not None
        client = sign_in(Client(), user, second_factor=False)
        assert client.get("/admin/")["Location"].startswith("/konto/")


def test_whoever_has_no_power_is_refused_after_signing_in() -> None:
    world = World()
    for person in ("applicant", "co_opted"):
        response = world.client(person).get("/admin/membership/reviewitem/", follow=True)
        assert response.status_code == 403


def test_applicant_sees_nothing_of_the_own_case_in_the_admin() -> None:
    world = World()
    for case in Application.objects.all():
        for person in ("applicant", "other_applicant"):
            response = world.client(person).get(f"/admin/membership/reviewitem/{case.pk}/change/")
            assert response.status_code == 302
