"""Rounds and nominations in every state for tests that look at pages, and the people of a round that a test walks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from agreement.models import Body, Region, SeatHolding
from agreement.seating import end_holding
from agreement.states import BodyKind, FilledBy
from membership.models import Membership
from nominations.models import Nomination, NominationRound, RoundTask, SeatLink
from nominations.services import Pick, Record, correct_decision, decide_round
from nominations.states import State, TaskKind
from tests.factories import LONG_AGO, make_application, make_member
from tests.nominations.rows import make_nomination, make_round

if TYPE_CHECKING:
    from collections.abc import Callable

ONE_DAY = dt.timedelta(days=1)


def make_nominations(region: Region, board: User, leader: User) -> dict[str, Any]:
    """An open round, one to decide, a decided one with a vacant seat, a draft, and a forum's call; gives ids by name."""
    body = _body(region)
    today = timezone.localdate()
    member = Membership.objects.filter(
        agreement=region.agreement, application__access__user=board, ended_on=None
    ).first() or make_member(region, user=board)
    Membership.objects.filter(pk=member.pk).update(since=LONG_AGO)
    open_ = make_round(region, body=body, slug="oppen", title="Utvecklingsgruppen, nästa period")
    make_round(region, body=body, slug="snart", title="Snart", opens_on=today + 5 * ONE_DAY)
    draft = make_round(region, body=body, slug="utkast", title="Utkastet", state="draft")
    forum = region.agreement.forums.first()
    forum.seats_for_civil = 2
    forum.save()
    make_round(region, body=None, forum=forum, slug="radet", title="Företrädare i rådet", alternates_sought=0)
    closed = make_round(
        region,
        body=body,
        slug="stangd",
        title="Utvecklingsgruppen, den här perioden",
        closes_on=today - ONE_DAY,
        term_from_on=today,
    )
    done = make_round(
        region,
        body=body,
        slug="klar",
        title="Utvecklingsgruppen, förra perioden",
        closes_on=today - 9 * ONE_DAY,
        term_from_on=today - 5 * ONE_DAY,
    )
    for each in (open_, closed):
        each.wishes.create(kind="other", text="Någon under 30 år", order=1)
        each.wishes.create(
            kind="municipality", text="Någon från Kiruna", municipality=region.municipalities.first(), order=2
        )
        for state in (State.ACCEPTED, State.SUBMITTED, State.DECLINED, State.ACCEPTED):
            make_nomination(each, state=state)
    prepared = make_nomination(open_, member, State.PREPARED, nominee_name="Förberedd Exempelsson")
    sent = make_nomination(open_, member, State.SUBMITTED, nominee_name="Skickad Exempelsson")
    nominee = make_nomination(open_, state=State.SUBMITTED, nominee_email=board.email)
    late = make_nomination(closed, make_member(region), State.ACCEPTED, nominee_name="Sen Exempelsson")
    chosen, stand_in = make_nomination(done), make_nomination(done, nominee_email="ersattare@person.example")
    decide_round(
        done,
        user=leader,
        picks=[Pick(chosen), Pick(stand_in, 1)],
        record=Record(today, "14", unequal_reason="Bara en part har platser här."),
    )
    done.refresh_from_db()
    correct_decision(
        done,
        of=done.decision,
        user=leader,
        picks=[Pick(Nomination.objects.get(pk=chosen.pk)), Pick(Nomination.objects.get(pk=stand_in.pk), 1)],
        record=Record(today, "15", unequal_reason="Bara en part har platser här."),
        why="Fel paragraf i protokollet.",
    )
    leave(done)
    ticked = Nomination.objects.filter(round=closed, state=State.ACCEPTED).exclude(pk=late.pk)
    return {
        "round_open": open_.pk,
        "round_closed": closed.pk,
        "round_done": done.pk,
        "round_draft": draft.pk,
        "nomination_prepared": prepared.pk,
        "nomination_sent": sent.pk,
        "nomination_key": nominee.answer_key,
        "offer_key": str(stand_in.offers.get().answer_key),
        "ticked": ticked[0].pk,
        "forum": forum.pk,
    } | {"nomination_key": str(nominee.answer_key)}


def leave(round_: NominationRound) -> None:
    """The first who was chosen has left since yesterday, and the clock has looked."""
    from nominations.services import fill_vacancies

    _leaves(round_)
    fill_vacancies(round_)


def _leaves(round_: NominationRound) -> SeatHolding:
    link = SeatLink.objects.filter(nomination__round=round_, nomination__choices__kind="ordinary").earliest(
        "pk"
    )
    return end_holding(
        link.holding,
        timezone.localdate() - ONE_DAY,
        by=None,
        note="Flyttar",
        on_behalf_of_group=True,
    )


def _body(region: Region) -> Body:
    body = region.agreement.bodies.get(kind=BodyKind.DEVELOPMENT)
    body.filled_by = FilledBy.NOMINATION
    body.save()
    return body


# --- The round that a test walks ------------------------------------------------------------------

BOARDS = ("alfa", "beta", "gamma", "sen")


def people_of_a_round(region: Region) -> dict[str, Any]:
    """Three organisations that joined long ago and one that has only applied; somebody of each board."""
    _body(region)
    for name in BOARDS:
        user = User.objects.create_user(f"{name}@forening.example", name=f"{name.title()} Styrelseson")
        if name == "sen":
            make_application(region, user=user, name="Föreningen Sen")
            continue
        member = make_member(region, user=user, name=f"Föreningen {name.title()}")
        Membership.objects.filter(pk=member.pk).update(since=LONG_AGO)
    make_member(region, name="Föreningen Reserv")  # becomes the late one's membership, when time has passed
    today = timezone.localdate()
    return {
        "agreement": region.agreement.pk,
        "body": region.agreement.body(BodyKind.DEVELOPMENT).pk,
        "today": today.isoformat(),
        "term": (today + ONE_DAY).isoformat(),
    }


def time_passes(days: int = 10) -> dict[str, Any]:
    """The round's last day was `days` ago. The late organisation joins today."""
    past = days * ONE_DAY
    NominationRound.objects.update(
        opens_on=F("opens_on") - past,
        closes_on=F("closes_on") - past,
        member_by=F("member_by") - past,
        term_from_on=F("term_from_on") - past,
    )
    for each in Nomination.objects.filter(sent_at__isnull=False):
        Nomination.objects.filter(pk=each.pk).update(sent_at=each.sent_at - past)
    region = Region.objects.get(slug="norrbotten")
    case = region.agreement.applications.get(name="Föreningen Sen")
    Membership.objects.filter(organisation__name="Föreningen Reserv").update(
        organisation=case.organisation, since=timezone.localdate()
    )
    return {}


def somebody_leaves() -> dict[str, Any]:
    """Who was chosen leaves, and tomorrow's look at the seats is due now."""
    round_ = NominationRound.objects.get()
    holding = _leaves(round_)
    RoundTask.objects.filter(kind=TaskKind.VACANCIES).update(due_at=timezone.now())
    return {"left": holding.user.name}


VERBS: dict[str, Callable[..., Any]] = {"time_passes": time_passes, "somebody_leaves": somebody_leaves}
