"""Begin, change and submit an application."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from letters.words import checksum
from membership import emails
from membership.exceptions import AlreadyApplied, Incomplete
from membership.likeness import name_key
from membership.models import Application, ApplicationAccess, Organisation
from membership.permissions import has_access
from membership.references import new_reference
from membership.reminding import wait
from membership.states import OPEN, STEPS, Kind, Scope, Status
from membership.steps import take_step
from membership.told import told_status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from agreement.models import Agreement, Municipality

logger = logging.getLogger(__name__)
A_YEAR = dt.timedelta(days=365)


def begin_application(
    *, agreement: Agreement, language: str, user: User | None = None, **answers: Any
) -> Application:
    """Start a draft with the first answers. Without `user` it belongs to whoever holds its `draft_token`."""
    with transaction.atomic():
        application = Application.objects.create(
            agreement=agreement, reference=_free_reference(agreement), language=language, **answers
        )
        if user is not None:
            claim_draft(application=application, user=user)
    return application


def change_application(
    *, application: Application, municipalities: Iterable[Municipality] | None = None, **answers: Any
) -> None:
    """Write answers into a draft. Refuses (StepNotAllowed) once it is submitted, and a browser that still holds a draft
    which a person has claimed. Twice is the same as once.

    Whoever has a new address in it is asked whether it is theirs (`left_drafts`), unless they have said no before.
    """
    with transaction.atomic():
        same = Application.objects.filter(pk=application.pk, draft_token=application.draft_token)
        before = same.select_for_update().first()
        if before is not None and answers.get("contact_email", before.contact_email) != before.contact_email:
            said_no = before.disowned_before.split()
            if before.disowned:
                said_no.append(checksum(before.contact_email))
            answers["disowned"] = checksum(answers["contact_email"]) in said_no
            answers["disowned_before"] = " ".join(dict.fromkeys(said_no))
        changed = same.filter(status=Status.DRAFT).update(updated_at=timezone.now(), **answers)
        if not changed:
            raise StepNotAllowed
        if municipalities is not None:
            application.municipalities.set(municipalities)
    application.refresh_from_db()


def claim_draft(*, application: Application, user: User) -> None:
    """Give a draft to the person who confirmed an address; from now on only they (and whom they invite) see it.

    The token is used up, so a copied cookie opens nothing. Refuses (StepNotAllowed) when somebody else was faster.
    Twice for the same person is the same as once.
    """
    with transaction.atomic():
        unclaimed = Application.objects.filter(pk=application.pk, draft_token__isnull=False)
        if not unclaimed.update(draft_token=None) and not application.access.filter(user=user).exists():
            raise StepNotAllowed
        ApplicationAccess.objects.get_or_create(application=application, user=user)
    application.refresh_from_db()


def missing_pages(application: Application) -> list[str]:
    """The pages of the form, by slug and in order, whose required answers are not all there (MEM-08, domain 1.8)."""
    agreement = application.agreement
    has_number = application.number or (agreement.admits_unnumbered and application.number_missing_reason)
    organisation = application.name and application.form and has_number
    if agreement.admits_public_actors:
        organisation = organisation and application.kind
    contact = application.contact_name and application.contact_email and application.contact_level
    answered = {
        "organisation": bool(organisation),
        "omrade": _scope_is_answered(application),
        "kontakt": bool(contact),
        "intygande": bool(application.declared and application.declared_by),
    }
    return [page for page, complete in answered.items() if not complete]


def submit_application(*, application: Application, actor: User) -> None:
    """Hand the draft in: freeze time of receipt, effects and declaration, recognise the organisation, send a receipt.

    Refuses with Incomplete (answers missing), AlreadyApplied (the organisation has an open application or is a member)
    or StepNotAllowed (not a draft any more, or not the actor's). Twice: one application, the second is refused. Source:
    MEM-10 … MEM-14, LAW-P2, LAW-F7 (the day it reached the service counts, at any hour).
    """
    if not has_access(actor, application):
        raise StepNotAllowed
    now = timezone.now()
    agreement = application.agreement
    try:
        with transaction.atomic():
            # The answers as they are now, held until we are done: another tab may just have changed one.
            answers = Application.objects.select_for_update().filter(pk=application.pk).first()
            if answers is None:  # thrown away in another tab
                raise StepNotAllowed
            if missing := missing_pages(answers):
                raise Incomplete(missing)
            application.refresh_from_db()
            organisation = _recognise_organisation(application)
            take_step(
                application,
                STEPS["submit"],
                actor=actor,
                organisation=organisation,
                submitted_at=now,
                updated_at=now,
                effects=effects_on(agreement, timezone.localdate(now)),
                declaration=agreement.declaration,
                declaration_version=agreement.declaration_version,
            )
            emails.receipt(application)
            wait(application)
    except IntegrityError as error:
        # The partial unique constraint: another board member's application for the same organisation was faster.
        raise AlreadyApplied(name=application.name, reference="–") from error
    logger.info("application_submitted", extra={"application_id": application.pk})


def effects_on(agreement: Agreement, day: dt.date) -> list[dict[str, Any]]:
    """What applying on `day` (a Swedish date) gives and what not: the next cut-off of each effect, as plain JSON.

    An effect whose cut-offs are all past is there too, as missed; older cut-offs of an effect with a newer one are not,
    and one that passed more than a year ago is history: nobody who applies today has missed it.
    """
    chosen: dict[tuple[str, str], Any] = {}
    for cut_off in agreement.cut_offs.filter(last_day__gt=day - A_YEAR).order_by("last_day"):
        key = (cut_off.effect, cut_off.title if cut_off.effect == "other" else "")
        if key not in chosen or not chosen[key].is_met_on(day):
            chosen[key] = cut_off
    return [
        {
            "effect": cut_off.effect,
            "title": cut_off.title,
            "last_day": cut_off.last_day.isoformat(),
            "met": cut_off.is_met_on(day),
            "wording": cut_off.wording_before if cut_off.is_met_on(day) else cut_off.wording_after,
        }
        for cut_off in sorted(chosen.values(), key=lambda each: each.last_day)
    ]


def _scope_is_answered(application: Application) -> bool:
    """The whole county, enough municipalities, or (where exceptions are made) a reason why neither (MEM-03, MEM-04)."""
    if application.scope == Scope.COUNTY:
        return True
    if application.scope == Scope.SEVERAL:
        return application.municipalities.count() >= application.agreement.min_municipalities
    is_exception = application.scope == Scope.OTHER and application.agreement.admits_exceptions
    return is_exception and bool(application.scope_reason.strip())


def _recognise_organisation(application: Application) -> Organisation:
    """The organisation's one row: found by its number, else by what it says it was (MEM-49), else made new. Refuses a
    second open application.

    A former member that had no number and has one now stays the same row, unless another has that number: that one it
    is then, nothing is merged, and `former` still says who it was.
    """
    number = application.number or None
    organisation = Organisation.objects.filter(number=number).first() if number else None
    if (
        organisation is None
        and application.former is not None
        and application.former.organisation.number is None
    ):
        organisation = application.former.organisation
        if number:
            organisation.number = number
            organisation.save(update_fields=["number"])
    if organisation is None and number:
        organisation, _new = Organisation.objects.get_or_create(number=number, defaults=_facts(application))
    if organisation is None:
        organisation = Organisation.objects.create(**_facts(application))
    _refuse_double(application, organisation)
    return organisation


def organisation_of(application: Application) -> Organisation:
    """The organisation's one row after its answers were changed in a supplement.

    A row that only this application has made follows the answers, and so does a number that only this one has given;
    another number leads to the row that has it, or to a new one. Refuses (AlreadyApplied) a number whose organisation
    has an open application or has joined.
    """
    organisation = application.organisation
    if organisation is None:  # a draft has none
        raise StepNotAllowed
    number = application.number or None
    same = Organisation.objects.filter(number=number).exclude(pk=organisation.pk).first() if number else None
    if same is not None:
        _refuse_double(application, same)
        return same
    others = organisation.applications.exclude(pk=application.pk)
    if others.exists() or organisation.memberships.exists():
        if number == organisation.number:
            return organisation
        if organisation.number is None or not others.filter(number=organisation.number).exists():
            organisation.number = number
            organisation.save(update_fields=["number"])
            return organisation
        return Organisation.objects.create(number=number, **_facts(application))
    organisation.number = number
    for name, fact in _facts(application).items():
        setattr(organisation, name, fact)
    organisation.save()
    return organisation


def _facts(application: Application) -> dict[str, str]:
    return {
        "name": application.name,
        "name_key": name_key(application.name),
        "form": application.form,
        "kind": application.kind or Kind.CIVIL,
    }


def _refuse_double(application: Application, organisation: Organisation) -> None:
    """Refuse (AlreadyApplied) where the organisation has another open application here, or has joined."""
    if case := another_case(application, organisation):
        raise AlreadyApplied(name=application.name, reference=case.reference)


def has_another_case(application: Application) -> bool:
    """Whether the application's organisation has another one here that is open, or has joined by it."""
    organisation = application.organisation
    if organisation is None:  # a draft has none
        return False
    # One such question about an organisation at a time, or two of its cases would each find the other one closed.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    return another_case(application, organisation) is not None


def another_case(application: Application, organisation: Organisation) -> Application | None:
    cases = organisation.applications.filter(agreement=application.agreement).exclude(pk=application.pk)
    approved = Q(status=Status.APPROVED) & ~Q(membership__ended_on__isnull=False)
    living: Application | None = cases.filter(Q(status__in=OPEN) | approved).first()
    if living is not None:
        return living
    # A refusal that can still be taken back is open for everybody outside (told.py), and would be open again.
    declined = cases.filter(status=Status.DECLINED).prefetch_related("decisions")
    return next((case for case in declined if told_status(case) in OPEN), None)


def _free_reference(agreement: Agreement) -> str:
    """A reference nobody has; the unique column has the last word."""
    year = timezone.localdate().year
    while True:
        reference = new_reference(agreement.region.reference_prefix, year)
        if not Application.objects.filter(reference=reference).exists():
            return reference
