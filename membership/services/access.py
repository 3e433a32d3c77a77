"""Who works on an application: the board itself adds and removes people, without staff (MEM-51). Only where nobody of a
member is left who could, the secretariat lets somebody in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User, UserManager
from membership import emails, member_emails
from membership.models import Application, ApplicationAccess, ApplicationEvent
from membership.permissions import Capacities, has_access, is_tied_to, may_help
from membership.services.diary import hold_current, note
from membership.services.positions import keep_tie
from membership.states import MemberChange
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership.models import Membership


def give_access(application: Application, *, actor: User, email: str, language: str = "sv") -> User:
    """Let the person with this address work on the application, and tell them by letter; a code by mail lets them in.

    Refuses with StepNotAllowed: not the actor's case, or somebody who handles applications in the region (else an
    applicant could close the case to them, MEM-45; such a person says so themselves). Twice: one access, one letter.
    """
    with transaction.atomic():
        case = _own(application, actor)
        access, created = _let_in(case, actor, email, language)
        if created:
            emails.access_given(case, access.user, by=actor, occasion=str(access.pk))
    return access.user


def give_access_for_a_member(
    membership: Membership, *, actor: User, email: str, registry_number: str
) -> bool:
    """The secretariat lets somebody in where none of the member's own people can; says whether that is new.

    It has looked that the written request, in the registry under `registry_number`, comes from somebody who may speak
    for the organisation. Both diaries say so, the person gets a letter, and so does everybody else whom the
    portal knows of the member. Refuses with StepNotAllowed: not the region's secretariat, tied to the organisation (its
    own people, and a conflict of interest), a membership that has ended, or somebody who handles applications in the
    region. Twice: one access, one line, one letter to each.
    """
    with transaction.atomic():
        held = hold_current(membership, actor)
        if not may_give_access(actor, held):
            raise StepNotAllowed(_("The case is closed to you."))
        known = held.recipients
        access, created = _let_in(_held(held.application), actor, email, held.application.language)
        if created:
            note(held, actor, MemberChange.ACCESS_GIVEN, registry_number)
            person = access.user
            emails.access_given(access.application, person, by=None, occasion=str(access.pk))
            others = [address for address in known if address != person.email]
            member_emails.access_given_notice(held, person, occasion=str(access.pk), recipients=others)
    return created


def may_give_access(actor: User, membership: Membership) -> bool:
    """Whether the person may let somebody in as the secretariat: of the region, and not tied to the organisation."""
    return may_help(actor, membership) and not is_tied_to(actor, membership.organisation_id)


def take_access(application: Application, *, actor: User, person: User) -> None:
    """End somebody's access, one's own too: so the board hands over after its annual meeting. As staff the person stays
    closed out of the organisation's cases (`keep_tie`).

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
        keep_tie(case, person, by=actor)
        _note(case, actor, "access_taken", person.email)
        if person.pk != actor.pk:
            emails.access_taken(case, person, by=actor, occasion=occasion)


def _own(application: Application, actor: User) -> Application:
    held = _held(application)
    if not has_access(actor, held):
        raise StepNotAllowed(_("The case is closed to you."))
    return held


def _held(application: Application) -> Application:
    """The case, held until we are done: two people may remove each other in the same moment. Refuses (StepNotAllowed) a
    draft that was thrown away in that moment.
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related("agreement__region")
    held: Application | None = rows.filter(pk=application.pk).first()
    if held is None:
        raise StepNotAllowed
    return held


def _let_in(case: Application, actor: User, email: str, language: str) -> tuple[ApplicationAccess, bool]:
    """The access of the person with the address, and whether it is new, in the caller's transaction."""
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
    return access, created


def _somebody_has_been_here(people: Iterable[User]) -> bool:
    return any(person.is_active and person.last_login for person in people)


def _note(case: Application, actor: User, what: str, text: str) -> None:
    ApplicationEvent.objects.create(
        application=case, actor=actor, step=what, source=case.status, target=case.status, note=text
    )
