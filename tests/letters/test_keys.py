"""Keys of letters name the occasion and never the address; an upgrade or another SECRET_KEY sends nothing again."""

from __future__ import annotations

import hashlib
import importlib
from typing import Any

import pytest
from django.apps import apps

from letters import words
from letters.models import Letter
from letters.words import checksum

pytestmark = pytest.mark.django_db
ADDRESS = "maja@forening.example"
move = importlib.import_module("letters.migrations.0003_keys_cannot_be_guessed")


def fresh() -> None:
    """As a process that has just begun."""
    words._salt.cache_clear()


def test_address_cannot_be_guessed_from_the_key() -> None:
    plain = hashlib.sha256(ADDRESS.encode()).hexdigest()
    assert checksum(ADDRESS) not in plain
    assert checksum(ADDRESS) != checksum("nils@forening.example")


def test_key_is_the_same_in_the_next_process_and_under_another_secret(settings: Any) -> None:
    fresh()
    before = checksum(ADDRESS)
    settings.SECRET_KEY = "another"
    fresh()
    assert checksum(ADDRESS) == before


def test_letters_from_before_keep_their_occasions() -> None:
    """What was composed under the old mark is found under the new one, so that it is not written again."""
    fresh()
    old, new = hashlib.sha256(ADDRESS.encode()).hexdigest()[:16], checksum(ADDRESS)
    kept = {
        f"receipt:NB-2026-1::{old}": f"receipt:NB-2026-1::{new}",
        f"contact_added:NB-2026-1:7-{old}:{old}": f"contact_added:NB-2026-1:7-{new}:{new}",
        "sign_in_code:17": "sign_in_code:17",
    }
    for key in kept:
        Letter.objects.create(key=key, kind="receipt", to=ADDRESS, subject="Brev", text="Hej")
    for _twice in range(2):
        move.forwards(apps, None)
        assert set(Letter.objects.values_list("key", flat=True)) == set(kept.values())
    move.backwards(apps, None)
    assert set(Letter.objects.values_list("key", flat=True)) == set(kept)
