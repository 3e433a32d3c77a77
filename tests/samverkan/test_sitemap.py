"""The list for search engines: every public page is on it, in both languages, and can be opened."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreement.models import Agreement, Region
from samverkan import public_cache
from tests import factories

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_on_the_map_can_be_opened(client: Client, settings) -> None:
    for name in ("norrbotten", "blekinge"):
        factories.make_member(factories.make_region(name))
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"].startswith("application/xml")
    pages = [each.text.removeprefix(settings.SITE_URL) for each in ET.fromstring(answer.content).iter(LOC)]
    assert "/norrbotten/principer/" in pages
    assert "/en/norrbotten/principer/" in pages
    assert len(pages) == len(set(pages)) > 40
    answers = {page: client.get(page).status_code for page in pages}
    assert {page: code for page, code in answers.items() if code != 200} == {}


@pytest.mark.django_db
def test_drafts_are_not_on_the_map(client: Client) -> None:
    region = factories.make_region("norrbotten")
    region.agreement.versions.create(slug="hemligt", label="hemligt")
    assert b"hemligt" not in client.get("/sitemap.xml").content


@pytest.mark.django_db
def test_principles_on_the_map_are_those_of_the_version_in_force(client: Client) -> None:
    region = factories.make_region("norrbotten")
    newer = region.agreement.versions.create(
        slug="framtid", label="framtid", state="published", in_force_from="2999-01-01"
    )
    newer.principles.create(slug="nasta", name="Nästa", order=1)
    page = client.get("/sitemap.xml").content
    assert b"/principer/dialog/" in page
    assert b"/versioner/framtid/" in page
    assert b"/principer/nasta/" not in page


@pytest.mark.django_db
def test_map_asks_as_often_for_many_regions_as_for_one(client: Client) -> None:
    factories.make_region("norrbotten")
    one = _asked(client)
    for number in range(5):
        place = Region.objects.create(
            slug=f"r{number}", name=f"Län {number}", reference_prefix=f"R{'ABCDE'[number]}"
        )
        Agreement.objects.create(region=place, name="Överenskommelsen", short_name="Ö", balance_rule="party")
    assert _asked(client) == one <= 8
    assert b"/r4/principer/" in client.get("/sitemap.xml").content


def _asked(client: Client) -> int:
    public_cache.forget()
    with CaptureQueriesContext(connection) as queries:
        client.get("/sitemap.xml")
    return len(queries)


@pytest.mark.django_db
def test_map_of_an_empty_house_has_the_portal_s_own_pages(client: Client) -> None:
    assert b"/tillganglighet/" in client.get("/sitemap.xml").content


@pytest.mark.django_db
def test_robots_are_told_where_the_map_is_and_what_is_closed(client: Client, settings) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /mina-sidor/" in text
    assert "Disallow: /en/mina-sidor/" in text
    assert "/verifiera/" not in text, "whoever may not fetch a page does not read its noindex"
