"""The demo cannot exist outside a demo: not by its settings, not by its addresses, not by its views."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from demo import people
from demo.management.commands import seed_demo, seed_scale
from tests.factories import make_region
from tests.harness.processes import ROOT, environment

ADDRESSES = [
    "/demo/",
    "/en/demo/",
    "/demo/bli/drift/",
    "/demo/logga-ut/",
    "/demo/mail/",
    "/demo/mail/x.eml/",
    "/demo/mail/x.eml/html/",
    "/demo/mail/x.eml/1/",
]
LOOK_FOR_ADDRESS = """
import django
django.setup()
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
try:
    print(reverse("demo:start"))
except NoReverseMatch:
    print("no name")
print(resolve("/demo/").namespace)
"""


def python(tmp_path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = environment(tmp_path, DJANGO_SETTINGS_MODULE="samverkan.settings", SECRET_KEY="x" * 50, **more)
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_check_refuses_a_demo_without_debug(tmp_path: Path) -> None:
    done = python(tmp_path, "manage.py", "check", DEBUG="0", DEMO="1")

    assert done.returncode != 0
    assert "samverkan.E001" in done.stderr


@pytest.mark.slow
def test_check_has_nothing_against_a_demo_with_debug_and_an_installation_without_demo(tmp_path: Path) -> None:
    for more in ({"DEBUG": "1", "DEMO": "1"}, {"DEBUG": "0", "DEMO": "0"}):
        done = python(tmp_path, "manage.py", "check", **more)
        assert "E001" not in done.stderr
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("debug", "demo", "expected"),
    [
        (
            "1",
            "0",
            ["no name", "agreement"],
        ),  # "demo" is read as a region's name, and there is no such region
        ("0", "1", ["no name", "agreement"]),
        ("1", "1", ["/demo/", "demo"]),
    ],
)
def test_address_exists_only_with_debug_and_demo(
    tmp_path: Path, debug: str, demo: str, expected: list[str]
) -> None:
    done = python(tmp_path, "-c", LOOK_FOR_ADDRESS, DEBUG=debug, DEMO=demo)

    assert done.stdout.split("\n")[:2] == expected, done.stderr


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("missing", ["DEBUG", "DEMO", "rows"])
def test_views_are_not_there_outside_a_demo(
    small_demo: None, settings: Any, client: Client, address: str, missing: str
) -> None:
    """Also when somebody includes the addresses by hand and demo people are in the database."""
    if missing == "rows":
        User.objects.all().delete()
    else:
        setattr(settings, missing, False)

    answers = [client.get(address), client.post(address)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "_auth_user_id" not in client.session


def test_views_are_there_in_a_demo(small_demo: None, client: Client) -> None:
    """What the test above misses must be there to be missed."""
    assert client.get("/demo/").status_code == 200
    assert client.get("/demo/mail/").status_code == 200
    assert client.post("/demo/bli/drift/").status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=people.OPERATOR.email).pk)


@pytest.mark.parametrize("missing", ["DEBUG", "DEMO"])
def test_seeding_is_refused_outside_a_demo(db: None, settings: Any, missing: str) -> None:
    make_region()
    settings.DEBUG = settings.DEMO = True
    setattr(settings, missing, False)

    with pytest.raises(CommandError, match="DEBUG=1 and DEMO=1"):
        call_command(seed_demo.Command())
    with pytest.raises(CommandError, match="DEBUG=1 and DEMO=1"):
        call_command(seed_scale.Command(), organisations=1, applications=1)
    assert not User.objects.exists()


def test_seeding_without_a_region_says_what_to_do(db: None, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = True

    with pytest.raises(CommandError, match="load_region"):
        call_command(seed_demo.Command())
    with pytest.raises(CommandError, match="load_region"):
        call_command(seed_scale.Command(), organisations=1, applications=1)
