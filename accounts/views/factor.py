"""The second factor: enrol, show, remove. allauth's pages with our words, and three rules of our own.

Enrolling a first factor needs a fresh sign-in; a factor that was proven by enrolling it counts for this session at
once; recovery codes are shown without writing anything on a GET.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import sign_in as door
from accounts.forms import (
    EnrolAppForm,
    EnrolKeyForm,
    KeyAgainForm,
    KeyAloneForm,
    RenameKeyForm,
    SecondFactorAgainForm,
    SecondFactorForm,
    SecondKeyForm,
)
from accounts.second_factor import count_as_shown, owns_second_factor
from accounts.views.door import is_fresh

if TYPE_CHECKING:
    from django.http import HttpRequest


class FreshSignIn:
    """A first factor is enrolled only by somebody who has just signed in: not by whoever finds an open browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not owns_second_factor(request) and not is_fresh(request):
            query = urlencode({"next": request.path})
            return redirect(f"{reverse('accounts:sign-in-again')}?{query}")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]


class Overview(IndexView):
    """What the person has, and what can be added."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {
            **found,
            "has_factor": owns_second_factor(self.request),
            "destination": door.destination(self.request),
        }


class ShowAtSignIn(AuthenticateView):
    """Between the code from the mail and being signed in."""

    form_class = SecondFactorForm
    webauthn_form_class = SecondKeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        types = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in types,
            "has_key": Authenticator.Type.WEBAUTHN in types,
        }


class ShowAgain(ReauthenticateView):
    """Once more, before something that matters."""

    form_class = SecondFactorAgainForm


@method_decorator(never_cache, name="dispatch")
class EnrolApp(FreshSignIn, ActivateTOTPView):
    """A QR code for the app, the same secret in letters, and the app's first code back."""

    form_class = EnrolAppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        # Not allauth's: that one is transparent, and black on black in dark mode.
        found["qr"] = segno.make(found["totp_url"], error="m").svg_data_uri(scale=5, border=4, light="#fff")
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, _newest(self.request, Authenticator.Type.TOTP))
        return response


@method_decorator(never_cache, name="dispatch")
class EnrolKey(FreshSignIn, AddWebAuthnView):
    """A passkey: the device's own lock, or a security key."""

    form_class = EnrolKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        count_as_shown(self.request, _newest(self.request, Authenticator.Type.WEBAUTHN))
        return response


class RenameKey(EditWebAuthnView):
    """Another name for a key."""

    form_class = RenameKeyForm


def _newest(request: HttpRequest, kind: str) -> Authenticator:
    return Authenticator.objects.filter(user=request.user, type=kind).latest("pk")


@never_cache
@require_safe
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes that are left."""
    context = {"codes": _unused_codes(request), "destination": door.destination(request)}
    return render(request, "mfa/recovery_codes/index.html", context)


@never_cache
@require_safe
@reauthentication_required(app="allauth.mfa")
def download_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The same as a text file, to print or to keep in a password program."""
    answer = render(
        request,
        "mfa/recovery_codes/download.txt",
        {"codes": _unused_codes(request)},
        content_type="text/plain",
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="reservkoder.txt"'
    return answer


def _unused_codes(request: HttpRequest) -> list[str]:
    owned = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if owned is None:
        raise Http404
    codes: list[str] = owned.wrap().get_unused_codes()
    return codes


@never_cache
@require_safe
def sign_in_with_key(request: HttpRequest) -> HttpResponse:
    """The door for those who have a passkey that signs in by itself. The only page of the door that needs a script."""
    next_url = door.local_path(request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(next_url or door.destination(request))
    return render(request, "accounts/key.html", {"next_url": next_url, "nav_section": "sign-in"})


class KeyAnswer(LoginWebAuthnView):
    """Takes the key's answer from `sign_in_with_key`."""

    form_class = KeyAloneForm

    def form_valid(self, form: Any) -> HttpResponse:
        door.remember_destination(self.request, door.local_path(self.request.POST.get("next")))
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect("accounts:key")


overview = Overview.as_view()
show_at_sign_in = ShowAtSignIn.as_view()
show_again = ShowAgain.as_view()
enrol_app = EnrolApp.as_view()
remove_app = DeactivateTOTPView.as_view()
new_recovery_codes = GenerateRecoveryCodesView.as_view()
keys = ListWebAuthnView.as_view()
enrol_key = EnrolKey.as_view()
rename_key = RenameKey.as_view()
remove_key = RemoveWebAuthnView.as_view()
show_key_again = ReauthenticateWebAuthnView.as_view(form_class=KeyAgainForm)
key_answer = KeyAnswer.as_view()
