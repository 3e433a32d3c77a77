"""The production topology as a file: no engine runs it here, so its promises are read from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
# Read by Django's settings, by the image itself, or by a program that is started.
SETTINGS = (ROOT / "samverkan" / "settings.py").read_text(encoding="utf-8")
READ_BY_SETTINGS = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', SETTINGS))


def test_every_part_of_the_topology_is_there() -> None:
    assert set(SERVICES) == {"proxy", "prepare", "web", "relay", "worker", "postgres", "redis"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"prepare"}))
def test_service_is_restarted_and_watched(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - set(OURS)))
def test_foreign_image_is_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z]+:\d+\.?\d*-[a-z]+", SERVICES[name]["image"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_one_that_the_settings_read(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= READ_BY_SETTINGS


def test_secrets_have_no_default() -> None:
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL", "SITE_HOST"):
        assert f"${{{name}:?" in TEXT
        assert f"${{{name}:-" not in TEXT


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_nothing_starts_before_the_database_is_migrated() -> None:
    for name in set(OURS) - {"prepare"}:
        assert SERVICES[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"


def test_redis_evicts_nothing_and_writes_to_disk() -> None:
    command = SERVICES["redis"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"
    assert command[command.index("--appendonly") + 1] == "yes"


def test_image_runs_as_nobody_special_and_from_the_lock() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert text.rstrip().splitlines()[-1].startswith("CMD")
    assert "\nUSER samverkan\n" in text
    assert "--require-hashes --requirement /requirements.txt" in text
    assert ":latest" not in text + TEXT
