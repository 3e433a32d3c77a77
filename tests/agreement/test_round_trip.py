"""A region that is written and loaded into an empty database is the same region: files, rows and pages (CRO-47)."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from actionplan.models import ActionPlan
from agreement import loading, services
from agreement.frozen import AdoptableText
from agreement.loading import Outcome
from agreement.models import Agreement, AgreementVersion, Region, Seat
from samverkan.public_cache import forget
from tests.agreement.regions import CONTENT, rows, run
from tests.agreement.rich import rich_region, unfilled
from tests.factories import make_region

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
LINK = re.compile(r'\bhref="([^"#?]*)[^"]*"')
MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
FEEDS = ("", "nyheter.atom", "beslut.atom", "kalender.ics")
# Not the agreement's own pages: steps of a form, somebody's own, staff.
OTHERS = re.compile(r"^/(en/)?(admin|konto|mina-sidor|demo|static|[^/]+/anslut/ansok)/")


class Undo(Exception):
    """Ends a block whose changes are to be forgotten."""


@contextlib.contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside leaves the database empty again; files that were written stay."""
    with contextlib.suppress(Undo), transaction.atomic():
        yield
        raise Undo


@dataclass
class Written:
    """A house as somebody meets it from outside."""

    files: dict[str, dict[str, bytes]]
    pages: dict[str, str]


def read_pages(*regions: str) -> dict[str, str]:
    """The main content of every page that a reader can reach from the regions' fronts, in both languages."""
    forget()
    found: dict[str, str] = {}
    waiting = deque(["/", "/sitemap.xml", *(f"/{region}/{feed}" for region in regions for feed in FEEDS)])
    while waiting:
        address = waiting.popleft()
        if address in found or OTHERS.match(address):
            continue
        answer = Client(raise_request_exception=True).get(address)
        assert answer.status_code in (200, 302), (address, answer.status_code)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if not answer.get("Content-Type", "").startswith("text/html"):
            found[address] = content.hex()
            continue
        text = content.decode()
        main = MAIN.search(text)
        found[address] = main[0] if main else answer.get("Location", "")
        links = (unescape(link) for link in LINK.findall(text))
        waiting.extend(link for link in links if link.startswith("/") and not link.startswith("//"))
    return found


def write(regions: tuple[str, ...], to: Path) -> Written:
    for region in regions:
        run("export_region", region, to / region, "--private")
    files = {
        region: {
            path.relative_to(to / region).as_posix(): path.read_bytes()
            for path in (to / region).rglob("*")
            if path.is_file()
        }
        for region in regions
    }
    return Written(files, read_pages(*regions))


def both_regions() -> tuple[str, ...]:
    run("load_region", CONTENT / "norrbotten", CONTENT / "blekinge")
    return ("norrbotten", "blekinge")


def a_rich_region() -> tuple[str, ...]:
    rich_region()
    return ("fjallen",)


def use_up_numbers() -> None:
    """Rows that come now get other numbers than those that were there before: nothing may hang on a number."""
    throw_away = make_region()
    AgreementVersion.objects.filter(agreement__region=throw_away).delete()
    Seat.objects.all().delete()
    Agreement.objects.all().delete()
    throw_away.delete()


def pages_that_differ(before: Written, after: Written) -> list[str]:
    return [
        address
        for address in sorted({*before.pages, *after.pages})
        if before.pages.get(address) != after.pages.get(address)
    ]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("build", [both_regions, a_rich_region])
def test_written_and_loaded_elsewhere_is_the_same(
    build: Callable[[], tuple[str, ...]], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    with time_machine.travel(NOW, tick=False):  # an empty feed says when it was asked for
        with forgotten():
            regions = build()
            before = write(regions, tmp_path / "one")
        assert not Region.objects.exists()
        use_up_numbers()

        for region in regions:
            run("load_region", tmp_path / "one" / region)
        after = write(regions, tmp_path / "two")

    assert after.files == before.files
    assert len(before.pages) > 50
    assert pages_that_differ(before, after) == []


@pytest.mark.django_db
def test_rich_region_leaves_nothing_out(tmp_path: Path, settings: Any) -> None:
    """So that the test above sees every column; one that is added later has to be filled in tests/agreement/rich.py."""
    settings.MEDIA_ROOT = tmp_path / "media"
    rich_region()

    assert unfilled() == {}


@pytest.mark.django_db
def test_rich_region_loaded_again_changes_nothing(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    rich_region()
    before = rows()

    for private in ([], ["--private"]):
        run("export_region", "fjallen", tmp_path / "out", "--force", *private)
        for force in (False, True):
            report = loading.load(tmp_path / "out", force=force)
            assert report.counts().keys() <= {Outcome.UNCHANGED}, report.outcomes
            assert rows() == before


@pytest.mark.django_db
def test_what_was_adopted_is_adopted_again_and_verified(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    with forgotten():
        rich_region()
        texts = {(text.slug, text.content_hash, text.frozen_at) for text in adopted()}
        run("export_region", "fjallen", tmp_path / "out")

    run("load_region", tmp_path / "out")

    assert len(texts) == 3
    assert {(text.slug, text.content_hash, text.frozen_at) for text in adopted()} == texts
    assert all(services.verify(text) for text in adopted())


def adopted() -> list[AdoptableText]:
    kinds: tuple[type[AdoptableText], ...] = (AgreementVersion, ActionPlan)
    return [text for kind in kinds for text in kind.objects.filter(state="adopted")]
