"""Who works on an application: the board itself adds and removes people, without staff (MEM-51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserManager
from membership import emails
from membership.models import Application, ApplicationAccess, ApplicationEvent
from membership.permissions import Capacities, has_access
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable


def give_access(application: Application, *, actor: User, email: str, language: str = "sv") -> User:
    """Let the person with this address work on the application, and tell them by letter; a code by mail lets them in.

    Refuses with StepNotAllowed: not the actor's case, or somebody who handles applications in the region (else an
    applicant could close the case to them, MEM-45; such a person says so themselves). Twice: one access, one letter.
    """
    with transaction.atomic():
        case = _own(application, actor)
        address = UserManager.normalize_email(email)
        # Not confirmed yet: the account opens only with a code that is sent to the address.
        person = User.objects.filter(email=address).first() or User.objects.create_user(
            address, language=language
        )
        if Capacities(person).handles_cases_in(case.agreement.region_id):
            raise StepNotAllowed(
                _("That person handles applications here and cannot be added. Talk to the secretariat.")
            )
        access, created = ApplicationAccess.objects.get_or_create(application=case, user=person)
        if created:
            _note(case, actor, "access_given", person.email)
            emails.access_given(case, person, by=actor, occasion=str(access.pk))
    return person


def take_access(application: Application, *, actor: User, person: User) -> None:
    """End somebody's access, one's own too: so the board hands over after its annual meeting.

    Refuses with StepNotAllowed: not the actor's case, or nobody would be left who has signed in at least once, for an
    address with a slip of the pen would leave the organisation outside. Twice: the second does nothing.
    """
    with transaction.atomic():
        case = _own(application, actor)
        access = case.access.filter(user=person).first()
        if access is None:
            return
        left = [each.user for each in case.access.exclude(user=person).select_related("user")]
        if not left:
            raise StepNotAllowed(_("You are the only one. Add somebody else first."))
        if not _somebody_has_been_here(left):
            raise StepNotAllowed(
                _("Wait until one of the others has signed in. Else nobody could work with this.")
            )
        occasion = str(access.pk)
        access.delete()
        _note(case, actor, "access_taken", person.email)
        if person.pk != actor.pk:
            emails.access_taken(case, person, by=actor, occasion=occasion)


def _own(application: Application, actor: User) -> Application:
    """The case, held until we are done: two people may remove each other in the same moment."""
    case = Application.objects.select_for_update(of=("self",)).select_related("agreement__region")
    held: Application = case.get(pk=application.pk)
    if not has_access(actor, held):
        raise StepNotAllowed(_("The case is closed to you."))
    return held


def _somebody_has_been_here(people: Iterable[User]) -> bool:
    return any(person.is_active and person.last_login for person in people)


def _note(case: Application, actor: User, what: str, text: str) -> None:
    ApplicationEvent.objects.create(
        application=case, actor=actor, step=what, source=case.status, target=case.status, note=text
    )
