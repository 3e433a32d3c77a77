"""The confirm pages of a decision: approve or decline, at a meeting or by the positions in the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from membership import services
from membership.admin.decision_forms import OneDecisionForm, RecordForm, held, refusing
from membership.admin.outcome_forms import (
    ApproveForm,
    DeclineForm,
    PositionsApproveForm,
    PositionsDeclineForm,
)
from membership.admin.pages import StepPage, in_words, mails, register
from membership.exceptions import DecisionNotPossible
from membership.states import Outcome

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.admin.confirming import StaffForm
    from membership.admin.case import Case
    from steps.exceptions import Refusal


def how_long() -> str:
    """How a recorded decision can be undone."""
    seconds = settings.DECISION_HOLD
    if seconds <= 0:
        return _("The decision is recorded in your name. A mistake is corrected by a new decision.")
    if seconds % 60:
        return ngettext(
            "The decision is recorded in your name. It can be taken back for %(count)d second; after that a mistake is "
            "corrected by a new decision.",
            "The decision is recorded in your name. It can be taken back for %(count)d seconds; after that a mistake "
            "is corrected by a new decision.",
            seconds,
        ) % {"count": seconds}
    minutes = seconds // 60
    return ngettext(
        "The decision is recorded in your name. It can be taken back for %(count)d minute; after that a mistake is "
        "corrected by a new decision.",
        "The decision is recorded in your name. It can be taken back for %(count)d minutes; after that a mistake is "
        "corrected by a new decision.",
        minutes,
    ) % {"count": minutes}


class DecisionPage(StepPage):
    """Records what the group decided."""

    before = "admin/membership/_named.html"

    form_class: type[RecordForm] = OneDecisionForm

    def why_not(self, case: Case) -> str:
        return str(case.decider.why_not_offer(case.application))

    def about(self, case: Case) -> dict[str, Any]:
        return {"application": case.application, "decider": case.decider}

    def refused(self, form: StaffForm, refusal: Refusal) -> bool:
        """What the rule of balance says is written where it can be mended."""
        if isinstance(refusal, DecisionNotPossible) and isinstance(form, RecordForm):
            return not form.blame(refusal)
        return True


class Approve(DecisionPage):
    step = "approve"
    slug = "approve"
    rank = 10
    title = gettext_lazy("Approve the application")
    button = gettext_lazy("Approve")
    form_class: type[RecordForm] = ApproveForm

    def consequences(self, case: Case) -> list[str]:
        return [
            how_long(),
            _("The document for signature is made, with the agreement as it reads today."),
            mails(case, _("with the document to sign")),
            _("The organisation has joined only when its signature is registered."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.approve_application(
            case.application, actor=user, held=held(data), reasons_text=data["reasons_text"]
        )
        return _("Approved. The document is being made and sent to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class Decline(DecisionPage):
    step = "decline"
    slug = "decline"
    rank = 20
    title = gettext_lazy("Decline the application")
    button = gettext_lazy("Decline")
    form_class: type[RecordForm] = DeclineForm

    def consequences(self, case: Case) -> list[str]:
        return [how_long(), mails(case, _("with the reasons and how to ask for reconsideration"))]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.decline_application(case.application, actor=user, **refusing(data))
        return _("Declined. The reasons are on their way to %(to)s.") % {"to": in_words(case.recipients)}


class ByPositions(DecisionPage):
    """Offered only where the recorded positions give that outcome, if need be with a reason for unequal voices."""

    outcome: Outcome

    def is_now(self, case: Case) -> bool:
        return super().is_now(case) and case.positions_give == self.outcome

    def why_not(self, case: Case) -> str:
        return ""


class ApproveByPositions(ByPositions, Approve):
    slug = "approve-by-positions"
    rank = 5
    title = gettext_lazy("Record the decision: approved by positions")
    label = title
    form_class = PositionsApproveForm
    outcome = Outcome.APPROVED


class DeclineByPositions(ByPositions, Decline):
    slug = "decline-by-positions"
    rank = 5
    title = gettext_lazy("Record the decision: declined by positions")
    label = title
    form_class = PositionsDeclineForm
    outcome = Outcome.DECLINED


register(Approve(), Decline(), ApproveByPositions(), DeclineByPositions())
