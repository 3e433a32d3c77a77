"""The extract of the minutes: ask for it on its page, fetch it from the case page when the relay has made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.admin.confirming import StaffForm
from membership.admin.pages import CasePage, Part, add_part, register
from membership.models import MinutesExtract
from membership.services import waits
from membership.services.extracts import ask_for_extract
from membership.states import DECIDED, STEPS
from relay.admin_lists import WORK_STATES, tag

if TYPE_CHECKING:
    from accounts.models import User
    from membership.admin.case import Case


class ExtractForm(StaffForm):
    """About one decision, or about the whole day."""

    about = forms.ChoiceField(
        label=gettext_lazy("What shall it hold?"),
        choices=[
            ("one", gettext_lazy("The decision in this case")),
            ("day", gettext_lazy("All decisions of the same day")),
        ],
        widget=forms.RadioSelect,
        initial="one",
        error_messages={"required": gettext_lazy("Choose one of them.")},
    )


class Extract(CasePage):
    """Ask for a PDF with what the record says."""

    slug = "extract"
    rank = 80
    title = gettext_lazy("Extract of the minutes")
    button = gettext_lazy("Make the extract")
    form_class = ExtractForm

    def is_for(self, case: Case) -> bool:
        return bool(STEPS["decline"].by & case.capacities.of(case.application))

    def is_now(self, case: Case) -> bool:
        return case.application.status in DECIDED and not waits(case.application)

    def consequences(self, case: Case) -> list[str]:
        return [
            _("A PDF is made in the background. You find it on the case page within a minute."),
            _("It says what the record says now. A correction later does not change it."),
            _("Cases that are closed to you are not in it."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        ask_for_extract(case.application, actor=user, whole_day=data["about"] == "day")
        return _("The extract is being made. Open the page again in a moment.")


def extracts_of(case: Case) -> list[dict[str, Any]]:
    """The extracts with a decision of this case, newest first; none that holds a case closed to the person."""
    found = (
        MinutesExtract.objects.open_to(case.capacities)
        .filter(decisions__application=case.application)
        .select_related("body__agreement__region")
        .distinct()
    )
    return [{"extract": each, "state": tag(*WORK_STATES[each.work_state])} for each in found]


add_part(Part("admin/membership/_extracts.html", extracts_of, place="side", rank=60))
register(Extract())
