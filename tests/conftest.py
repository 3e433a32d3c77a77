"""What every test may use: private servers, a browser, and nothing left over from the test before."""

from __future__ import annotations

import gc
import io
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

from agreement import triggers
from samverkan.public_cache import forget
from tests.harness.migrated import Migrated
from tests.harness.servers import CHROMIUM_FLAGS, NotInstalled, find_chromium, postgres, redis

# An assertion in a helper says what it compared, as one in a test does.
pytest.register_assert_rewrite(
    *(f"tests.{room}" for room in ("actionplan", "agreement", "browser", "matrix", "meetings", "membership"))
)

KEEP: pytest.StashKey[Callable[[sqlite3.Connection], None]] = pytest.StashKey()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The tests' own VAR_DIR goes with them; parallel workers end without Python's own last call."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: nothing may go untested without anybody noticing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Sign-in limits live in the cache, public pages in the process; no test may feel another's."""
    cache.clear()
    forget()
    from membership.admin.queue_columns import positions_in  # needs the apps

    positions_in.cache_clear()  # a test may read another catalogue than the one before
    admin.site.forget_lists()  # type: ignore[attr-defined]  # the site is ours
    translation.deactivate()  # a request to /en/… leaves English active in the thread


def pytest_collection_finish() -> None:
    """What is there before the first test stays until the last: looking through it for garbage, again and again, took
    a fifth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> bool:
    """On SQLite whether an earlier run, or another process, has migrated already (tests/harness/migrated.py)."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3") or not hasattr(request.config, "cache"):
        return False
    migrated = Migrated(request.config.cache.mkdir("migrated"))
    found = migrated.lay(Path(database["TEST"]["NAME"]))
    if not found:
        request.config.stash[KEEP] = migrated.keep
    return found


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """Processes read the salt of letters' keys once: not in the middle of a test that counts queries."""
    from letters.words import checksum  # needs the apps

    with django_db_blocker.unblock():
        if keep := request.config.stash.get(KEEP, None):
            connection.ensure_connection()
            keep(connection.connection)
        checksum("")


@pytest.fixture(scope="module")
def peopled(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Both real regions with people, cases and members, for all tests of a module that only look; gone after them.

    Gives what tests/browser/seed.py says about it: sessions, cases, letters.
    """
    from tests.browser.seed import world  # needs the apps

    with django_db_blocker.unblock(), transaction.atomic():
        for region in ("norrbotten", "blekinge"):
            call_command("load_region", f"content/{region}", stdout=io.StringIO())
        yield world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _adopted_texts_may_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is followed by a `flush`, which on SQLite is a DELETE that the triggers of adopted texts
    refuse. They come off when the test is over, and `flush` itself puts them back (post_migrate).
    """
    mark = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not commits and not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this fixture's end comes before the flush
    yield
    triggers.remove()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A private PostgreSQL server with an empty database, for the whole session."""
    try:
        server = postgres()
    except NotInstalled as reason:
        pytest.skip(str(reason))
    with server as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis server, for the whole session."""
    try:
        server = redis()
    except NotInstalled as reason:
        pytest.skip(str(reason))
    with server as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium; Playwright's download is never used."""
    try:
        executable: Path = find_chromium()
    except NotInstalled as reason:
        pytest.skip(str(reason))
    return {**browser_type_launch_args, "executable_path": str(executable), "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "sv-SE", "timezone_id": "Europe/Stockholm"}
