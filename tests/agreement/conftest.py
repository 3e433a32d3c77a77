"""A region, two that have nothing to do with each other, one's secretary and text, and a folder of content."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from agreement.models import AgreementVersion, Region
from tests.agreement.regions import CONTENT
from tests.agreement.texts import make_version
from tests.factories import make_region, make_secretary
from tests.harness.sign_in import sign_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Norrbotten's folder, to be edited."""
    return Path(shutil.copytree(CONTENT / "norrbotten", tmp_path / "norrbotten"))


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def north() -> Region:
    return make_region()


@pytest.fixture
def south() -> Region:
    return make_region("blekinge")


@pytest.fixture
def secretary(client: Client, north: Region) -> Client:
    """The browser of the north's secretary."""
    return sign_in(client, make_secretary(north))


@pytest.fixture
def version(north: Region) -> AgreementVersion:
    return make_version(north)


@pytest.fixture
def in_english() -> Iterator[None]:
    """Reports and notes in the words of the code."""
    with translation.override("en"):
        yield
