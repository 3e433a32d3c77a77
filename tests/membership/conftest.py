"""A region, somebody of an organisation, members that belong to each other, and letters that wait for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from accounts.models import User
from agreement.models import Region
from membership.models import Application, Membership
from tests.factories import (
    make_application,
    make_balanced_group,
    make_draft,
    make_leader,
    make_member,
    make_region,
    make_secretary,
    make_user,
)
from tests.harness.sign_in import sign_in
from tests.membership.conflicts import World, make_world
from tests.membership.holding import HOLD

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@vinterljus.example")


@pytest.fixture
def applicant(client: Client, region: Region, person: User) -> Client:
    """The person's browser, in a region that takes applications."""
    return sign_in(client, person, second_factor=False)


@pytest.fixture
def draft(region: Region, person: User) -> Application:
    return make_draft(region, person)


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
def group(region: Region) -> list[User]:
    """Those who decide, as many of each party."""
    return make_balanced_group(region)


@pytest.fixture
def decider(group: list[User]) -> User:
    """One of them."""
    return group[0]


@pytest.fixture
def case(region: Region) -> Application:
    return make_application(region, name="Föreningen Norrsken", contact_email="kassor@norrsken.example")


@pytest.fixture
def secretary(client: Client, region: Region) -> Client:
    """The secretary's browser."""
    return sign_in(client, make_secretary(region, name="Siv Sekreterare"))


@pytest.fixture
def leader(client: Client, region: Region) -> Client:
    """The browser of somebody in the group that decides."""
    return sign_in(client, make_leader(region, kind="alternate"))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def letters_wait(settings: Any, tmp_path: Path) -> None:
    """As long as a decision can be taken back its letters wait; then they become files."""
    settings.DECISION_HOLD = HOLD
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "letters.backends.MailFolder"
