"""A member leaves: a notice in writing, a receipt, and an end on the day that the organisation chose."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership import leaving, member_emails
from membership.models import MemberEvent, Membership, Withdrawal
from membership.permissions import is_tied_to, may_help, works_for
from membership.reminding import at_the_end_of, forget_contacts_later
from membership.services.diary import hold, note
from membership.services.links import close_statements
from membership.states import Given, MemberChange, ReminderKind
from membership.uploads import inspect
from relay.services import call_off, finish
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User

logger = logging.getLogger(__name__)
FARTHEST = dt.timedelta(days=730)  # a day further away is a slip of the pen


def withdraw_membership(
    *, membership: Membership, actor: User, effective_on: dt.date, given_by: str, reason: str = ""
) -> Withdrawal:
    """The organisation gives notice in the portal: it leaves on `effective_on`, a Swedish date, today or later.

    Nobody approves it and no reason is needed (MEM-42). Receipt, notice to the group (MEM-41) and the work of the day
    are written in the same transaction. Refuses with StepNotAllowed: not the organisation's own person, a day before
    today, a membership that has ended. Two at once, or twice: one withdrawal, the second is refused.
    """
    if not works_for(actor, membership):
        raise StepNotAllowed(_("These pages are closed to you."))
    with transaction.atomic():
        withdrawal = _give(
            membership,
            actor,
            Withdrawal(
                manner=Given.PORTAL,
                effective_on=effective_on,
                given_on=timezone.localdate(),
                given_by=given_by,
                reason=reason,
            ),
        )
    logger.info("withdrawal_given", extra={"membership_id": membership.pk})
    return withdrawal


def register_paper_withdrawal(
    *,
    membership: Membership,
    actor: User,
    effective_on: dt.date,
    given_on: dt.date,
    given_by: str,
    upload: UploadedFile[bytes],
    reason: str = "",
) -> Withdrawal:
    """The secretariat registers a notice on paper: the paper's date, who signed it, and its scan, kept as it came.

    The day it takes effect may be any from the paper's date on, for the paper counts, not the press of a button;
    a day that has passed takes effect at once. Otherwise as `withdraw_membership`; refuses with BadFile too.
    """
    if not may_help(actor, membership) or is_tied_to(actor, membership.organisation_id):
        raise StepNotAllowed(_("Only the secretariat registers a withdrawal on paper."))
    inspected = inspect(upload)
    name = default_storage.save(
        f"withdrawals/{membership.pk}/{inspected.sha256[:16]}.{inspected.extension}", upload
    )
    with transaction.atomic():
        try:
            withdrawal = _give(
                membership,
                actor,
                Withdrawal(
                    manner=Given.PAPER,
                    effective_on=effective_on,
                    given_on=given_on,
                    given_by=given_by,
                    reason=reason,
                    stored_name=name,
                    filename=inspected.filename,
                    content_type=inspected.content_type,
                    size=inspected.size,
                    sha256=inspected.sha256,
                ),
            )
        except BaseException:
            # Inside the transaction: a fault in the commit itself may come after it, and then the file must stay.
            default_storage.delete(name)
            raise
    logger.info("withdrawal_registered", extra={"membership_id": membership.pk})
    return withdrawal


def regret_withdrawal(*, withdrawal: Withdrawal, actor: User) -> None:
    """The organisation changes its mind before the day; the notice stays as a record, and another may be given.

    The secretariat takes back only a paper that it registered: what the organisation gave itself nobody else undoes
    (MEM-42). Refuses with StepNotAllowed: not the actor's, or the day has begun. Twice: the second is refused. Against
    the relay on the day itself: one of them is first, and the other finds it so.
    """
    with transaction.atomic():
        membership = hold(withdrawal.membership, actor)
        given = membership.withdrawals.filter(pk=withdrawal.pk, regretted_at=None).first()
        if given is None or not given.may_be_regretted or not call_off(Withdrawal, [given.pk]):
            raise StepNotAllowed(
                _("It is too late to take the withdrawal back. You can apply to join again.")
            )
        if not may_regret(actor, given):
            raise StepNotAllowed(_("Only the organisation takes back what it has given itself."))
        given.regretted_at = timezone.now()
        given.regretted_by = actor
        given.save(update_fields=["regretted_at", "regretted_by"])
        note(membership, actor, MemberChange.REGRETTED)
        member_emails.withdrawal_regretted(given)
        member_emails.withdrawal_regretted_notice(given)


def may_regret(actor: User, withdrawal: Withdrawal) -> bool:
    """Whether the person may take the notice back, as long as its day has not come."""
    membership = withdrawal.membership
    if works_for(actor, membership):
        return True
    helps = may_help(actor, membership) and not is_tied_to(actor, membership.organisation_id)
    return withdrawal.manner == Given.PAPER and helps


def end_membership(withdrawal: Withdrawal) -> None:
    """The day has come: end a claimed withdrawal's membership, what each room has to end, and tell the organisation.

    Late is as good as on time: the last day is the one that was chosen, however late the relay comes. All of it in one
    transaction with the work's own row; a second run finds nothing to do.
    """
    with transaction.atomic():
        rows = Membership.objects.select_for_update(of=("self",)).select_related(
            "agreement__region", "application"
        )
        membership = rows.get(pk=withdrawal.membership_id)
        finish(withdrawal)
        if membership.ended_on is None:
            membership.ended_on = withdrawal.last_day
            membership.save(update_fields=["ended_on"])  # `save`, for the public pages listen to it
            leaving.end(membership, withdrawal.effective_on, withdrawal.recorded_by)
            close_statements(membership)
            for waiting in membership.reminders.unfinished().filter(kind=ReminderKind.CONTACTS_RIGHT):
                call_off(type(waiting), [waiting.pk])
            forget_contacts_later(membership, withdrawal.last_day)
            MemberEvent.objects.create(membership=membership, actor=None, what=MemberChange.ENDED)
            member_emails.membership_ended(withdrawal)
    logger.info("membership_ended", extra={"membership_id": membership.pk})


def _give(membership: Membership, actor: User, withdrawal: Withdrawal) -> Withdrawal:
    """Write a notice with all that belongs to it, in the caller's transaction."""
    held = hold(membership, actor)
    today = timezone.localdate()
    if held.ended_on is not None:
        raise StepNotAllowed(_("The membership has ended already."))
    earliest = today if withdrawal.manner == Given.PORTAL else withdrawal.given_on
    if not earliest <= withdrawal.effective_on <= today + FARTHEST or withdrawal.given_on > today:
        raise StepNotAllowed(_("Choose today or a later day."))
    if min(withdrawal.given_on, withdrawal.effective_on) < held.since:
        raise StepNotAllowed(_("That is before the organisation joined. Check the dates."))
    if held.withdrawals.filter(regretted_at=None).exists():
        raise StepNotAllowed(_("A withdrawal has been given already."))
    withdrawal.membership = held
    withdrawal.recorded_by = actor
    withdrawal.told = leaving.tell(held, withdrawal.effective_on)
    withdrawal.due_at = max(timezone.now(), at_the_end_of(withdrawal.last_day))
    try:
        with transaction.atomic():
            withdrawal.save()
    except IntegrityError as error:
        raise StepNotAllowed(_("A withdrawal has been given already.")) from error
    note(held, actor, MemberChange.WITHDRAWN, f"{withdrawal.effective_on:%Y-%m-%d}")
    member_emails.withdrawal_receipt(withdrawal)
    member_emails.withdrawal_notice(withdrawal)
    return withdrawal
