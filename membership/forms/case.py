"""What an applicant sends in about a case: the application itself, the signed copy, a withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from membership.forms.fields import AddressField, TextField
from membership.forms.page import GOES_ON
from membership.uploads import ACCEPT

if TYPE_CHECKING:
    from membership.models import Application


class SignedCopyForm(ButtonForm):
    """One file. What it is inside is looked into by `membership.uploads`, not here."""

    button = _("Send the signed copy")

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
        self.helper.form_action = action


class SubmitForm(ButtonForm):
    """The button under "check your answers". It carries which draft's answers were on the page when it was pressed, and
    which they were.
    """

    button = _("Send the application")

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    fortsatter = forms.CharField(required=False, widget=forms.HiddenInput)  # GOES_ON

    def __init__(self, *args: Any, draft: Application, **kwargs: Any) -> None:
        self.draft = draft
        self.stamp = draft.updated_at.isoformat()
        super().__init__(*args, **{**kwargs, "initial": {"seen": self.stamp, GOES_ON: draft.reference}})

    def clean(self) -> None:
        seen = self.cleaned_data.get("seen")
        if seen and seen != self.stamp:
            # The page that comes now shows the newest answers.
            self.data = {"seen": self.stamp, GOES_ON: self.draft.reference}
            raise forms.ValidationError(
                _(
                    "The answers have been changed since you opened this page. Read them once more and then send them."
                ),
                code="changed",
            )


class PersonForm(ButtonForm):
    """The address of somebody who is to work on the application, too."""

    button = _("Add the person")

    email = AddressField(
        label=_("E-mail"),
        help_text=_("They get a letter and sign in with a code. They need no password."),
        error_messages={"required": _("Write the e-mail address of the person.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class LetInForm(PersonForm):
    """Whom the secretariat lets in for a member, and on which request. Shown in the admin, which has the button."""

    registry_number = TextField(
        label=_("Registry number of the written request"),
        help_text=_(
            "Register what the organisation has sent in: who asks, and the minutes that show who may."
        ),
        max_length=60,
        error_messages={"required": _("Register the request first, and write its number here.")},
    )
    checked = forms.BooleanField(
        label=_("I have checked that the request comes from somebody who may speak for the organisation."),
        error_messages={"required": _("Check it first, and then tick the box.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
