"""A region, somebody of an organisation, members that belong to each other, and letters that wait for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import User
from agreement.models import Region
from membership.models import Membership
from tests.factories import make_member, make_region, make_user
from tests.membership.holding import HOLD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@forening.example")


@pytest.fixture
def member(region: Region, person: User) -> Membership:
    return make_member(region, user=person)


@pytest.fixture
def neighbour() -> User:
    return make_user("nils@lokalforeningen.example")


@pytest.fixture
def umbrella(region: Region, person: User) -> Membership:
    return make_member(region, user=person, name="Riksgillet")


@pytest.fixture
def branch(region: Region, neighbour: User) -> Membership:
    return make_member(region, user=neighbour, name="Lokalgillet")


@pytest.fixture
def letters_wait(settings: Any, tmp_path: Path) -> None:
    """As long as a decision can be taken back its letters wait; then they become files."""
    settings.DECISION_HOLD = HOLD
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "letters.backends.MailFolder"
