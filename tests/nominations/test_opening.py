"""Who hears that a round opens, and that something is prepared and not sent (MEM-25, MEM-26)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from agreement.models import Region
from letters.models import Letter
from membership.models import MemberContact
from membership.states import Status
from nominations.models import NominationRound, RoundTask
from nominations.services import cancel_round, publish_round, take_down_round
from nominations.services import tasks as services_tasks
from nominations.states import RoundState, State, TaskKind
from nominations.tasks import do_task
from tests.factories import make_application, make_member, make_region, make_secretary, make_user
from tests.nominations.rows import make_nomination, make_round, midday

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


def relay(kind: TaskKind, at: dt.datetime | None = None) -> None:
    """Everything of the kind that is due, and what it plans for at once; each twice."""
    with time_machine.travel(at or timezone.now(), tick=False):
        while due := list(RoundTask.objects.due(timezone.now()).filter(kind=kind)):
            for task in due:
                do_task(task.pk)
                do_task(task.pk)


def told(kind: str) -> list[str]:
    return sorted(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def published(region: Region, **fields: object) -> NominationRound:
    round_ = make_round(region, state=RoundState.DRAFT, **fields)
    publish_round(round_, user=make_secretary(region))
    round_.refresh_from_db()
    return round_


def test_members_and_applicants_hear_once_that_a_round_opens(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services_tasks, "AT_A_TIME", 2)
    today = timezone.localdate()
    someone = make_user(email="tva.foreningar@person.example")
    members = [make_member(region, user=someone), make_member(region, user=someone), make_member(region)]
    applicant = make_user(email="har.ansokt@person.example")
    make_application(region, Status.SUBMITTED, user=applicant)
    for status in (Status.DRAFT, Status.WITHDRAWN):
        make_application(region, status, user=make_user())
    make_member(make_region("blekinge"))
    round_ = published(region, opens_on=today + 2 * ONE_DAY)

    relay(TaskKind.OPENS)
    assert told("round_opens") == []
    relay(TaskKind.OPENS, midday(today + 2 * ONE_DAY))

    contacts = MemberContact.objects.filter(membership__in=members).values_list("email", flat=True)
    people = {members[2].application.access.get().user.email, someone.email, applicant.email}
    assert told("round_opens") == sorted({*contacts, *people})
    texts = {each.to: each.text for each in Letter.objects.filter(kind="round_opens")}
    with translation.override("sv"):
        day = date_format(round_.member_by, "j F Y")
        if_joined = gettext("Your nomination counts if you have joined by %(day)s.") % {"day": day}
    assert if_joined in " ".join(texts[applicant.email].split())
    assert if_joined not in " ".join(texts[someone.email].split())
    assert round_.get_absolute_url() in texts[someone.email]


def test_round_that_is_not_open_after_all_is_not_announced(region: Region) -> None:
    today = timezone.localdate()
    make_member(region)
    secretary = make_secretary(region)
    cancelled, taken_down, later = (published(region, opens_on=today + ONE_DAY) for _number in range(3))
    cancel_round(cancelled, user=secretary, reason="Inga platser.")
    take_down_round(taken_down, user=secretary)

    relay(TaskKind.OPENS, midday(today + ONE_DAY))
    assert Letter.objects.filter(key__contains=f"round-{later.pk}:").exists()
    assert not Letter.objects.filter(key__contains=f"round-{cancelled.pk}:").exists()
    assert not Letter.objects.filter(key__contains=f"round-{taken_down.pk}:").exists()
    NominationRound.objects.filter(pk=taken_down.pk).update(opens_on=today + 3 * ONE_DAY)
    taken_down.refresh_from_db()
    publish_round(taken_down, user=secretary)
    relay(TaskKind.OPENS, midday(today + 3 * ONE_DAY))
    assert Letter.objects.filter(key__contains=f"round-{taken_down.pk}:").exists()


def test_round_whose_first_day_is_moved_onwards_is_announced_on_that_day(region: Region) -> None:
    today = timezone.localdate()
    make_member(region)
    secretary = make_secretary(region)
    round_ = published(region, opens_on=today + ONE_DAY)
    take_down_round(round_, user=secretary)
    NominationRound.objects.filter(pk=round_.pk).update(opens_on=today + 3 * ONE_DAY)
    round_.refresh_from_db()
    publish_round(round_, user=secretary)

    relay(TaskKind.OPENS, midday(today + ONE_DAY))
    assert told("round_opens") == []
    relay(TaskKind.OPENS, midday(today + 3 * ONE_DAY))
    assert told("round_opens")


def test_whoever_has_prepared_is_reminded_once_before_the_last_day(region: Region) -> None:
    today = timezone.localdate()
    round_ = published(region, closes_on=today + 8 * ONE_DAY, opens_on=today)
    prepared = make_nomination(round_, state=State.PREPARED)
    make_nomination(round_, state=State.SUBMITTED)
    NominationRound.objects.filter(pk=round_.pk).update(closes_on=today + 12 * ONE_DAY)

    relay(TaskKind.SEND_SOON, midday(today + 3 * ONE_DAY))
    assert told("nominator_send_soon") == []
    relay(TaskKind.SEND_SOON, midday(today + 7 * ONE_DAY))
    relay(TaskKind.SEND_SOON, midday(today + 8 * ONE_DAY))

    assert told("nominator_send_soon") == [prepared.nominated_by.email]
    letter = Letter.objects.get(kind="nominator_send_soon")
    assert prepared.nominee_name in letter.text
    assert letter.region == "", "what is not sent is its maker's own, and the region's staff read its letters"


def test_nothing_is_reminded_of_once_the_window_is_over(region: Region) -> None:
    today = timezone.localdate()
    round_ = published(region, closes_on=today + 8 * ONE_DAY, opens_on=today)
    make_nomination(round_, state=State.PREPARED)

    relay(TaskKind.OPENS, midday(today + 9 * ONE_DAY))
    relay(TaskKind.SEND_SOON, midday(today + 9 * ONE_DAY))

    assert not Letter.objects.exists()
