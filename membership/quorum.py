"""Whether a decision is possible, and if not, why: asked by the page that shows the buttons, live, and again by the
service that decides. What a composition means is the rule in `membership.balance`; here it meets the rows.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agreement.models import Seat
from agreement.sittings import groups_of, sittings_by_agreement, sittings_of
from agreement.states import DECIDING_SEATS, BodyKind, SeatKind
from membership.balance import Place, by_positions, composition
from membership.models import Application, Position, Recusal
from membership.permissions import Capacities
from membership.states import Opinion, Stand, Status, Why
from membership.told import followed, know_decisions

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable

    from django.utils.functional import _StrPromise

    from accounts.models import User
    from agreement.models import Agreement, Body
    from agreement.querysets import SeatQuerySet
    from agreement.sittings import Sitting
    from membership.balance import Verdict
    from membership.models import Decision
    from membership.states import Outcome

    Reason = str | _StrPromise


def why_not_decide(application: Application, *, user: User, day: dt.date | None = None) -> Reason:
    """Why `user` cannot record a decision on `application` taken on `day` (Swedish date; today if None); empty if they
    can. Takes it that everybody who holds a seat that day was there; `Decider` knows more.
    """
    return Decider(user, day).why_not(application)


def why_body_cannot_decide(agreement: Agreement, day: dt.date) -> Reason:
    """Why the region's leadership group could decide nothing on `day`, even if everybody came; empty if it could."""
    return Group(agreement, day).why_not()


class Group:
    """A region's leadership group on a day: its deciding seats, and what must be equal in it. Read once.

    Which seats there are and who holds them is read in `agreement.sittings`, as everywhere.
    """

    def __init__(self, agreement: Agreement, day: dt.date) -> None:
        self.agreement = agreement
        self.day = day

    @cached_property
    def body(self) -> Body | None:
        sittings = self.sittings
        return sittings[0].seat.body if sittings else self.agreement.body(BodyKind.LEADERSHIP)

    @cached_property
    def names(self) -> dict[Hashable, str]:
        """What must be equal, with its name for people: the parties, or the sides."""
        return groups_of(self.agreement, self.day)

    @cached_property
    def sittings(self) -> list[Sitting]:
        """Party by party, ordinary seats and alternates in their order; vacant seats too."""
        return sittings_of(self.agreement, _deciding_seats([self.agreement]), self.day)

    @cached_property
    def holders(self) -> dict[int, str]:
        """Who sits that day, by the user's id."""
        return {each.holder: str(each.holding.user) for each in self.sittings if each.holding}

    def places(self, stands: dict[int, Stand]) -> list[Place]:
        """Every seat as the rule wants it; `stands` says how a holder (a user's id) stands, PRESENT if it does not."""
        return [
            Place(
                group=each.group,
                party=each.seat.party_id,
                kind=each.seat.kind,
                stand=stands.get(each.holder, Stand.PRESENT) if each.holding else Stand.VACANT,
                holder=each.holder,
            )
            for each in self.sittings
        ]

    def why_not(self) -> Reason:
        """Why nothing could be decided even if everybody came; empty if it could."""
        if self.body is None:
            return _("The region has no leadership group yet.")
        return self.in_words(composition(self.places({}), list(self.names)))

    def in_words(self, verdict: Verdict, until: dt.date | None = None) -> Reason:
        """Why the verdict is that nothing can be decided, in a sentence; empty if something can. `until` is the last
        day on which those who are silent are waited for.
        """
        match verdict.why:
            case Why.AWAITS:
                return _("Waits until %(day)s for %(names)s. After that alternates may step in.") % {
                    "day": date_format(until, "j F Y") if until else "",
                    "names": ", ".join(self.holders.get(each.holder, "") for each in verdict.awaited),
                }
            case Why.NO_VOICE:
                return _("%(group)s has nobody in %(body)s who takes part.") % {
                    "group": self.names.get(verdict.group, ""),
                    "body": self.body.name if self.body else "",
                }
            case Why.UNEQUAL:
                counts = ", ".join(f"{self.names[group]} {count}" for group, count in verdict.counts.items())
                return _("The voices are not equally many: %(counts)s. Say why, or wait.") % {
                    "counts": counts
                }
            case Why.TIE:
                return _("As many are for as against. A tie decides nothing.")
            case Why.NO_VOTES:
                return _("Nobody has recorded a position for or against.")
        return ""


def _deciding_seats(agreements: Collection[Agreement]) -> SeatQuerySet:
    return Seat.objects.filter(
        body__agreement__in=agreements, body__kind=BodyKind.LEADERSHIP, kind__in=DECIDING_SEATS
    )


class Decider:
    """The answer for many cases at once, at no more queries than for one (`look_at` reads for all of them).

    `absent` are the users (their ids) who hold a seat and were not there; `unequal_reason` is why the group decided
    although the voices were not equally many (MEM-30).
    """

    def __init__(
        self,
        user: User | Capacities,
        day: dt.date | None = None,
        *,
        absent: Collection[int] = (),
        unequal_reason: str = "",
    ) -> None:
        self.today = timezone.localdate()
        self.day = day or self.today
        self.absent = frozenset(absent)
        self.unequal_reason = unequal_reason
        self.of_record = False  # only the facts of the newest decision are put right
        self.capacities = user if isinstance(user, Capacities) else Capacities(user)
        self.groups: dict[tuple[int, dt.date], Group] = {}
        self._recused: dict[int, set[int]] = {}
        self._positions: dict[int, dict[int, Opinion]] = {}
        self._recalled: dict[int, dict[int, Stand]] = {}

    def why_not(self, application: Application) -> Reason:
        """Why a decision of a meeting cannot be recorded; empty if it can. See `why_not_decide`."""
        return self._why_not_begin(application) or self.group(application).in_words(self.verdict(application))

    def why_not_offer(self, application: Application) -> Reason:
        """Why no decision can be recorded whoever came; empty if one may. Unequal voices are a matter of a reason."""
        if reason := self._why_not_begin(application):
            return reason
        verdict = self.verdict(application)
        return "" if verdict.why == Why.UNEQUAL else self.group(application).in_words(verdict)

    def why_not_by_positions(self, application: Application, outcome: Outcome) -> Reason:
        """Why the recorded positions do not give that outcome; empty if they do."""
        if reason := self._why_not_begin(application):
            return reason
        verdict = self.verdict_by_positions(application)
        if reason := self.in_words(application, verdict):
            return reason
        return "" if verdict.outcome == outcome else _("Most of the positions say something else.")

    def in_words(self, application: Application, verdict: Verdict) -> Reason:
        """Why nothing can be decided in the case, in a sentence; empty if something can."""
        return self.group(application).in_words(verdict, self.waits_until(application))

    def waits_until(self, application: Application) -> dt.date | None:
        """The last day (Swedish) on which positions decide only if every ordinary member was heard: so many days after
        the case came in, or a supplement was answered. None once it has passed, and where the region waits for nobody.
        """
        since = application.answered_at or application.submitted_at
        days = application.agreement.positions_days
        if since is None or not days:
            return None
        last: dt.date = timezone.localdate(since) + dt.timedelta(days=days)
        return last if self.today <= last else None

    def why(self, application: Application, *, by_position: bool = False) -> Why | None:
        """What stands in the way, as the rule says it: lets a form ask for what it lacks."""
        return (self.verdict_by_positions if by_position else self.verdict)(application).why

    def is_unequal(self, application: Application, *, by_position: bool = False) -> bool:
        """Whether the voices are not equally many: then a decision has a recorded reason (MEM-30)."""
        counts = composition(
            self.places(application, by_position=by_position), list(self.group(application).names)
        ).counts
        return len(set(counts.values())) > 1

    def why_not_again(self, application: Application) -> Reason:
        """Why a decided case cannot be decided anew at a meeting; empty if it can. As `why_not`, but for the status."""
        return (
            self.why_not_person(application)
            or self.why_not_day(application)
            or self.group(application).in_words(self.verdict(application))
        )

    def _why_not_begin(self, application: Application) -> Reason:
        if application.status == Status.SUPPLEMENT:
            return _("The organisation has been asked for a supplement. Wait for it, or go on without it.")
        if application.status != Status.SUBMITTED or application.submitted_at is None:
            return _("The case does not await a decision.")
        return self.why_not_person(application) or self.why_not_day(application)

    def why_not_person(self, application: Application) -> Reason:
        """Why the person is not one who records decisions in the case; empty if they are."""
        if self.capacities.works_for_applicant(application):
            return _("This is your own organisation's case. Somebody else has to decide it.")
        if self.capacities.is_closed(application):
            return _("You have a conflict of interest in this case. Somebody else has to decide it.")
        if not self.capacities.sees_as_staff(application):
            return _("You have no seat in this region's leadership group.")
        return ""

    def why_not_day(self, application: Application) -> Reason:
        """Why the group cannot have decided the case on that day; empty if it can."""
        if self.day > self.today:
            return _("The meeting cannot be later than today.")
        if application.submitted_at and self.day < timezone.localdate(application.submitted_at):
            return _("The meeting was before the application came in.")
        if application.answered_at and self.day < timezone.localdate(application.answered_at):
            return _("The meeting was before the supplement came.")
        before = followed(application, of_record=self.of_record) if self.day < self.today else None
        if before is not None and self.day < before.decided_on:
            return _("The meeting was before the decision that it changes.")
        if self.group(application).body is None:
            return _("The region has no leadership group yet.")
        return ""

    # --- who sits, and how they stand in a case -----------------------------------------------------

    def group(self, application: Application) -> Group:
        """The leadership group on the day."""
        key = (application.agreement_id, self.day)
        if key not in self.groups:
            self.groups[key] = Group(application.agreement, self.day)
        return self.groups[key]

    def look_at_groups(self, applications: Iterable[Application]) -> None:
        """Read who sits in the groups of many cases in one query."""
        agreements = {
            each.agreement_id: each.agreement
            for each in applications
            if (each.agreement_id, self.day) not in self.groups
        }
        if not agreements:
            return
        sittings = sittings_by_agreement(
            list(agreements.values()), _deciding_seats(list(agreements.values())), self.day
        )
        for pk, agreement in agreements.items():
            group = self.groups[pk, self.day] = Group(agreement, self.day)
            group.sittings = sittings[pk]

    def look_at(self, applications: Iterable[Application]) -> None:
        """Read the conflicts of interest in many cases in one query, and for a day that has passed their decisions."""
        cases = list(applications)
        if self.day < self.today:
            know_decisions(cases)
        wanted = [each.pk for each in cases if each.pk not in self._recused]
        if not wanted:
            return
        self._recused.update((pk, set()) for pk in wanted)
        declared = Recusal.objects.filter(application__in=wanted, lifted_at=None).order_by()
        # Whoever works for the applicant, in this case or another of the same organisation, or of what it says it was
        # before, has one, said or not; and whoever did, until the secretariat lifts it.
        these = Application.objects.filter(pk__in=wanted).order_by()
        family = these.of_the_family(user__isnull=False)
        pairs = declared.values_list("application", "user").union(
            *(part.values_list("pk", path) for part, path in family)
        )
        for pk, user in pairs:
            self._recused[pk].add(user)

    def look_at_positions(self, applications: Iterable[Application]) -> None:
        """Read what has been said in many cases in one query."""
        wanted = {each.pk: each for each in applications if each.pk not in self._positions}
        if not wanted:
            return
        self._positions.update((pk, {}) for pk in wanted)
        rows = Position.objects.filter(application__in=wanted).order_by("pk")
        for pk, user, opinion, at in rows.values_list("application", "user", "opinion", "at"):
            if not is_outdated(at, wanted[pk]):
                self._positions[pk][user] = Opinion(opinion)  # the newest comes last

    def positions(self, application: Application) -> dict[int, Opinion]:
        """The newest position of each person who has recorded one that counts, by the user's id."""
        self.look_at_positions([application])
        return self._positions[application.pk]

    def recused(self, application: Application) -> set[int]:
        """The users (their ids) to whom the case is closed."""
        self.look_at([application])
        return self._recused[application.pk]

    def places(self, application: Application, *, by_position: bool = False) -> list[Place]:
        """Every deciding seat in this case. By position, whoever has recorded none is waited for, and then absent."""
        group = self.group(application)
        if not by_position:
            stands = dict.fromkeys(self.absent, Stand.ABSENT)
        elif recalled := self._recalled.get(application.pk):
            stands = {each.holder: recalled.get(each.holder, Stand.ABSENT) for each in group.sittings}
        else:
            said = self.positions(application)
            waits = self.waits_until(application) is not None
            stands = {each.holder: _stand(each, said.get(each.holder), waits) for each in group.sittings}
        stands |= dict.fromkeys(self.recused(application), Stand.RECUSED)
        return group.places(stands)

    def verdict(self, application: Application) -> Verdict:
        """Whether the group can decide the case at a meeting with those who were there."""
        names = list(self.group(application).names)
        return composition(self.places(application), names, unequal_reason=self.unequal_reason)

    def verdict_by_positions(self, application: Application) -> Verdict:
        """Whether the group can decide by the positions recorded so far, and what they come to."""
        names = list(self.group(application).names)
        places = self.places(application, by_position=True)
        return by_positions(places, names, unequal_reason=self.unequal_reason)

    def outcome(self, application: Application) -> Outcome | None:
        """What the positions come to, if need be with a reason for unequal voices; None if nothing."""
        places = self.places(application, by_position=True)
        return by_positions(places, list(self.group(application).names), unequal_reason="?").outcome

    def recall(self, decision: Decision) -> None:
        """Only the facts of this decision are put right: how everybody stood in the case, by positions or with a
        conflict of interest, is read from its record and not from today.
        """
        self.of_record = True
        stands = {row["user"]: Stand(row["stand"]) for row in decision.seated if row["user"]}
        if stands:
            self._recalled[decision.application_id] = stands
            self._recused[decision.application_id] = {
                user for user, stand in stands.items() if stand == Stand.RECUSED
            }

    def seated(self, application: Application, *, by_position: bool = False) -> list[dict[str, Any]]:
        """Who took part, who was recused and who was missing, with names as they are now: for the record (LAW-F3)."""
        places = self.places(application, by_position=by_position)
        voices = {id(voice.place): voice for voice in composition(places, ()).voices}
        rows = []
        for place, sitting in zip(places, self.group(application).sittings, strict=True):
            voice = voices.get(id(place))
            rows.append(
                {
                    "user": sitting.holder or None,
                    "name": str(sitting.holding.user) if sitting.holding else "",
                    "party": sitting.seat.party.name if sitting.seat.party else "",
                    "kind": sitting.seat.kind,
                    "stand": place.stand.value,
                    "voice": voice is not None,
                    "stepped_in": bool(voice and voice.stepped_in),
                }
            )
        return rows


def is_outdated(said_at: dt.datetime, application: Application) -> bool:
    """Whether it was said before a supplement changed the application: then it is about another one."""
    return application.changed_at is not None and said_at < application.changed_at


def _stand(sitting: Sitting, said: Opinion | None, waits: bool) -> Stand:
    """Where somebody stands by what they have said, or not said; only ordinary members are waited for."""
    if said is None:
        return Stand.SILENT if waits and sitting.seat.kind == SeatKind.ORDINARY else Stand.ABSENT
    return Stand.ABSENT if said == Opinion.AWAY else Stand(said.value)
