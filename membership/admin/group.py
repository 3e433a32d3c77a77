"""What the case page tells about the group: who sits, how they stand in the case, and whether they can decide it.

Everything is read from the Decider that the services ask.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext as _

from agreement.states import SeatKind
from membership.balance import TAKES_PART
from membership.models import Application, Position, Recusal
from membership.quorum import is_outdated
from membership.states import Ground, Opinion, Outcome, Stand, Status
from relay.admin_lists import tag

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from accounts.models import User
    from agreement.sittings import Sitting
    from membership.balance import Place, Verdict
    from membership.permissions import Capacities
    from membership.quorum import Decider

TONES = {
    Stand.FOR: "success",
    Stand.AGAINST: "danger",
    Stand.ABSTAINS: "neutral",
    Stand.RECUSED: "warning",
    Stand.VACANT: "warning",
}
OPINION_TONES = {
    Opinion.FOR: "success",
    Opinion.AGAINST: "danger",
    Opinion.ABSTAINS: "neutral",
    Opinion.AWAY: "neutral",
}


@dataclass
class SeatLine:
    """A seat in the table: how its holder stands, and what voice that gives in each of the two ways to decide."""

    kind: str
    name: str
    stand: SafeString
    at_a_meeting: str
    by_positions: str


@dataclass
class PartyLines:
    party: str
    lines: list[SeatLine] = field(default_factory=list)


@dataclass
class Way:
    """A way to decide: whether it is open, and the sentence that says so."""

    title: str
    is_open: bool
    sentence: str


@dataclass
class Said:
    """What a person has said: the position that counts, and those before it."""

    name: str
    party: str
    position: Position
    opinion: SafeString
    counts: bool
    is_outdated: bool  # said before the supplement
    before: list[Position]


class GroupPanel:
    """One case and its group, today."""

    def __init__(self, application: Application, decider: Decider) -> None:
        self.application = application
        self.decider = decider
        self.group = decider.group(application)
        self.sittings: list[Sitting] = self.group.sittings

    def parties(self) -> list[PartyLines]:
        meeting, positions = self.decider.verdict(self.application), self._by_positions()
        at_meeting, by_position = self._places()
        rows: dict[int | None, PartyLines] = {}
        for sitting, there, said in zip(self.sittings, at_meeting, by_position, strict=True):
            party = sitting.seat.party
            lines = rows.setdefault(sitting.seat.party_id, PartyLines(party.name if party else ""))
            lines.lines.append(
                SeatLine(
                    kind=str(sitting.seat.get_kind_display()),
                    name=str(sitting.holding.user) if sitting.holding else "",
                    stand=_stand(said, self.decider.positions(self.application)),
                    at_a_meeting=_voice(there, meeting),
                    by_positions=_voice(said, positions),
                )
            )
        return list(rows.values())

    def ways(self) -> list[Way]:
        """At a meeting, if everybody comes; by the positions, as they are now."""
        meeting = str(self.decider.why_not_offer(self.application))
        return [
            Way(
                _("At a meeting"),
                not meeting,
                meeting or self._unequal() or _("The group can decide if those who sit in it come."),
            ),
            self._way_by_positions(),
        ]

    def _unequal(self) -> str:
        verdict = self.decider.verdict(self.application)
        return str(self.group.in_words(verdict))

    def _way_by_positions(self) -> Way:
        title = _("By positions in the portal")
        verdict = self.decider.verdict_by_positions(self.application)
        if verdict.outcome == Outcome.APPROVED:
            return Way(title, True, _("Most are for. The decision can be recorded."))
        if verdict.outcome == Outcome.DECLINED:
            return Way(title, True, _("Most are against. The decision can be recorded."))
        sentence = str(self.decider.in_words(self.application, verdict))
        return Way(title, bool(self.decider.outcome(self.application)), sentence)

    def _by_positions(self) -> Verdict:
        return self.decider.verdict_by_positions(self.application)

    def _places(self) -> tuple[list[Place], list[Place]]:
        return (
            self.decider.places(self.application),
            self.decider.places(self.application, by_position=True),
        )


def said_in(application: Application, decider: Decider) -> list[Said]:
    """Everything that members have said about the case, person by person in the order they first spoke."""
    parties = {
        each.holder: each.seat.party.name
        for each in decider.group(application).sittings
        if each.holding and each.seat.party
    }
    recused = decider.recused(application)
    by_person: dict[int, list[Position]] = {}
    for position in Position.objects.filter(application=application).select_related("user").order_by("pk"):
        by_person.setdefault(position.user_id, []).append(position)
    return [
        Said(
            name=str(newest.user),
            party=parties.get(user, ""),
            position=newest,
            opinion=tag(newest.get_opinion_display(), OPINION_TONES[Opinion(newest.opinion)]),
            counts=user in parties and user not in recused and not is_outdated(newest.at, application),
            is_outdated=is_outdated(newest.at, application),
            before=before[::-1],
        )
        for user, (*before, newest) in by_person.items()
    ]


def conflicts_in(application: Application, decider: Decider) -> list[Recusal]:
    """Every conflict of interest that was ever declared in the case, with who declared and who lifted it; and who of
    those that handle cases once worked for the organisation, in this case or another.

    A tie from a case that the person does not see, another region's above all, counts here too; `is_seen`, set on each,
    says whether the page may say more than that.
    """
    worked = Q(ground=Ground.WORKED)
    theirs = Q(application__organisation=application.organisation_id)
    rows = Recusal.objects.filter(Q(application=application) & ~worked | worked & theirs).order_by("pk")
    found: list[Any] = list(rows.select_related("user", "declared_by", "lifted_by", "application"))
    if any(row.ground == Ground.WORKED for row in found):
        secretaries = application.agreement.region.roles.on(decider.today).secretariat()
        handle = {*decider.group(application).holders, *secretaries.values_list("user", flat=True)}
        found = [
            row
            for row in found
            if row.ground != Ground.WORKED or row.user_id in handle or row.user.is_superuser
        ]
    for row in found:
        row.is_seen = _sees(decider.capacities, row.application)
    return [row for row in found if row.is_seen or row.lifted_at is None]


def _sees(person: Capacities, case: Application) -> bool:
    return (
        case.status != Status.DRAFT and case.agreement_id in person.agreements and not person.is_closed(case)
    )


def standing_of(application: Application, user: User) -> Recusal | None:
    """Why the case is closed to the person, if it was declared or they once worked for the organisation."""
    worked = Q(ground=Ground.WORKED, application__organisation=application.organisation_id)
    rows = Recusal.objects.filter(Q(application=application) | worked, user=user, lifted_at=None)
    return rows.select_related("declared_by").order_by("pk").first()


def _stand(place: Place, said: dict[int, Opinion]) -> SafeString:
    if place.stand == Stand.SILENT:
        return tag(_("Awaited"), "warning")
    if place.stand != Stand.ABSENT:
        return tag(place.stand.label, TONES.get(place.stand, "neutral"))
    if place.holder in said:
        return tag(Opinion.AWAY.label, OPINION_TONES[Opinion.AWAY])
    return format_html('<span class="quiet">{}</span>', _("None yet"))


def _voice(place: Place, verdict: Verdict) -> str:
    for voice in verdict.voices:
        if voice.place == place and place.holder:
            return _("Steps in") if voice.stepped_in else _("Voice")
    if place.kind == SeatKind.ALTERNATE and place.stand not in (Stand.RECUSED, Stand.VACANT):
        return _("Not needed") if place.stand in TAKES_PART else "–"
    return "–"
