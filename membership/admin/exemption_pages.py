"""The confirm page that grants what a cut-off took, and what was granted, on the case page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement.admin.confirming import StaffForm, Words
from membership.admin.pages import CasePage, Part, add_part, register
from membership.services.exemptions import EXEMPTABLE, grant_exemption, missed_effects
from membership.states import By
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from accounts.models import User
    from membership.admin.case import Case


class ExemptionForm(StaffForm):
    """What is granted, and why. What is chosen says what it is, so that it is the same when another was granted before
    it; also what nobody can grant any more is understood, or a second press would read as a wrong choice.
    """

    effect = forms.ChoiceField(
        label=gettext_lazy("What do you grant?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you grant.")},
    )
    reason = Words(
        gettext_lazy("Why?"),
        rows=4,
        help_text=gettext_lazy("The organisation can read it. Others in the same situation may refer to it."),
        ask=gettext_lazy("Say why."),
    )

    def __init__(
        self, *args: Any, late_for: list[dict[str, Any]], missed: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["effect"]
        field.choices = [(named(effect), effect["title"]) for effect in late_for]
        field.widget.choices = [(named(effect), effect["title"]) for effect in missed]


def named(effect: dict[str, Any]) -> str:
    """What the form sends for an effect. No case has two of the same kind and title."""
    return f"{effect['effect']}|{effect['title']}"


class GrantExemption(CasePage):
    slug = "grant-exemption"
    title = gettext_lazy("Grant an exemption from a cut-off")
    button = gettext_lazy("Grant the exemption")
    form_class = ExemptionForm
    rank = 60

    def is_for(self, case: Case) -> bool:
        return bool(case.capacities.of(case.application) & {By.GROUP, By.SECRETARIAT})

    def is_now(self, case: Case) -> bool:
        return case.application.status in EXEMPTABLE and bool(missed_effects(case.application))

    def about(self, case: Case) -> dict[str, Any]:
        late_for = [effect for effect in case.application.effects if not effect["met"]]
        return {"late_for": late_for, "missed": missed_effects(case.application)}

    def consequences(self, case: Case) -> list[str]:
        return [
            _("What was frozen when the application came in stays. The exemption stands beside it."),
            _("It is written in the diary in your name, and the organisation sees it on its page."),
        ]

    def act(self, case: Case, user: User, data: dict[str, Any]) -> str:
        missed = {named(effect): effect for effect in missed_effects(case.application)}
        effect = missed.get(data["effect"])
        if effect is None:
            raise StepNotAllowed(_("That is granted already."))
        grant_exemption(
            case.application,
            actor=user,
            effect=effect["effect"],
            title=effect["title"],
            reason=data["reason"],
        )
        return _("Granted: %(what)s.") % {"what": effect["title"]}


def exemptions(case: Case) -> Any:
    """What was granted in this case."""
    return case.application.exemptions.select_related("granted_by") if case.application.effects else []


register(GrantExemption())
add_part(Part("admin/membership/_exemptions.html", exemptions, place="side", rank=10))
