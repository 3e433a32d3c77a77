"""What members of the group say about a case before it is decided: positions, and conflicts of interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from membership.models import Application, ApplicationEvent, Position, Recusal
from membership.perhaps_tied import is_named
from membership.permissions import Capacities
from membership.quorum import Group, is_outdated
from membership.reminding import ask_for_positions
from membership.states import DECIDED, OPEN, By, Ground, Opinion, Status
from relay.services import call_off
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User

UNDER_WAY = (*OPEN, *DECIDED)  # a step may still be taken
RECEIVED = (*UNDER_WAY, Status.WITHDRAWN)
TO_STAFF = ("case_waits", "supplement_missing")  # letters about a case that go to the secretariat


def record_position(application: Application, *, user: User, opinion: Opinion, comment: str = "") -> Position:
    """Record what a member of the leadership group thinks. The newest counts, earlier ones stay in the record.

    Refuses with StepNotAllowed: no deciding seat in the region today, the case is closed to them (MEM-45), or it is not
    open. Twice the same: the first stands and is returned, unless a supplement has changed the application since.
    """
    with transaction.atomic():
        case = _seen_case(application, user, OPEN)
        if not _sits(case, user):
            raise StepNotAllowed(_("Only those who sit in the leadership group record a position."))
        said = [str(Opinion(opinion).label)]
        if is_named(case, user):  # the form has asked
            said.append(gettext("Is named for the organisation, and says: no conflict of interest."))
        note = ". ".join(said)
        if standing := _standing(case, user, opinion, comment.strip(), note):
            return standing
        position = Position.objects.create(
            application=case, user=user, opinion=opinion, comment=comment.strip()
        )
        _note(case, user, "position", note)
        if opinion == Opinion.AWAY:
            ask_for_positions(case.agreement)  # an alternate has the voice now
    return position


def _standing(case: Application, user: User, opinion: Opinion, comment: str, note: str) -> Position | None:
    """The person's newest position, if it counts and says this very thing, as the diary does."""
    newest: Position | None = case.positions.filter(user=user).order_by("pk").last()
    if (
        newest is None
        or is_outdated(newest.at, case)
        or (newest.opinion, newest.comment) != (opinion, comment)
    ):
        return None
    told = case.events.filter(actor=user, step="position").order_by("pk").last()
    return newest if told is not None and told.note == note else None


def declare_conflict(
    application: Application, *, user: User, ground: str, note: str = "", by: User | None = None
) -> Recusal:
    """Say that somebody has a conflict of interest: from now on the case is closed to them (MEM-45, LAW-F1).

    `by` is who says it, the person or the secretariat. A decided case can still be decided otherwise, so it can be said
    there, too; what was decided stays. Refuses with StepNotAllowed when the case was taken back or whoever says it may
    not see it. Twice: the first declaration stands and is returned.
    """
    teller = by or user
    with transaction.atomic():
        standing = Recusal.objects.filter(application=application, user=user, lifted_at=None).first()
        if standing is not None:
            return standing
        case = _seen_case(application, teller, UNDER_WAY)
        if teller != user and By.SECRETARIAT not in Capacities(teller).of(case):
            raise StepNotAllowed(_("The person, or the secretariat, says so."))
        if not Capacities(user).sees_as_staff(case):
            raise StepNotAllowed(_("That person does not handle cases here."))
        try:
            with transaction.atomic():
                recusal = Recusal.objects.create(
                    application=case, user=user, ground=ground, note=note.strip(), declared_by=teller
                )
        except IntegrityError:  # the same person in two windows
            return Recusal.objects.get(application=case, user=user, lifted_at=None)
        _note(case, teller, "recuse", f"{user}: {recusal.get_ground_display()}")
        _hold_back_letters(case, user)
        if case.status in OPEN:
            ask_for_positions(case.agreement)  # so here
    return recusal


def keep_tie(case: Application, person: User, *, by: User) -> None:
    """Whoever gives up the access to an application has had a tie to its organisation: all its cases stay closed to
    them as staff, now or later, until the secretariat lifts that (MEM-45). In the caller's transaction, the case held.
    """
    Recusal.objects.update_or_create(
        application=case,
        user=person,
        lifted_at=None,
        defaults={"ground": Ground.WORKED},
        create_defaults={"ground": Ground.WORKED, "declared_by": by},
    )


def lift_conflict(recusal: Recusal, *, by: User, note: str) -> None:
    """The secretariat ends a conflict of interest that was a mistake, or is long past, and says why; never the person
    themselves.

    Refuses with StepNotAllowed; so also the second time. The row stays, and the diary tells both.
    """
    if not note.strip():
        raise StepNotAllowed(_("Please say why."))
    with transaction.atomic():
        case = _seen_case(recusal.application, by, RECEIVED)
        if by.pk == recusal.user_id or By.SECRETARIAT not in Capacities(by).of(case):
            raise StepNotAllowed(_("Somebody else in the secretariat has to do that."))
        lifted = Recusal.objects.filter(pk=recusal.pk, lifted_at=None).update(
            lifted_at=timezone.now(), lifted_by=by, lifted_note=note.strip()
        )
        if not lifted:
            raise StepNotAllowed
        _note(case, by, "lift_recusal", f"{recusal.user}: {note.strip()}")
        if case.status in OPEN:
            ask_for_positions(case.agreement)
    recusal.refresh_from_db()


def _seen_case(application: Application, user: User, statuses: Collection[Status]) -> Application:
    """The case, locked against a decision or a declaration in the same moment. Refuses one in another state, or closed
    to `user`: that is asked once the row is held.
    """
    person = Capacities(user)
    case: Application | None = (
        Application.objects.for_staff(person)
        .filter(pk=application.pk)
        .select_for_update(of=("self",))
        .select_related("agreement__region")
        .first()
    )
    if case is None or person.is_closed(case):
        raise StepNotAllowed(_("The case is closed to you."))
    if case.status not in statuses:
        raise StepNotAllowed(_("The case is decided, or was taken back."))
    return case


def _sits(case: Application, user: User) -> bool:
    group = Group(case.agreement, timezone.localdate())
    return any(each.holder == user.pk for each in group.sittings)


def _hold_back_letters(case: Application, user: User) -> None:
    """What was written to the person about the case and has not begun to leave stays in the house."""
    unsent = Letter.objects.unfinished().filter(
        to=user.email, kind__in=TO_STAFF, key__contains=f":{case.reference}:"
    )
    for pk in unsent.values_list("pk", flat=True):
        call_off(Letter, [pk])


def _note(case: Application, actor: User, what: str, text: str) -> None:
    ApplicationEvent.objects.create(
        application=case, actor=actor, step=what, source=case.status, target=case.status, note=text
    )
