"""How nominations stand: the rows that the rule in `nominations.counting` wants, read for many at once."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from agreement.models import SeatHolding
from agreement.states import BodyKind
from membership.models import Application, Membership
from nominations.counting import Counts, Facts, swedish_day, verdict
from nominations.permissions import under_way
from nominations.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nominations.counting import Verdict
    from nominations.models import Nomination

    Term = tuple[dt.date, dt.date | None]


class Standing:
    """Whether each of the nominations counts, at an instant (now if None). Two or three queries, however many.

    The nominations have their round, and rounds of several agreements may be among them.
    """

    def __init__(self, nominations: Iterable[Nomination], at: dt.datetime | None = None) -> None:
        self.nominations = list(nominations)
        self.at = at or timezone.now()

    def of(self, nomination: Nomination) -> Verdict:
        """Whether this one counts, and why."""
        return verdict(nomination.round.window, self._facts(nomination), self.at)

    def counts(self, nomination: Nomination) -> bool:
        return self.of(nomination).counts == Counts.YES

    def _facts(self, nomination: Nomination) -> Facts:
        given_up = nomination.state == State.WITHDRAWN
        if nomination.organisation_id is None:
            sat = nomination.sent_at is None or self._sat(nomination)
            return Facts(sent_at=nomination.sent_at, sitting=sat, given_up=given_up)
        key = (nomination.round.agreement_id, nomination.organisation_id)
        since, last = nearest(self._terms.get(key, []), nomination.round.member_by)
        return Facts(
            sent_at=nomination.sent_at,
            member_since=since,
            member_to=last,
            application_open=key in self._under_way,
            given_up=given_up,
        )

    def _sat(self, nomination: Nomination) -> bool:
        sent = swedish_day(nomination.sent_at or self.at)
        held = self._held.get((nomination.round.agreement_id, nomination.nominated_by_id), [])
        return any(begins <= sent and (ends is None or sent <= ends) for begins, ends in held)

    @cached_property
    def _organisations(self) -> set[int]:
        return {each.organisation_id for each in self.nominations if each.organisation_id is not None}

    @cached_property
    def _terms(self) -> dict[tuple[int, int], list[Term]]:
        """Every membership of the organisations, by agreement and organisation."""
        found: dict[tuple[int, int], list[Term]] = {}
        if not self._organisations:
            return found
        rows = Membership.objects.filter(organisation__in=self._organisations).order_by("since", "pk")
        for agreement, organisation, since, ended in rows.values_list(
            "agreement", "organisation", "since", "ended_on"
        ):
            found.setdefault((agreement, organisation), []).append((since, ended))
        return found

    @cached_property
    def _under_way(self) -> set[tuple[int, int]]:
        """Agreement and organisation of every application that can still lead to a membership."""
        if not self._organisations:
            return set()
        rows = Application.objects.filter(
            under_way(self.at), organisation__in=self._organisations, membership=None
        )
        return {(agreement, own) for agreement, own in rows.values_list("agreement", "organisation") if own}

    @cached_property
    def _held(self) -> dict[tuple[int, int], list[Term]]:
        """When those who nominated by themselves sat in a development group."""
        people = {each.nominated_by_id for each in self.nominations if each.organisation_id is None}
        found: dict[tuple[int, int], list[Term]] = {}
        if not people:
            return found
        rows = SeatHolding.objects.filter(user__in=people, seat__body__kind=BodyKind.DEVELOPMENT)
        for agreement, user, begins, ends in rows.values_list(
            "seat__body__agreement", "user", "from_on", "to_on"
        ):
            found.setdefault((agreement, user), []).append((begins, ends))
        return found


def nearest(terms: list[Term], day: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The membership that covers `day`, else the last that began before it, else the first after it."""
    before = [each for each in terms if each[0] <= day]
    covering = [each for each in before if each[1] is None or each[1] >= day]
    chosen = covering or before[-1:] or terms[:1]
    return chosen[0] if chosen else (None, None)
