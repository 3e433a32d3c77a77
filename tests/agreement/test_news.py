"""News and feeds: shown from their day on, newest first, as pages and as Atom."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

from agreement.models import NewsItem
from tests import factories

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def region():
    return factories.make_region("norrbotten")


def item(region, slug: str, day: dt.date, **values) -> NewsItem:
    texts = {"title": slug.capitalize(), "summary": "Kort & gott.", "body": "Mer om det.", **values}
    return NewsItem.objects.create(agreement=region.agreement, slug=slug, published_on=day, **texts)


@pytest.mark.django_db
def test_news_shows_on_its_day_and_not_before_in_swedish_time(client: Client, region) -> None:
    item(region, "nytt", dt.date(2026, 7, 1))
    with time_machine.travel("2026-06-30T21:59:59Z", tick=False):
        assert client.get("/norrbotten/nyheter/nytt/").status_code == 404
        assert b"Nytt" not in client.get("/norrbotten/nyheter.atom").content
    with time_machine.travel("2026-06-30T22:00:01Z", tick=False):
        assert client.get("/norrbotten/nyheter/nytt/?a").status_code == 200
        assert "Nytt" in client.get("/norrbotten/nyheter/?a").content.decode()


@pytest.mark.django_db
def test_feed_of_news_is_valid_atom_newest_first(client: Client, region, settings) -> None:
    item(region, "gammalt", dt.date(2025, 1, 2))
    item(region, "nyare", dt.date(2025, 2, 3), title="Å & <ä>")
    answer = client.get("/norrbotten/nyheter.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == ["Å & <ä>", "Gammalt"]
    first = next(feed.iter(f"{ATOM}entry"))
    assert first.findtext(f"{ATOM}published") == "2025-02-03T00:00:00+01:00"
    assert first.findtext(f"{ATOM}id") == f"{settings.SITE_URL}/norrbotten/nyheter/nyare/"
    assert feed.findtext(f"{ATOM}id")
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == region.agreement.short_name


@pytest.mark.django_db
def test_feed_of_decisions_leaves_out_what_has_no_date(client: Client, region) -> None:
    party = region.agreement.parties.first()
    decisions = region.agreement.decisions
    decisions.create(
        slug="med",
        heading="Med datum",
        party=party,
        body="Styrelsen",
        act="decides",
        decided_on=dt.date(2026, 3, 1),
    )
    decisions.create(slug="utan", heading="Utan datum", party=party, body="Styrelsen", act="decides")
    feed = ET.fromstring(client.get("/norrbotten/beslut.atom").content)
    assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == ["Med datum"]


@pytest.mark.django_db
def test_feeds_hold_what_was_pasted_with_signs_that_xml_forbids(client: Client, region) -> None:
    item(region, "inklistrat", dt.date(2025, 1, 2), title="Rad\x0bbrytning", summary="En\x08 till\uffff")
    factories.make_decision_record(
        region.agreement, heading="Bes\x1flut", summary="Så\x0bhär", body="Full\x0cm"
    )
    for name, title in (("nyheter", "Rad brytning"), ("beslut", "Bes lut")):
        feed = ET.fromstring(client.get(f"/norrbotten/{name}.atom").content)
        assert [each.findtext(f"{ATOM}title") for each in feed.iter(f"{ATOM}entry")] == [title]
