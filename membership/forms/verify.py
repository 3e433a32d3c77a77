"""The code on a document, typed by hand."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.forms import ButtonForm
from membership.forms.fields import TextField
from membership.references import normalise_verification_code


class VerifyForm(ButtonForm):
    """Takes small letters, spaces, no dashes, and O for 0; gives the code as it is printed."""

    button = _("Check the document")
    button_name = "visa"

    kod = TextField(
        label=_("Code on the document"),
        help_text=_(
            "Sixteen letters and digits, such as 7K4M-2QXW-9DPT-H3FA. It stands beside the square code."
        ),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "w-8",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Write the code that stands on the document.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper.form_method = "get"
        self.helper.form_action = reverse("membership:verify")

    def clean_kod(self) -> str:
        code = normalise_verification_code(self.cleaned_data["kod"])
        if not code:
            raise ValidationError(
                _(
                    "A code has sixteen letters and digits in four groups. Compare it with the document and try again."
                ),
                code="shape",
            )
        return code
