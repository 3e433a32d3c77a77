"""The list of rooms in the admin's margin is made once for all who may do the same, and for nobody else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import translation

from agreement.models import RegionRole
from agreement.states import Role
from samverkan import admin_site
from tests.factories import make_leader, make_operator, make_region, make_secretary

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db


def request_of(user: User) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def shown(apps: list[Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [
        (
            str(app["name"]),
            [(str(each["name"]), each["admin_url"], each["add_url"]) for each in app["models"]],
        )
        for app in apps
    ]


def test_everybody_has_the_list_that_is_theirs_whoever_came_before() -> None:
    region = make_region()
    people = [make_operator(), make_leader(region), make_secretary(region)]
    lists = set()
    for person in (*people, *reversed(people)):
        for language in ("sv", "en"):
            with translation.override(language):
                mine = shown(admin.site.get_app_list(request_of(person)))
                assert mine == shown(admin.AdminSite.get_app_list(admin.site, request_of(person)))
            lists.add(str(mine))
    assert len(lists) == 2 * len(people)


def test_who_gets_another_role_sees_its_rooms_at_once() -> None:
    region = make_region()
    leader = make_leader(region)
    before = shown(admin.site.get_app_list(request_of(leader)))
    RegionRole.objects.create(region=region, user=leader, role=Role.SECRETARIAT, from_on=dt.date(2020, 1, 1))
    assert len(str(shown(admin.site.get_app_list(request_of(leader))))) > len(str(before))


def test_lists_are_thrown_away_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_site, "MOST_LISTS", 1)
    site = admin_site.SamverkanAdmin()
    site._registry = admin.site._registry
    region = make_region()
    for person in (make_leader(region), make_secretary(region), make_leader(region)):
        assert shown(site.get_app_list(request_of(person))) == shown(
            admin.site.get_app_list(request_of(person))
        )
        assert len(site._lists) == 1
