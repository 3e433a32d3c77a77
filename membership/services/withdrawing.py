"""The organisation takes its application back, by its own hand and without a reason (process 2, domain 1.7)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.models import Application
from membership.permissions import has_access
from membership.services.corrections import OF_A_REFUSAL, OF_AN_APPROVAL, revoke_documents, stop_letters
from membership.states import OPEN, STEPS, Signing, Status
from membership.steps import take_step
from membership.told import told_status
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
WITHDRAW = {
    Status.SUBMITTED: "withdraw",
    Status.SUPPLEMENT: "withdraw_asked",
    Status.APPROVED: "withdraw_approved",
    Status.DECLINED: "withdraw_declined",
}
STOPPED = {"withdraw_approved": OF_AN_APPROVAL, "withdraw_declined": OF_A_REFUSAL}
JOINED = _("You have joined. How you leave stands on your organisation's page.")


def may_withdraw(application: Application) -> bool:
    """Whether the organisation can take the application back, as far as it knows where the case stands: while it awaits
    an answer, or is approved and has not joined yet. A refusal that it has not heard of takes nothing from it.
    """
    if getattr(application, "membership", None) is not None:
        return False
    return told_status(application) in (*OPEN, Status.APPROVED)


def withdraw_application(*, application: Application, actor: User) -> None:
    """Take an application back that has no answer yet, or is approved and has not joined.

    The decision, where there is one, stays in the record; its document is no longer to be signed, and what still waits
    to be told of it is stopped, so that nobody hears of a decision after they withdrew. Refuses with StepNotAllowed or
    AlreadyMoved: once a refusal was told or the signature is registered, and somebody else's. Twice: the second is
    refused.
    """
    if not has_access(actor, application):
        raise StepNotAllowed
    with transaction.atomic():
        # Not against those who only point to the case: they hold the document that is revoked below.
        case = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
        if told_status(case) not in (*OPEN, Status.APPROVED):
            raise StepNotAllowed
        step = WITHDRAW[Status(case.status)]
        take_step(case, STEPS[step], actor=actor)
        case.supplements.filter(answered_at=None, closed_at=None).update(closed_at=timezone.now())
        # First this, then the question: whoever confirms the signature from now on finds the document revoked.
        revoke_documents(case, actor)
        if case.signing_documents.filter(status=Signing.REGISTERED).exists():
            raise StepNotAllowed(JOINED)
        if step in STOPPED:
            stop_letters(case, STOPPED[step])
    application.refresh_from_db()
    logger.info("application_withdrawn", extra={"application_id": application.pk})
