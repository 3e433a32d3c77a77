"""What applying at an instant gives: days count whole in Swedish time, whatever the server's clock says (MEM-11 … MEM-14)."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from agreement.states import Effect
from membership.models import Application, Exemption
from membership.services import answer_supplement, submit_application
from membership.services.applications import effects_on
from membership.services.exemptions import grant_exemption, missed_effects
from membership.services.supplements import change_asked
from membership.states import Status
from steps.exceptions import StepNotAllowed
from tests.factories import (
    make_application,
    make_cut_off,
    make_draft,
    make_leader,
    make_recusal,
    make_region,
    make_secretary,
    make_supplement,
    make_user,
    sign_in,
)
from tests.membership.cut_off_table import CUT_OFFS, SERVERS, TABLE

pytestmark = pytest.mark.django_db
SWEDEN = ZoneInfo("Europe/Stockholm")
KICK_OFF = "ceremony|Skriva under vid starten"


@pytest.fixture(params=[SERVERS[0], *(pytest.param(zone, marks=pytest.mark.slow) for zone in SERVERS[1:])])
def server(request: Any) -> Iterator[str]:
    """The server's own clock stands elsewhere."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(("tried", "sweden", "utc", "in_time"), TABLE)
def test_table(region: Region, server: str, tried: str, sweden: str, utc: str, in_time: str) -> None:
    instant = dt.datetime.fromisoformat(f"{utc}+00:00")
    assert f"{instant.astimezone(SWEDEN):%Y-%m-%d %H:%M:%S}" == sweden, "the table contradicts itself"
    for title, last_day in CUT_OFFS.items():
        make_cut_off(region, dt.date.fromisoformat(last_day), Effect.OTHER, title=title)
    user = make_user()
    draft = make_draft(region, user)

    with time_machine.travel(instant, tick=False):
        submit_application(application=draft, actor=user)

    draft.refresh_from_db()
    assert draft.submitted_at == instant
    assert {effect["title"] for effect in draft.effects if effect["met"]} == set(in_time.split())
    assert {effect["title"] for effect in draft.effects} == set(CUT_OFFS)
    for effect in draft.effects:
        assert effect["wording"] == (
            "Ni kan skriva under vid starten." if effect["met"] else "Ni skriver under på egen hand."
        )


def test_last_microsecond_of_the_day_counts(region: Region) -> None:
    make_cut_off(region, dt.date(2027, 5, 4))
    last = dt.datetime(2027, 5, 4, 23, 59, 59, 999999, tzinfo=SWEDEN)

    for instant, met in ((last, True), (last + dt.timedelta(microseconds=1), False)):
        with time_machine.travel(instant, tick=False):
            user = make_user()
            draft = make_draft(region, user)
            submit_application(application=draft, actor=user)
        assert [effect["met"] for effect in draft.effects] == [met]


def test_supplement_that_comes_after_the_day_changes_nothing(region: Region) -> None:
    """What was in time stays so (MEM-14); so also what was late."""
    make_cut_off(region, dt.date(2027, 5, 4))
    make_cut_off(region, dt.date(2027, 4, 4), Effect.DEVELOPMENT_GROUP)
    user = make_user()
    draft = make_draft(region, user)
    with time_machine.travel(dt.datetime(2027, 5, 4, 12, tzinfo=SWEDEN), tick=False) as clock:
        submit_application(application=draft, actor=user)
        frozen = draft.effects
        make_supplement(draft, pages=["organisation"])
        clock.shift(dt.timedelta(days=30))
        change_asked(draft, actor=user, page="organisation", name="Föreningen Nytt namn")
        answer_supplement(draft, actor=user, answer="Här kommer det.")

    draft.refresh_from_db()
    assert draft.effects == frozen
    assert [effect["met"] for effect in frozen] == [False, True]
    assert draft.submitted_at == dt.datetime(2027, 5, 4, 12, tzinfo=SWEDEN)


# --- Exemptions ----------------------------------------------------------------------------------


@pytest.fixture
def late(region: Region) -> Application:
    """A case that came after the kick-off's day."""
    make_cut_off(region, timezone.localdate() - dt.timedelta(days=3), title="Skriva under vid starten")
    return make_application(region)


def granted(case: Application, actor: User, **changes: str) -> Exemption:
    asked = {"effect": "ceremony", "title": "Skriva under vid starten", "reason": "Posten var sen."}
    return grant_exemption(case, actor=actor, **{**asked, **changes})


def test_exemption_stands_beside_what_was_frozen(late: Application, region: Region) -> None:
    before = late.effects
    exemption = granted(late, make_leader(region))

    late.refresh_from_db()
    assert late.effects == before
    assert not missed_effects(late)
    event = late.events.get(step="exempt")
    assert event.actor == exemption.granted_by
    assert event.note == "Skriva under vid starten: Posten var sen."


def test_exemption_twice_is_one(late: Application, region: Region) -> None:
    first = granted(late, make_secretary(region))
    assert granted(late, make_leader(region), reason="Något annat.") == first
    assert late.events.filter(step="exempt").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"effect": "other"}, {"title": "Något annat"}],
    ids=["reason", "effect", "title"],
)
def test_exemption_needs_a_reason_and_a_missed_effect(
    late: Application, region: Region, wrong: dict[str, str]
) -> None:
    with pytest.raises(StepNotAllowed):
        granted(late, make_secretary(region), **wrong)
    assert not Exemption.objects.exists()


def test_only_the_regions_own_people_grant_it(late: Application, region: Region) -> None:
    recused = make_leader(region)
    make_recusal(late, recused)
    elsewhere = make_secretary(make_region("blekinge"))
    for person in (late.access.get().user, make_user(), recused, elsewhere):
        with pytest.raises(StepNotAllowed):
            granted(late, person)


def test_ended_case_gets_no_exemption(region: Region) -> None:
    make_cut_off(region, timezone.localdate() - dt.timedelta(days=3), title="Skriva under vid starten")
    for status in (Status.DECLINED, Status.WITHDRAWN):
        with pytest.raises(StepNotAllowed):
            granted(make_application(region, status), make_secretary(region))


def test_exemption_is_granted_on_a_page_and_seen_by_both_sides(
    late: Application, region: Region, client: Client
) -> None:
    staff = sign_in(Client(), make_secretary(region), second_factor=True)
    page = reverse("admin:membership_reviewitem_grant_exemption", args=[late.pk])
    home = reverse("admin:membership_reviewitem_change", args=[late.pk])

    assert page in staff.get(home).content.decode()
    assert staff.post(page, {"effect": KICK_OFF, "reason": ""}).context["form"].errors.keys() == {"reason"}
    assert staff.post(page, {"effect": KICK_OFF, "reason": "Posten var sen."}).url == home
    shown = staff.get(home).content.decode()
    assert "Posten var sen." in shown
    assert page not in shown

    applicant = sign_in(client, late.access.get().user)
    assert "Posten var sen." in applicant.get(late.get_absolute_url()).content.decode()


def test_pressed_twice_only_what_was_chosen_is_granted(
    late: Application, region: Region, client: Client
) -> None:
    """What is left when the first is granted is not what was chosen."""
    make_cut_off(region, timezone.localdate() - dt.timedelta(days=2), Effect.OTHER, title="Stå i programmet")
    case = make_application(region)
    staff = sign_in(client, make_secretary(region), second_factor=True)
    page = reverse("admin:membership_reviewitem_grant_exemption", args=[case.pk])
    chosen, other = (
        value for value, _title in staff.get(page).context["form"].fields["effect"].widget.choices
    )

    staff.post(page, {"effect": chosen, "reason": "Posten var sen."})
    again = staff.post(page, {"effect": chosen, "reason": "Posten var sen."}, follow=True)

    assert case.exemptions.get().title == chosen.partition("|")[2]
    assert [each.level_tag for each in again.context["messages"]] == ["success", "error"]
    assert staff.post(page, {"effect": "other|Något annat", "reason": "Nej."}).status_code == 200
    staff.post(page, {"effect": other, "reason": "De ska vara med."})
    assert case.exemptions.count() == 2


def test_effects_are_frozen_when_it_is_handed_in(region: Region) -> None:
    cut_off = make_cut_off(region, dt.date(2027, 5, 4))
    user = make_user()
    draft = make_draft(region, user)
    with time_machine.travel(dt.datetime(2027, 5, 4, 12, tzinfo=SWEDEN), tick=False):
        submit_application(application=draft, actor=user)

    cut_off.last_day = dt.date(2027, 1, 1)
    cut_off.wording_before = "Something else"
    cut_off.save()

    draft.refresh_from_db()
    assert [(effect["met"], effect["last_day"]) for effect in draft.effects] == [(True, "2027-05-04")]


def test_the_next_cut_off_of_an_effect_counts_and_history_does_not(region: Region) -> None:
    for year in (2021, 2026, 2027):
        make_cut_off(region, dt.date(year, 5, 4))

    assert [effect["last_day"] for effect in effects_on(region.agreement, dt.date(2026, 5, 4))] == [
        "2026-05-04"
    ]
    assert [effect["last_day"] for effect in effects_on(region.agreement, dt.date(2026, 5, 5))] == [
        "2027-05-04"
    ]
    missed = effects_on(region.agreement, dt.date(2027, 5, 5))
    assert [(effect["last_day"], effect["met"]) for effect in missed] == [("2027-05-04", False)]
    assert effects_on(region.agreement, dt.date(2028, 5, 4)) == []
