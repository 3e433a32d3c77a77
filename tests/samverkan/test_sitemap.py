"""The list for search engines: every public page is on it, in both languages, and can be opened."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests import factories

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


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
def test_robots_are_told_where_the_map_is_and_what_is_closed(client: Client, settings) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text
    assert "Disallow: /mina-sidor/" in text
    assert "Disallow: /en/mina-sidor/" in text
    assert "/verifiera/" not in text, "whoever may not fetch a page does not read its noindex"
