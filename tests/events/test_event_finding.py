"""Events are found by the public search: open ones only, with å, ä and ö or without, and at no query more."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from events.services import cancel_event, post_event, publish_event
from events.states import Audience, Kind
from tests.events.happenings import make_drafted, make_published
from tests.factories import make_leader, make_region, sign_in

pytestmark = pytest.mark.django_db


def search(query: str, client: Client | None = None, region: str = "norrbotten") -> str:
    return (client or Client()).get(f"/{region}/sok/", {"q": query}).content.decode()


def test_found_by_title_place_and_text_without_marks(region: Region, secretary: User) -> None:
    event = make_published(
        region, secretary, title="Älgkväll", place="Överkalix bygdegård", text="Vi lär oss om spår."
    )
    for query in ("algkvall", "ÄLGKVÄLL", "overkalix", "spar lar"):
        page = search(query)
        assert f'href="{event.get_absolute_url()}"' in page, query
    assert "<mark>Överkalix</mark>" in search("overkalix")
    assert "Älgkväll" not in search("algkvall", region=make_region("blekinge").slug)


def test_only_open_events_are_found_whoever_asks(region: Region, secretary: User) -> None:
    leader = make_leader(region)
    body = leader.seat_holdings.get().seat.body
    make_published(region, secretary, title="Hemligmöte ett", audience=Audience.MEMBERS)
    make_published(region, secretary, title="Hemligmöte två", audience=Audience.GROUP, body=body)
    make_drafted(region, secretary, title="Hemligmöte tre")
    for client in (Client(), sign_in(Client(), leader), sign_in(Client(), secretary, second_factor=True)):
        assert "Hemligmöte" not in search("hemligmote", client)


def test_cancelled_says_so_and_old_notices_are_gone(region: Region, secretary: User) -> None:
    cancel_event(make_published(region, secretary, title="Snökväll"), actor=secretary, note="Snöstorm.")
    page = search("snokvall")
    assert "Snökväll" in page
    assert "Inställt" in page
    notice = {"kind": Kind.NOTICE, "title": "Sök medel", "summary": "Nu går det."}
    publish_event(post_event(region.agreement, actor=secretary, **notice), actor=secretary)
    assert "Sök medel" in search("medel")
    with time_machine.travel(timezone.now() + dt.timedelta(days=61)):
        assert "Sök medel" not in search("medel")


def test_number_of_queries_does_not_grow_with_events(region: Region, secretary: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            search("dialog")
        return len(queries)

    make_published(region, secretary)
    few = asked()
    for _number in range(5):
        make_published(region, secretary)
    assert asked() == few
    assert few <= 8
