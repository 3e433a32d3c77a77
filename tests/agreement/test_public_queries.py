"""What public pages ask the database: little when they are made, nothing when they are kept, however many have joined."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreement.models import Region
from samverkan import public_cache
from tests.browser.public_pages import FILES, MADE_EACH_TIME, PAGES, WITHOUT_LANGUAGE, fill
from tests.factories import make_member
from tests.harness.newcomer import Reader

pytestmark = pytest.mark.django_db

MOST = 8
MANY = 300


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stamp is asked for once a minute, so that no count depends on how fast the machine is."""
    monkeypatch.setattr(public_cache, "STAMP_SECONDS", 60.0)


def asked(reader: Reader, address: str) -> list[str]:
    """The statements of one request; as many as no page may ask, if there is no page."""
    with CaptureQueriesContext(connection) as queries:
        answer = reader.get(address)
    if answer.status_code != 200:
        return [f"answers {answer.status_code}"] * 1000
    return [query["sql"] for query in queries]


def when_cold(address: str) -> list[str]:
    public_cache.forget()
    return asked(Reader(raise_request_exception=False), address)


@pytest.mark.slow
def test_page_asks_at_most_eight_times_and_then_never(peopled: dict[str, Any]) -> None:
    """Every kind, every address, both languages; few members, then many."""
    kinds = {name: [fill(each, peopled) for each in given] for name, given in (PAGES | FILES).items()}
    kinds["agreement:search"] += [
        f"{each}?q=e" for each in kinds["agreement:search"]
    ]  # which finds everything
    few: dict[str, int] = {}
    wrong: list[str] = []
    for name, given in kinds.items():
        prefixes = ("",) if name in WITHOUT_LANGUAGE else ("", "/en")
        for address in (prefix + each for each in given for prefix in prefixes):
            few[address] = len(when_cold(address))
            warm = len(asked(Reader(raise_request_exception=False), address))
            if few[address] > MOST:
                wrong.append(f"{address}: {few[address]} queries when made")
            # An answer to a question is made each time: nobody shall fill the memory with questions.
            if warm and name not in MADE_EACH_TIME and "?" not in address:
                wrong.append(f"{address}: {warm} queries when kept")
    for region in Region.objects.all():
        for _number in range(MANY // 2):
            make_member(region)
    for address, before in few.items():
        if (after := len(when_cold(address))) > before:
            wrong.append(f"{address}: {before} queries with few members, {after} with {MANY} more")
    assert wrong == [], "\n".join(f"{number:3} {address}" for address, number in few.items())
