"""What an applicant sends in about a case: the application itself, the signed copy, a withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from membership.forms.fields import AddressField
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from membership.models import Application


class SignedCopyForm(forms.Form):
    """One file. What it is inside is looked into by `membership.uploads`, not here."""

    use_required_attribute = False

    copy = forms.FileField(
        label=_("The signed document"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose the file first: a scan (PDF) or a photo of the signed document."),
            "invalid": _("The file did not arrive. Choose it again."),
        },
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy"].help_text = _(
            "PDF or photo (JPEG or PNG), at most %(size)s MB. All pages in one file, or a photo of the page with "
            "the signatures."
        ) % {"size": settings.MAX_UPLOAD_BYTES // (1024 * 1024)}
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.add_input(Submit("send", _("Send the signed copy")))


class SubmitForm(forms.Form):
    """The button under "check your answers". It carries which answers were on the page when it was pressed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Application, **kwargs: Any) -> None:
        self.draft = draft
        self.stamp = draft.updated_at.isoformat()
        super().__init__(*args, **{**kwargs, "initial": {"seen": self.stamp}})
        self.helper = FormHelper()
        self.helper.add_input(Submit("send", _("Send the application")))

    def clean(self) -> None:
        seen = self.cleaned_data.get("seen")
        if seen and seen != self.stamp:
            self.data = {"seen": self.stamp}  # the page that comes now shows the newest answers
            raise forms.ValidationError(
                _(
                    "The answers have been changed since you opened this page. Read them once more and then send them."
                ),
                code="changed",
            )


class WithdrawForm(forms.Form):
    """No question, one button: the organisation gives no reason (process 2, domain 1.7)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("withdraw", _("Withdraw the application"), css_class="btn-danger"))


class PersonForm(forms.Form):
    """The address of somebody who is to work on the application, too."""

    use_required_attribute = False

    email = AddressField(
        label=_("E-mail"),
        help_text=_("They get a letter and sign in with a code. They need no password."),
        error_messages={"required": _("Write the e-mail address of the person.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.add_input(Submit("add", _("Add the person")))


class RemoveForm(forms.Form):
    """No question, one button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("remove", _("End the access"), css_class="btn-danger"))
