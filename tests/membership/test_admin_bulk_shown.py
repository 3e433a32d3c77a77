"""A bulk approval decides what its page said it would, and its page is never a dead end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agreement.models import Meeting, Region
from agreement.states import BodyKind
from membership.models import Application, Decision
from membership.services import answer_supplement
from membership.states import Scope
from tests.factories import at_meeting, make_application, make_balanced_group, make_region, make_supplement
from tests.membership.at_meetings import DECIDE, told
from tests.membership.test_admin_bulk import QUEUE, ids

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    """Its group met five days ago."""
    region = make_region()
    make_balanced_group(region)
    Meeting.objects.create(body=region.agreement.body(BodyKind.LEADERSHIP), day=ago(5))
    return region


def ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def came_in(region: Region, days: int, **fields: Any) -> Application:
    return make_application(region, submitted_at=timezone.now() - dt.timedelta(days=days), **fields)


def pressed(page: Any, **changed: Any) -> dict[str, Any]:
    """What the page's button sends."""
    region = Region.objects.get(slug="norrbotten")
    return at_meeting(region, **{"shown": page.context["shown"], **changed})


def names(page: Any, of: str = "possible") -> list[str]:
    return [each.case.name for each in page.context[of]]


def test_another_day_makes_more_possible_and_the_list_comes_back(secretary: Client, region: Region) -> None:
    address = ids(came_in(region, 10, name="Gammal"), came_in(region, 0, name="Ny"))
    page = secretary.get(address)
    assert (names(page), names(page, "impossible")) == (["Gammal"], ["Ny"])

    back = secretary.post(address, pressed(page))

    assert not Decision.objects.exists()
    assert len(back.context["form"].non_field_errors()) == 1
    assert names(back) == ["Gammal", "Ny"]
    done = secretary.post(address, pressed(back), follow=True)
    assert done.redirect_chain == [(QUEUE, 302)]
    assert Decision.objects.count() == 2


def test_supplement_that_comes_meanwhile_is_not_approved_unseen(secretary: Client, region: Region) -> None:
    waits, ready = came_in(region, 10, name="Kompletterar"), came_in(region, 10, name="Klar")
    make_supplement(waits)
    address = ids(waits, ready)
    page = secretary.get(address)
    answer_supplement(waits, actor=waits.access.get().user, answer="Här är de.")

    back = secretary.post(address, pressed(page))
    again = secretary.post(address, pressed(page, decided_on=ago(5).isoformat(), seats_on=ago(5).isoformat()))

    assert names(back) == ["Kompletterar", "Klar"]
    # On the meeting's day it is left out still, as the page said.
    assert again.status_code == 302
    assert list(Decision.objects.values_list("application__name", flat=True)) == ["Klar"]


def test_what_was_left_out_stays_so_and_what_is_no_case_of_the_page_is_not_decided(
    secretary: Client, region: Region
) -> None:
    old, new, other = came_in(region, 10), came_in(region, 0), came_in(region, 9)
    page = secretary.get(ids(old, new))
    day = ago(5).isoformat()
    shown = f"{page.context['shown']},{other.pk},x,-1"

    answer = secretary.post(
        ids(old, new), pressed(page, shown=shown, decided_on=day, seats_on=day), follow=True
    )

    assert [level for level, _words in told(answer)] == ["success"]
    assert list(Decision.objects.values_list("application", flat=True)) == [old.pk]


def test_cases_newer_than_the_last_meeting_are_no_dead_end(secretary: Client, region: Region) -> None:
    cases = [came_in(region, 1, name=name) for name in ("Ett", "Två")]

    page = secretary.get(ids(*cases))
    listed = secretary.get(f"{DECIDE}?ids={cases[0].pk},{cases[1].pk}")

    # No day stands there that cannot be, and today's seats are shown.
    assert page.context["form"].initial["decided_on"] is None
    assert listed.context["form"].initial["decided_on"] is None
    assert names(page) == ["Ett", "Två"]
    secretary.post(ids(*cases), pressed(page))
    assert Decision.objects.count() == 2


def test_day_that_suits_no_case_is_written_anew_on_the_same_page(secretary: Client, region: Region) -> None:
    case = came_in(region, 1)
    too_early = {"decided_on": ago(5).isoformat(), "seats_on": ago(5).isoformat()}

    page = secretary.post(ids(case), at_meeting(region, show="1", **too_early))

    assert names(page) == []
    assert 'id="id_decided_on"' in page.text
    assert f"{DECIDE}?ids={case.pk}" in page.text
    assert 'class="btn btn-primary"' not in page.text
    back = secretary.post(ids(case), pressed(page, show="1"))
    secretary.post(ids(case), pressed(back))
    assert Decision.objects.count() == 1


def test_exceptions_alone_lead_to_the_page_where_each_has_its_reason(
    secretary: Client, region: Region
) -> None:
    case = came_in(region, 10, scope=Scope.OTHER, scope_reason="En kommun.")

    page = secretary.get(ids(case))

    assert f"{DECIDE}?ids={case.pk}" in page.text
    assert 'id="id_decided_on"' not in page.text
