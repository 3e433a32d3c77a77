"""A link that somebody shares comes with a picture: the region's own, or the portal's."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from agreement.models import Agreement, Region
from scripts.sharing import HEAVIEST, HEIGHT, NEUTRAL, WIDTH
from tests.browser.public_pages import samples

IMAGE = re.compile(r'<meta property="og:image" content="([^"]+)">')
REGIONS = sorted(
    tomllib.loads(file.read_text(encoding="utf-8"))["region"]["slug"]
    for file in Path(settings.BASE_DIR, "content").glob("*/region.toml")
)


def picture(page: str) -> str:
    """The static file that the page names, without the hash that production puts into its name."""
    [address] = IMAGE.findall(page)
    assert address.startswith(settings.SITE_URL + "/"), "whoever shows it is elsewhere"
    return Path(address).name.split(".")[0]


@pytest.mark.parametrize("name", [*REGIONS, NEUTRAL])
def test_picture_has_the_size_that_is_asked_for_and_is_light(name: str) -> None:
    file = Path(finders.find(f"img/share/{name}.png"))
    with Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert file.stat().st_size <= HEAVIEST


@pytest.mark.django_db
@pytest.mark.slow
def test_every_public_page_has_one_with_its_size_and_in_words(peopled: dict[str, Any]) -> None:
    wrong = []
    for _name, address in samples(peopled):
        page = Client().get(address).content.decode()
        region = address.split("/")[1]
        if picture(page) != (region if region in REGIONS else NEUTRAL):
            wrong.append(f"{address}: {picture(page)}")
        for name, value in (("width", WIDTH), ("height", HEIGHT), ("alt", '[^"]+')):
            if len(re.findall(f'<meta property="og:image:{name}" content="{value}">', page)) != 1:
                wrong.append(f"{address}: {name}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.slow
def test_region_without_a_picture_of_its_own_gets_the_portal_s(
    client: Client, peopled: dict[str, Any]
) -> None:
    place = Region.objects.create(slug="nytt", name="Nytt län", reference_prefix="NY")
    Agreement.objects.create(region=place, name="Överenskommelsen", short_name="Ö", balance_rule="party")
    assert picture(client.get("/nytt/").content.decode()) == NEUTRAL
    assert picture(client.get("/norrbotten/").content.decode()) == "norrbotten"


@pytest.mark.django_db
def test_own_pages_are_not_shared(client: Client) -> None:
    assert IMAGE.findall(client.get("/konto/logga-in/").content.decode()) == []
