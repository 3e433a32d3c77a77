"""What an approval, a refusal and a list of approvals ask, each besides how it was decided."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreement.admin.confirming import Words
from agreement.models import Criterion
from membership.admin.decision_forms import DecisionForm, OneDecisionForm, PositionsForm
from membership.models import Application
from membership.snapshots import scope_in_words
from membership.states import Anew, Scope


class WhyForm(forms.Form):
    """An approval may say why, in a few words. An exception has to (MEM-04, LAW-F2)."""

    application: Application

    reasons_text = forms.CharField(
        label=_("Reasons in words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If the group said why. The organisation reads exactly this in the letter."),
        error_messages={"required": _("Say why the group makes an exception. It is in no other record.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.application.scope == Scope.OTHER:
            field = self.fields["reasons_text"]
            field.required = True
            field.label = _("Why does the group make an exception?")
            field.help_text = what_it_asks(self.application)


def what_it_asks(application: Application) -> str:
    """Why the application asks for an exception, as a help text."""
    # Help texts are HTML, and this is what somebody wrote. Templates that escape are told that it is done.
    says = scope_in_words(application).rstrip(".")
    sentence = str(_("The application says: “{says}”. Your answer stands in the letter."))
    return format_html(sentence, says=says)


class ApproveForm(WhyForm, OneDecisionForm):
    """An approval that a meeting decided."""

    order: Any = (*OneDecisionForm.order[:-1], "reasons_text", "dissent")


class PositionsApproveForm(WhyForm, PositionsForm):
    """An approval that the recorded positions give."""

    order: Any = (*PositionsForm.order[:-1], "reasons_text", "dissent")


class ManyForm(DecisionForm):
    """Approvals of one meeting. What belongs to one case alone is asked with that case, never here."""

    order: Any = tuple(each for each in DecisionForm.order if each not in ("registry_number", "dissent"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["registry_number"], self.fields["dissent"]


class ReasonsForm(forms.Form):
    """A refusal names published criteria and says in words what was decisive (AGR-32, LAW-F2)."""

    application: Application

    reasons = forms.ModelMultipleChoiceField(
        label=_("Which criteria are not met?"),
        queryset=Criterion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The published criteria of the agreement; nothing else is a reason."),
        error_messages={"required": _("Choose at least one criterion.")},
    )
    reasons_text = Words(
        _("Reasons in words"),
        rows=6,
        max_length=4000,
        help_text=_(
            "What was decisive, and what the organisation can do. The organisation reads exactly this in the letter."
        ),
        ask=_("Say in words why. The organisation has a right to know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].queryset = self.application.agreement.criteria.all()  # type: ignore[attr-defined]


class DeclineForm(ReasonsForm, OneDecisionForm):
    """A refusal that a meeting decided."""

    order: Any = (*DecisionForm.order[:-1], "reasons", "reasons_text", "dissent")


class PositionsDeclineForm(ReasonsForm, PositionsForm):
    """A refusal that the recorded positions give."""

    order: Any = (*PositionsForm.order[:-1], "reasons", "reasons_text", "dissent")


class DeclineAgainForm(DeclineForm):
    """A refusal that was looked at again. It begins with the criteria and the words of the one that it replaces."""

    anew = forms.ChoiceField(
        label=_("What is new?"),
        choices=Anew,
        widget=forms.RadioSelect,
        help_text=_("The letter says it first."),
        error_messages={"required": _("Choose what is new.")},
    )
    order: Any = ("anew", *DeclineForm.order)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        old = application.decision
        if old is not None:
            kwargs["initial"] = {"reasons": list(old.reasons.all()), "reasons_text": old.reasons_text}
        super().__init__(*args, application=application, **kwargs)
