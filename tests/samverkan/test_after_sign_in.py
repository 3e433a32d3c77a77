"""Where people land who signed in from nowhere in particular."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_leader, make_region, make_user
from tests.harness.sign_in import sign_in


@pytest.mark.django_db
def test_people_with_power_land_at_their_work_and_others_at_their_own_pages() -> None:
    leader = make_leader(make_region())

    for user, place in ((leader, "/admin/"), (make_user(), "/mina-sidor/")):
        client = sign_in(Client(), user, second_factor=True)
        assert client.get("/konto/vidare/").headers["Location"] == place


@pytest.mark.parametrize("address", ["/admin/password_change/", "/admin/r/1/1/"])
@pytest.mark.django_db
def test_the_admin_has_no_password_page_and_no_shortcut_from_ids(address: str) -> None:
    client = sign_in(Client(), make_leader(make_region()), second_factor=True)

    assert client.get("/admin/").status_code == 200
    assert client.get(address).status_code == 404
