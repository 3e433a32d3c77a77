"""A null character anywhere in a request never reaches the database: PostgreSQL would end it as an error 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.factories import make_region, make_user, sign_in

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/mina-sidor/%00/",
    "/mina-sidor/NB%00/dokument/",
    "/mina-sidor/%00/kopior/1/",
    "/mina-sidor/%00/kopior/1/titta/?fran=%00",
    "/mina-sidor/%00/ladda-upp/",
    "/mina-sidor/%00/aterta/",
    "/norrbotten/anslut/ansok/klart/%00/",
    "/norrbotten/anslut/ansok/?arende=%00",
    "/en/mina-sidor/%00/",
]


@pytest.fixture(autouse=True)
def _strict_database() -> Iterator[None]:
    """SQLite takes what PostgreSQL refuses; here it refuses too, in the same words."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "\0" in repr(params).replace("\\x00", "\0"):
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_with_a_null_character_names_nothing(client: Client, address: str) -> None:
    make_region()
    sign_in(client, make_user())

    assert client.get(address).status_code == 404


def test_cookie_with_a_null_character_is_no_cookie(client: Client) -> None:
    # Quoted cookies are unescaped on arrival, so a null character needs none on the wire.
    cookie = f'{settings.SESSION_COOKIE_NAME}="\\000abcdefgh"'

    answer = client.get("/mina-sidor/", HTTP_COOKIE=cookie)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/konto/logga-in/")
