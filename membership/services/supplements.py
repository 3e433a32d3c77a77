"""Ask the organisation for what is missing, take the answer in, or go on without it (MEM-44, LAW-F4)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership import emails
from membership.exceptions import StepNotAllowed
from membership.models import Application, SupplementRequest
from membership.reminding import at_the_end_of, on_the_morning_of, plan
from membership.states import STEPS, ReminderKind
from membership.steps import take_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User


def ask_supplement(
    application: Application,
    *,
    actor: User,
    what: str,
    otherwise: str,
    answer_by: dt.date,
    pages: Sequence[str] = (),
) -> SupplementRequest:
    """Ask for what is missing: a letter says what, by when, how, and what happens otherwise.

    `pages` of the form are open until it is answered; everything else stays as it came in, the effects of the cut-offs
    above all. Refuses with StepNotAllowed: too short a time (the region's setting), or a step that is not allowed now.
    Twice: the second is refused, for the case already awaits a supplement.
    """
    earliest = timezone.localdate() + dt.timedelta(days=application.agreement.supplement_days)
    if answer_by < earliest:
        raise StepNotAllowed(_("Give at least until %(day)s."), day=earliest.isoformat())
    if not what.strip() or not otherwise.strip():
        raise StepNotAllowed(_("Please say what is missing, and what happens otherwise."))
    with transaction.atomic():
        take_step(application, STEPS["ask_supplement"], actor=actor, note=what)
        request = SupplementRequest.objects.create(
            application=application,
            what=what.strip(),
            otherwise=otherwise.strip(),
            pages=list(pages),
            answer_by=answer_by,
            asked_by=actor,
        )
        emails.supplement_asked(request)
        soon = answer_by - dt.timedelta(days=3)
        plan(
            ReminderKind.SUPPLEMENT_SOON,
            on_the_morning_of(soon),
            application=application,
            occasion=request.pk,
        )
        plan(
            ReminderKind.SUPPLEMENT_LATE,
            at_the_end_of(answer_by),
            application=application,
            occasion=request.pk,
        )
    return request


def answer_supplement(application: Application, *, actor: User, answer: str) -> SupplementRequest:
    """The organisation sends what was asked for; also after the day, for nothing closes by itself.

    Effects, the time of receipt and the declaration stay as they were at submission. Refuses with StepNotAllowed when
    nothing is asked; so also the second time.
    """
    with transaction.atomic():
        take_step(application, STEPS["answer_supplement"], actor=actor, note=answer)
        request = _open_request(application)
        request.answer = answer.strip()
        request.answered_at = timezone.now()
        request.save(update_fields=["answer", "answered_at"])
        emails.supplement_received(request)
    return request


def close_supplement(application: Application, *, actor: User, note: str) -> SupplementRequest:
    """The secretariat goes on without the answer and says why; the case awaits its decision again.

    Refuses with StepNotAllowed before the answer's day has passed; so also the second time.
    """
    with transaction.atomic():
        request = _open_request(application)
        if timezone.localdate() <= request.answer_by:
            raise StepNotAllowed(
                _("The organisation has until %(day)s to answer."), day=request.answer_by.isoformat()
            )
        take_step(application, STEPS["close_supplement"], actor=actor, note=note)
        request.closed_at = timezone.now()
        request.save(update_fields=["closed_at"])
    return request


def _open_request(application: Application) -> SupplementRequest:
    request = application.supplements.filter(answered_at=None, closed_at=None).select_for_update().first()
    if request is None:
        raise StepNotAllowed
    return request
