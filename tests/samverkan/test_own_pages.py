"""The page on which every room has cards: what all of them need to know is asked once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.factories import make_leader, make_member, make_region, make_secretary, make_user, sign_in

pytestmark = pytest.mark.django_db


def queries_of(user: User) -> list[str]:
    client = sign_in(Client(), user, second_factor=True)
    client.get(reverse("membership:my-pages"))  # what is looked up once in a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("membership:my-pages")).status_code == 200
    return [each["sql"] for each in queries]


def about_offices(queries: list[str]) -> list[str]:
    """Those for seats and roles together, with what kind of group it is (agreement.offices)."""
    return [sql for sql in queries if '"agreement_regionrole"' in sql and '"agreement_body"."kind"' in sql]


def test_where_a_person_works_is_asked_once_for_all_cards() -> None:
    region = make_region()
    leader, secretary, nobody = make_leader(region), make_secretary(region), make_user()
    for person in (leader, secretary):
        make_member(region, user=person)
    for person in (leader, secretary, nobody):
        queries = queries_of(person)
        assert len(about_offices(queries)) == 1, person
        assert len(queries) <= 30, (person, len(queries))
