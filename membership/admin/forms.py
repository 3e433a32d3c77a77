"""What staff fill in when they decide or register. Forms check and hand over; services write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.admin_scope import OneDay
from agreement.models import Criterion
from membership.services import Held
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from agreement.models import Agreement
    from membership.models import Application, SigningDocument
    from membership.quorum import Decider


class StaffForm(forms.Form):
    """A form on a confirm page: the page draws the form tag and the button, and the server has the last word."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class CopyForm(StaffForm):
    """Only a button, and which signed copy was on the page when it was pressed."""

    copy = forms.IntegerField(widget=forms.HiddenInput, required=False)


class DecisionForm(StaffForm):
    """When and where it was decided: the five facts of a decision begin here (LAW-F3)."""

    decided_on = forms.DateField(
        label=_("Meeting date"),
        widget=OneDay(attrs={"class": "w-8"}),
        help_text=_("The day the leadership group decided."),
        error_messages={"required": _("Write the day of the meeting.")},
    )
    paragraph = forms.CharField(
        label=_("Paragraph in the minutes (§)"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-4", "autocomplete": "off"}),
        help_text=_("The number only, for example 12."),
        error_messages={"required": _("Write the number of the paragraph, for example 12.")},
    )
    registry_number = forms.CharField(
        label=_("Registry number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )

    def clean_paragraph(self) -> str:
        paragraph = str(self.cleaned_data["paragraph"]).lstrip("§ ").strip()
        if not paragraph:
            raise forms.ValidationError(_("Write the number of the paragraph, for example 12."))
        return paragraph

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The meeting cannot be later than today."))
        return day


def held(data: dict[str, Any]) -> Held:
    """What the form says about how it was decided, as the services take it."""
    return Held(
        decided_on=data["decided_on"],
        paragraph=data["paragraph"],
        registry_number=data["registry_number"],
    )


class OneDecisionForm(DecisionForm):
    """A decision about one case: the day is checked against that case and its group."""

    def __init__(self, *args: Any, application: Application, decider: Decider, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.decider = decider

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if day := self.cleaned_data.get("decided_on"):
            self.decider.day = day
            if reason := self.decider.why_not(self.application):
                self.add_error("decided_on", str(reason))
        return data


class DeclineForm(OneDecisionForm):
    """A refusal names published criteria and says in words what was decisive (AGR-32, LAW-F2)."""

    reasons = forms.ModelMultipleChoiceField(
        label=_("Which criteria are not met?"),
        queryset=Criterion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The published criteria of the agreement; nothing else is a reason."),
        error_messages={"required": _("Choose at least one criterion.")},
    )
    reasons_text = forms.CharField(
        label=_("Reasons in words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What was decisive, and what the organisation can do. The organisation reads exactly this in the letter."
        ),
        error_messages={"required": _("Say in words why. The organisation has a right to know.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreement: Agreement = self.application.agreement
        self.fields["reasons"].queryset = agreement.criteria.all()  # type: ignore[attr-defined]


class NoteForm(CopyForm):
    """Why a new copy is needed."""

    note = forms.CharField(
        label=_("What is wrong with the copy?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The organisation reads exactly this in the letter. Say what to do."),
        error_messages={"required": _("Say what is wrong, so that the organisation can put it right.")},
    )


class PaperForm(StaffForm):
    """A signature on paper: when, where, and a scan of it (MEM-19)."""

    signed_on = forms.DateField(
        label=_("Date of the signature"),
        widget=OneDay(attrs={"class": "w-8"}),
        error_messages={"required": _("Write the day it was signed.")},
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("Where it was signed, for example Luleå."),
        error_messages={"required": _("Write the place where it was signed.")},
    )
    upload = forms.FileField(
        label=_("Scan or photo of the signed document"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, JPEG or PNG, at most 50 MB."),
        error_messages={
            "required": _("Choose the file with the scan."),
            "empty": _("The file is empty. Choose the file again."),
        },
    )

    def __init__(self, *args: Any, document: SigningDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The signature cannot be later than today."))
        if day < timezone.localdate(self.document.created_at):
            raise forms.ValidationError(_("The document did not exist on that day. Check the date."))
        return day
