"""The confirm pages of a decision: approve, decline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from membership import services
from membership.admin.forms import DeclineForm, OneDecisionForm, held
from membership.admin.pages import StepPage, in_words, mails, register

if TYPE_CHECKING:
    from accounts.models import User
    from membership.admin.case import Case


class DecisionPage(StepPage):
    """Records what the group decided."""

    def why_not(self, case: Case) -> str:
        return str(case.decider.why_not(case.application))


class Approve(DecisionPage):
    step = "approve"
    slug = "approve"
    rank = 10
    title = gettext_lazy("Approve the application")
    button = gettext_lazy("Approve")
    form_class = OneDecisionForm

    def about(self, case: Case) -> dict[str, Any]:
        return {"application": case.application, "decider": case.decider}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The decision is recorded in your name. It cannot be changed afterwards."),
            _("The document for signature is made, with the agreement as it reads today."),
            mails(case, _("with the document to sign")),
            _("The organisation has joined only when its signature is registered."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.approve_application(case.application, actor=user, held=held(data))
        return _("Approved. The document is being made and sent to %(to)s.") % {
            "to": in_words(case.recipients)
        }


class Decline(DecisionPage):
    step = "decline"
    slug = "decline"
    rank = 20
    title = gettext_lazy("Decline the application")
    button = gettext_lazy("Decline")
    form_class = DeclineForm

    def about(self, case: Case) -> dict[str, Any]:
        return {"application": case.application, "decider": case.decider}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("The decision is recorded in your name. It cannot be changed afterwards."),
            mails(case, _("with the reasons and how to ask for reconsideration")),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        services.decline_application(
            case.application,
            actor=user,
            held=held(data),
            reasons=list(data["reasons"]),
            reasons_text=data["reasons_text"],
        )
        return _("Declined. The reasons are on their way to %(to)s.") % {"to": in_words(case.recipients)}


register(Approve(), Decline())
