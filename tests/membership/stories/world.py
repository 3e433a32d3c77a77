"""The people and the clock of tests/membership/test_state_machine.py, and what may be asked about the rows they leave.

Everything here reads rows by itself and asks none of the product's own predicates, so that the product cannot confirm
itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from agreement.models import Region
from agreement.states import SeatKind
from letters.models import Letter
from membership.models import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Attachment,
    Decision,
    Exemption,
    Membership,
    Position,
    Recusal,
    Reminder,
    SignedCopy,
    SigningDocument,
    SupplementRequest,
)
from membership.states import APPLICATION_STEPS, SIGNING_STEPS, Outcome, Signing, Status
from tests.factories import (
    make_cut_off,
    make_leader,
    make_number,
    make_operator,
    make_region,
    make_secretary,
    make_user,
)

# Two days before the clocks of Sweden go back; the last day of the cut-off is that very day.
START = dt.datetime(2026, 10, 23, 10, tzinfo=dt.UTC)
CHANGES = (dt.datetime(2026, 10, 25, 1, tzinfo=dt.UTC), dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC))
CUT_OFF = dt.date(2026, 10, 25)
HOLD = 60
TO_STAFF = ("case_waits", "supplement_missing")
OF_MEMBERS = ("contacts_right",)  # what comes a year after the last step of these stories
OF_THE_GROUP = ("positions_awaited",)  # of all cases at once, and of none by name
ROWS = (
    *(ApplicationAccess, ApplicationEvent, Attachment, Decision, Exemption, Letter, Membership, Position),
    *(Recusal, Reminder, SignedCopy, SupplementRequest),
)


class Killed(BaseException):
    """The process ended here. No `except Exception` may see it."""


@dataclass
class World:
    """Everybody, made once. `tied` sits in the group and has an organisation of their own."""

    region: Region
    leaders: list[User]
    secretaries: list[User]
    operator: User
    applicants: list[User]
    strangers: list[User]
    numbers: list[str]

    @property
    def tied(self) -> User:
        return self.leaders[1]

    @property
    def staff(self) -> list[User]:
        return [*self.leaders, *self.secretaries, self.operator]

    @property
    def everybody(self) -> list[User]:
        return [*self.staff, *self.applicants, *self.strangers]


def make_world() -> World:
    region = make_region()
    make_cut_off(region, CUT_OFF)
    leaders = [make_leader(region, party=party, name=f"Ledamot {party}") for party in range(3)]
    leaders.append(make_leader(region, party=1, kind=SeatKind.ALTERNATE, name="Ersättare"))
    here = {"last_login": START}
    return World(
        region=region,
        leaders=leaders,
        secretaries=[
            make_secretary(region, name="Sekreterare 1"),
            make_secretary(region, name="Sekreterare 2"),
        ],
        operator=make_operator(name="Drift"),
        applicants=[make_user(name="Maja", **here), make_user(name="Nils", **here)],
        strangers=[make_user(name="Ingen"), make_leader(make_region("blekinge"), name="Annan region")],
        numbers=[make_number(), make_number(), ""],
    )


# --- What can go wrong with a worker ------------------------------------------------------------------


@contextmanager
def killed_after(statements: int | None) -> Iterator[None]:
    """The process ends when it has sent so many statements to the database; None: it does not.

    What a transaction had not committed is gone, as when the line to a real database breaks.
    """
    left = statements

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if left is not None and not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            if left == 0:
                left = None
                raise Killed
            left -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


# --- What the rows say --------------------------------------------------------------------------------


def counted() -> dict[str, Any]:
    """So much of what is written that a refused step cannot have changed anything unseen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"(SELECT count(*) FROM {each._meta.db_table})" for each in ROWS)
        )
        facts: dict[str, Any] = {"rows": cursor.fetchone()}
    facts["applications"] = list(Application.objects.order_by("pk").values_list("pk", "status", "updated_at"))
    facts["documents"] = list(SigningDocument.objects.order_by("pk").values_list("pk", "status"))
    facts["open"] = list(
        SupplementRequest.objects.order_by("pk").values_list(
            "pk", "answered_at", "closed_at", "answer_by", "recalled"
        )
    )
    facts["recused"] = list(Recusal.objects.order_by("pk").values_list("pk", "lifted_at"))
    facts["called off"] = Letter.objects.exclude(called_off_at=None).count()
    return facts


def closed_to() -> dict[int, set[int]]:
    """To whom each case is closed as staff: by the declared conflicts of interest, by the own organisation's, and by the
    access to it that somebody had once.
    """
    of_organisation: dict[int | None, set[int]] = {}
    access = list(ApplicationAccess.objects.values_list("application", "application__organisation", "user"))
    access += given_up()
    for _case, organisation, user in access:
        of_organisation.setdefault(organisation, set()).add(user)
    closed = {
        case: set(of_organisation.get(organisation, ())) if organisation else set()
        for case, organisation in Application.objects.order_by().values_list("pk", "organisation")
    }
    for case, _organisation, user in access:
        closed[case].add(user)
    for case, user in Recusal.objects.filter(lifted_at=None).values_list("application", "user"):
        closed[case].add(user)
    return closed


def given_up() -> list[tuple[int, int | None, int]]:
    """Who had access to a case once, by the diary, and whose tie the secretariat has not lifted since."""
    lifted = Recusal.objects.exclude(lifted_at=None).values_list("application", "user", "lifted_at")
    last: dict[tuple[int, int], dt.datetime] = {}
    for case, user, at in lifted.order_by("lifted_at"):
        last[case, user] = at
    people = dict(User.objects.values_list("email", "pk"))
    ended = ApplicationEvent.objects.filter(step="access_taken")
    return [
        (case, organisation, people[email])
        for case, organisation, email, at in ended.values_list(
            "application", "application__organisation", "note", "at"
        )
        if last.get((case, people[email]), at) <= at
    ]


def workers_of(case: int) -> list[User]:
    """Who works on the application for the organisation."""
    return [each.user for each in ApplicationAccess.objects.filter(application=case).select_related("user")]


def in_force(case: int) -> list[Decision]:
    """The decisions of the case that nothing has replaced and nobody has taken back."""
    rows = list(Decision.objects.filter(application=case))
    replaced = {row.corrects_id for row in rows}
    return [row for row in rows if row.pk not in replaced and row.outcome != Outcome.TAKEN_BACK]


class Diary:
    """The events of one case, read from the first to the last against the table of steps."""

    def __init__(self, case: int) -> None:
        self.events = list(ApplicationEvent.objects.filter(application=case).order_by("pk"))
        self.moments: list[tuple[dt.datetime, str]] = []
        self.counts = Counter(event.step for event in self.events)
        self.status: str = Status.DRAFT
        self.papers: list[str] = []
        for event in self.events:
            self._read(event)

    def _read(self, event: ApplicationEvent) -> None:
        moves = {step.name: step for step in APPLICATION_STEPS}
        papers = {step.name: step for step in SIGNING_STEPS}
        if step := moves.get(event.step):
            assert (event.source, event.target) == (step.source, step.target), event
            assert self.status == step.source, (event, self.status)
            self.status = step.target
            if step.target == Status.APPROVED:
                assert not {*self.papers} & {Signing.AWAITING, Signing.RETURNED}, self.papers
                self.papers.append(Signing.AWAITING)
        elif step := papers.get(event.step):
            assert self.papers, event
            assert self.papers[-1] == step.source, (event, self.papers)
            self.papers[-1] = step.target
        else:
            assert event.source == event.target == self.status, event
        self.moments.append((event.at, self.status))

    def status_at(self, instant: dt.datetime) -> str:
        """Where the case stood then."""
        before = [status for at, status in self.moments if at <= instant]
        return before[-1] if before else Status.DRAFT


# --- Letters and their causes -------------------------------------------------------------------------


def cause_of(letter: Letter) -> None:
    """Fail unless what the letter tells of is in the rows, and was so when it was written."""
    if letter.kind in OF_MEMBERS:
        return
    if letter.kind in OF_THE_GROUP:
        diaries = (Diary(pk) for pk in Application.objects.received().values_list("pk", flat=True))
        assert any(diary.status_at(letter.created_at) == Status.SUBMITTED for diary in diaries)
        return
    kind, reference, occasion, _address = letter.key.split(":")
    assert kind == letter.kind
    case = Application.objects.get(reference=reference)
    diary = Diary(case.pk)
    at = letter.created_at
    day = timezone.localdate(at)
    if kind == "receipt":
        assert diary.counts["submit"] == 1
    elif kind in ("access_given", "access_taken"):
        assert diary.counts[kind]
        assert letter.to in {event.note for event in diary.events if event.step == kind}
    elif kind == "signing_request":
        document = case.signing_documents.get(revision=occasion)
        assert document.is_rendered
        assert document.done_at == at
        assert _is_final(document.decision, at)
    elif kind in ("declined", "decision_corrected"):
        decision = case.decisions.get(pk=occasion)
        assert decision.outcome == Outcome.DECLINED or kind == "decision_corrected"
        assert kind == "declined" or decision.corrects.outcome == decision.outcome
    elif kind == "case_waits":
        assert diary.status_at(at) == Status.SUBMITTED
        assert day > timezone.localdate(case.submitted_at) + dt.timedelta(case.agreement.decide_within_days)
    elif kind == "signature_late":
        document = case.signing_documents.get(pk=occasion)
        assert day >= timezone.localdate(document.done_at) + dt.timedelta(days=30)
        assert document.status != Signing.REVOKED or diary.counts["revoke"] + diary.counts["revoke_returned"]
    elif kind.startswith("supplement_"):
        number, _hyphen, moved = occasion.partition("-")
        _cause_of_supplement(case.supplements.get(pk=number), kind, at, day, moved)
    elif kind == "copy_refused":
        assert SignedCopy.objects.get(pk=occasion, document__application=case).refused_at
    elif kind == "welcome":
        assert Membership.objects.filter(application=case).count() == 1
    else:
        raise AssertionError(f"nobody knows why {letter.key} was written")


def _cause_of_supplement(
    request: SupplementRequest, kind: str, at: dt.datetime, day: dt.date, moved: str
) -> None:
    ended = request.answered_at or request.closed_at
    moves = ApplicationEvent.objects.filter(application=request.application_id, step="move_supplement")
    if kind == "supplement_asked":
        assert request.asked_at == at
    elif kind == "supplement_moved":
        assert moves.get(pk=moved).at == at
    elif kind == "supplement_recalled":
        assert request.recalled
        assert ended == at
    elif kind == "supplement_received":
        assert request.answered_at == at
    else:
        assert ended is None or at < ended
        later = moves.filter(at__gt=at, at__lte=ended or timezone.now()).order_by("pk").first()
        until = dt.date.fromisoformat(later.note.split(" ")[0]) if later else request.answer_by
        assert (day <= until) == (kind == "supplement_soon")


def _is_final(decision: Decision, at: dt.datetime) -> bool:
    """Whether the decision can no longer have been taken back at that instant, and was not."""
    later = Decision.objects.filter(corrects=decision, outcome=Outcome.TAKEN_BACK)
    return at >= decision.recorded_at + dt.timedelta(seconds=HOLD) and not later.exists()


def cause_lasts(letter: Letter, now: dt.datetime) -> None:
    """Fail unless the letter may leave the house at this instant."""
    assert letter.called_off_at is None, letter.key
    if letter.kind in (*OF_MEMBERS, *OF_THE_GROUP):
        return
    kind, reference, occasion, _address = letter.key.split(":")
    if kind == "declined":
        assert _is_final(Decision.objects.get(pk=occasion), now), letter.key
    if kind in TO_STAFF:
        case = Application.objects.get(reference=reference)
        reader = User.objects.get(email=letter.to)
        begun = letter.tries > 1  # it had begun to leave before
        assert begun or reader.pk not in closed_to()[case.pk], (
            f"{letter.key}: the case is closed to the reader"
        )
