"""Sign in: an address, then the code from the mail. A GET never signs anybody in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts import sign_in as door
from accounts.exceptions import DoorRefusal, TooManyCodes, TooSoon
from accounts.forms import CodeForm, SignInForm
from accounts.pages import posted, require_form
from accounts.second_factor import has_second_factor, owns_second_factor

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FRESH_SECONDS = 15 * 60  # so new a sign-in must be for enrolling a first second factor


@never_cache
@require_form
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code to it, whoever it belongs to (S10)."""
    next_url = door.local_path(request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated:
        return redirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))
    status = 200
    if request.method == "POST":
        form = SignInForm(request.POST)
        if form.is_valid():
            try:
                door.begin(request, form.cleaned_data["email"], next_url)
            except TooManyCodes as refusal:
                form.add_error(None, str(refusal))
                status = 429
            except TooSoon:
                return redirect("accounts:code")
            else:
                return redirect("accounts:code")
    else:
        form = SignInForm(initial={"next": next_url})
    return render(request, "accounts/sign_in.html", {"form": form, "nav_section": "sign-in"}, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_form
def code(request: HttpRequest) -> HttpResponse:
    """Take the code from the mail, or send a new one."""
    waiting = door.pending(request)
    if waiting is None:
        if request.user.is_authenticated:
            return redirect(settings.LOGIN_REDIRECT_URL)
        messages.info(
            request, _("Begin here. The code works in the browser where you asked for it, for a while.")
        )
        return redirect("accounts:sign-in")
    if request.method == "POST" and "resend" in request.POST:
        try:
            door.begin(request, waiting.email, waiting.next_url)
        except DoorRefusal as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("We have sent a new code. Only the newest one works."))
        return redirect("accounts:code")
    form = CodeForm(*posted(request))
    if form.is_valid():
        try:
            confirmed = door.check_code(request, form.cleaned_data["code"])
        except DoorRefusal as refusal:
            form.add_error("code", str(refusal))
        else:
            return door.sign_in(request, confirmed)
    context = {
        "form": form,
        "waiting": waiting,
        "again_url": door.sign_in_url(waiting.next_url),
        "nav_section": "sign-in",
    }
    return render(request, "accounts/code.html", context)


@never_cache
@require_safe
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Sign out a session that cannot go on as it is, and say why: it has not shown the factor, or is no longer fresh.

    Does nothing to any other session, so that a link from a stranger's page signs nobody out.
    """
    next_url = door.local_path(request.GET.get("next"))
    if not request.user.is_authenticated:
        return redirect(door.sign_in_url(next_url))
    unproven = owns_second_factor(request) and not has_second_factor(request)
    stale = not owns_second_factor(request) and not is_fresh(request)
    if not unproven and not stale:
        return redirect(next_url or settings.LOGIN_REDIRECT_URL)
    logout(request)
    if unproven:
        messages.info(request, _("You have turned on two steps. Sign in again, and show the second one too."))
    else:
        messages.info(request, _("This needs a fresh sign-in. Ask for a new code."))
    return redirect(door.sign_in_url(next_url))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are within the last quarter of an hour."""
    newest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0.0)
    return time.time() - newest < FRESH_SECONDS


def inactive(request: HttpRequest) -> HttpResponse:
    """Shown after the right code to a person whom the operator has locked out."""
    return render(request, "account/account_inactive.html", status=403)


def reauthenticate(request: HttpRequest) -> HttpResponse:
    """allauth's name for "show that it is you": nobody has a password, so it is the second factor."""
    return redirect(f"{reverse('mfa_reauthenticate')}?{request.GET.urlencode()}")
