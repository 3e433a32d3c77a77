"""A cache of public pages that is in no hurry."""

from __future__ import annotations

import pytest

from samverkan import public_cache


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stamp is asked for once a minute, so that no test depends on how fast the machine is."""
    monkeypatch.setattr(public_cache, "STAMP_SECONDS", 60.0)
