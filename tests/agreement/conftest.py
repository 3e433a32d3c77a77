"""Fixtures of the agreement room's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.agreement.regions import CONTENT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Norrbotten's folder, to be edited."""
    return Path(shutil.copytree(CONTENT / "norrbotten", tmp_path / "norrbotten"))
