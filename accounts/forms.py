"""Forms of the door and of the second factor."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import looks_like_a_code, normalise

# Legal in an address by the letter of the standard, but in practice a slip or an attack (attacks 5 and 6).
NOT_IN_AN_ADDRESS = set(' \t\r\n"(),:;<>[\\]')


class AddressField(forms.EmailField):
    """One plain e-mail address: no quotes, brackets, commas or spaces inside."""

    default_error_messages = {
        "required": _("Write your e-mail address."),
        "invalid": _("Write an e-mail address, for example name@example.com."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(**kwargs)

    def run_validators(self, value: str) -> None:
        if set(value) & NOT_IN_AN_ADDRESS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        super().run_validators(value)


class OneButton:
    """For a form of any kind: one button, and what is wrong said by us, not by the browser."""

    use_required_attribute = False
    button: Any = _("Save")
    button_name = "send"
    danger = False

    def __init__(self, *args: Any, button: Any = "", danger: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        css_class = "btn-danger" if danger or self.danger else ""
        self.helper = FormHelper()
        self.helper.add_input(Submit(self.button_name, button or self.button, css_class=css_class))


class ButtonForm(OneButton, forms.Form):
    """A form with one button; by itself no question at all."""


class SeenForm(ButtonForm):
    """Says what was on the page when it was opened (`seen`), so that nobody writes over what somebody else has changed
    meanwhile.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def look_again(self, seen: str) -> None:
        """What was typed comes back beside what is there now; sent once more, it counts."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": seen}


class SignInForm(ButtonForm):
    """Where shall the code go?"""

    button = _("Send the code")

    email = AddressField(label=_("Your e-mail address"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class CodeForm(ButtonForm):
    """The code from the mail."""

    button = _("Sign in")

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Eight letters. Capitals and dashes do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Write the code from the mail.")},
    )

    def clean_code(self) -> str:
        """What cannot be a code is a slip of the fingers and costs no try."""
        code: str = self.cleaned_data["code"]
        if not looks_like_a_code(code):
            raise ValidationError(
                _("The code has eight letters, for example BCDF-GHJK. It stands in the mail.")
            )
        return code


def not_right() -> ValidationError:
    """Wrong, used before or out of time: the same sentence for all three."""
    return ValidationError(
        _("The code is not right. Write the one that the app shows now."), code="incorrect_code"
    )


class OneTimeCode(OneButton):
    """A code from the app counts once (attack 26). allauth forgets used codes before the last of them has run out."""

    def prepare_code_field(self, help_text: Any) -> None:
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Code from the app")
        field.help_text = help_text
        field.error_messages["required"] = _("Write the code.")
        field.widget = forms.TextInput(
            attrs={"class": "code-input", "autocomplete": "one-time-code", "inputmode": "numeric"}
        )

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as error:
            if error.code == "incorrect_code":
                raise not_right() from error
            raise
        authenticator = getattr(
            self, "authenticator", None
        )  # none while enrolling: it is a code from the app
        if authenticator is None or authenticator.type == Authenticator.Type.TOTP:
            self._use_up(self.user, code)  # type: ignore[attr-defined]
        return code

    def _use_up(self, user: Any, code: str) -> None:
        """Refuse a code that this person has used before, for as long as the app's clock could repeat it."""
        periods = 2 * app_settings.TOTP_TOLERANCE + 1
        if not cache.add(f"totp-used:{user.pk}:{normalise(code)}", 1, app_settings.TOTP_PERIOD * periods):
            raise not_right()


class ShowFactor(OneTimeCode):
    """A code from the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_code_field(_("Six digits. A recovery code works too."))


class SecondFactorForm(ShowFactor, AuthenticateForm):
    """At sign-in."""

    button = _("Sign in")


class SecondFactorAgainForm(ShowFactor, ReauthenticateForm):
    """Once more, before something that matters."""

    button = _("Continue")


class EnrolAppForm(OneTimeCode, ActivateTOTPForm):  # type: ignore[misc]
    """The first code from the app, which proves that the app has the secret."""

    button = _("Turn on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare_code_field(_("Six digits. They change every half minute."))


# What parsing a made-up key answer can raise besides what allauth expects; none of it may become an error 500.
NONSENSE = (KeyError, TypeError, ValueError, AttributeError, IndexError, AssertionError, struct.error)


class KeyAnswer:
    """What a passkey answered, as JSON from the browser: anything at all may stand there."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SecondKeyForm(KeyAnswer, AuthenticateWebAuthnForm):
    """At sign-in, after the code from the mail."""


class KeyAgainForm(KeyAnswer, ReauthenticateWebAuthnForm):
    """Once more, before something that matters."""


class KeyAloneForm(KeyAnswer, LoginWebAuthnForm):
    """Instead of the code from the mail: the key has asked for finger, face or PIN."""


class EnrolKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A name for the passkey; the key's own answer comes in the hidden field."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _key_name(self.fields["name"])
        self.fields["passwordless"].label = _("Use it to sign in too")
        self.fields["passwordless"].help_text = _(
            "Then you need no code by mail. The device asks for your finger, face or PIN."
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        try:
            answers: dict[str, Any] = super().clean()
        except NONSENSE as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return answers


class RenameKeyForm(OneButton, EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _key_name(self.fields["name"])


def _key_name(field: forms.Field) -> None:
    field.label = _("Name of the key")
    field.help_text = _("So that you know which one it is, for example My phone.")
    field.widget = forms.TextInput(attrs={"maxlength": 60})
