"""One door: a code by mail instead of a password, for people we know and for people we do not know yet, alike.

The code lives in the session, as a keyed hash; it opens nothing in another browser, and a link that a mail scanner
follows opens nothing at all (lessons 2.4). What the person did before in this browser is still there afterwards: the
session gets a new key and keeps its content, unless somebody else was signed in.
"""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import secrets
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY as SIGNED_IN_KEY
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import emails
from accounts.exceptions import CodeExpired, DoorRefusal, TooManyCodes, TooSoon, WrongCode
from accounts.models import UserManager
from accounts.services import recognise_person

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "sign_in"
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words by chance; no digits: nothing to mistake for a letter
LENGTH = 8  # 20 ** 8: five tries of 26,000,000,000
PAUSE = dt.timedelta(seconds=30)  # between two codes in the same browser
PAGE_LIVES = dt.timedelta(
    hours=1
)  # so long the page with the code knows the address, and can send a new code


@dataclass(frozen=True)
class Pending:
    """A code that was sent and not used yet."""

    id: str
    email: str
    digest: str
    sent_at: float
    next_url: str

    @property
    def expires_at(self) -> dt.datetime:
        sent = dt.datetime.fromtimestamp(self.sent_at, tz=dt.UTC)
        return sent + dt.timedelta(minutes=settings.SIGN_IN_CODE_MINUTES)

    @property
    def is_expired(self) -> bool:
        return timezone.now() >= self.expires_at


def send_code(request: HttpRequest, email: str, next_url: str = "") -> HttpResponseRedirect:
    """Send a code to `email` and lead to the page that asks for it; afterwards the person comes to `next_url`.

    For any page that needs a confirmed address. `email` must have been validated by a form (`accounts.forms`); only
    a local `next_url` is followed. Somebody who is already signed in with that address goes straight on. Refused
    (too many codes), it leads to the sign-in page with the reason. The same again within half a minute sends
    nothing more.
    """
    next_url = local_path(next_url)
    email = UserManager.normalize_email(email)
    if request.user.is_authenticated and request.user.email == email:
        return HttpResponseRedirect(next_url or resolve_url(settings.LOGIN_REDIRECT_URL))
    try:
        begin(request, email, next_url)
    except TooSoon:
        pass
    except DoorRefusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(sign_in_url(next_url))
    return HttpResponseRedirect(reverse("accounts:code"))


def begin(request: HttpRequest, email: str, next_url: str = "") -> None:
    """Send a code and remember it in the session; an older code of this browser stops working.

    Asks nobody whether the address is known, so that neither text nor time can tell (S10). Refuses with TooSoon
    (one was sent within half a minute; it stays valid) or TooManyCodes.
    """
    email = UserManager.normalize_email(email)
    old = pending(request)
    if old and old.email == email and timezone.now().timestamp() - old.sent_at < PAUSE.total_seconds():
        if next_url != old.next_url:
            request.session[SESSION_KEY] = {**asdict(old), "next_url": local_path(next_url)}
        raise TooSoon
    here = f"{email}|{_network(request)}"
    if not ratelimit.consume(request, action="sign_in_here", key=here) or not ratelimit.consume(
        request, action="sign_in", key=email
    ):
        raise TooManyCodes
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    flow = uuid.uuid4().hex
    new = Pending(
        id=flow,
        email=email,
        digest=_digest(flow, email, code),
        sent_at=timezone.now().timestamp(),
        next_url=local_path(next_url),
    )
    emails.sign_in_code(email=email, code=f"{code[:4]}-{code[4:]}", expires_at=new.expires_at)
    request.session[SESSION_KEY] = asdict(new)


def pending(request: HttpRequest) -> Pending | None:
    """The code that this browser waits for, or None; also an expired one, for its address can get a new one."""
    state = request.session.get(SESSION_KEY)
    if not isinstance(state, dict):
        return None
    found = Pending(**state)
    if timezone.now().timestamp() - found.sent_at > PAGE_LIVES.total_seconds():
        return None
    return found


def check_code(request: HttpRequest, typed: str) -> Pending:
    """Compare what was typed with the code that was sent; small letters, spaces and dashes do not matter.

    Each comparison uses up one of SIGN_IN_CODE_TRIES, counted in the shared cache so that a thousand requests at once
    get no more tries than one after the other. Refuses with CodeExpired or WrongCode. The right code counts once.
    """
    waiting = pending(request)
    if waiting is None or waiting.is_expired:
        raise CodeExpired
    left = _take_try(waiting.id)
    if left is None:
        raise CodeExpired
    if not hmac.compare_digest(waiting.digest, _digest(waiting.id, waiting.email, normalise(typed))):
        raise WrongCode(left)
    del request.session[SESSION_KEY]
    return waiting


def sign_in(request: HttpRequest, confirmed: Pending) -> HttpResponse:
    """Sign in the person whose address was just confirmed; from here on allauth asks for the second factor, if any.

    Makes the account if there is none: never before the address is confirmed. Of somebody else who was signed in here
    nothing is left; what an anonymous visitor did in this browser stays.
    """
    user = recognise_person(confirmed.email, language=translation.get_language() or "sv")
    if request.session.get(SIGNED_IN_KEY, str(user.pk)) != str(user.pk):
        logout(request)
    remember_destination(request, confirmed.next_url)
    record_authentication(request, user, method="code", email=user.email)
    answer: HttpResponse = perform_login(
        request, user, redirect_url=confirmed.next_url or None, email=user.email
    )
    return answer


DESTINATION_KEY = "sign_in_destination"


def remember_destination(request: HttpRequest, path: str) -> None:
    """Where the person was going, for those who must enrol a second factor on the way."""
    if path:
        request.session[DESTINATION_KEY] = path


def destination(request: HttpRequest) -> str:
    """Where to go on after enrolling."""
    return local_path(request.session.get(DESTINATION_KEY, "")) or resolve_url(settings.LOGIN_REDIRECT_URL)


def sign_in_url(next_url: str = "") -> str:
    """The address of the door, with the way back."""
    address = reverse("accounts:sign-in")
    return f"{address}?{urlencode({'next': next_url})}" if next_url else address


def local_path(url: str | None) -> str:
    """`url` if it stays on this site and names no host, else nothing (no open redirect)."""
    if url and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return url
    return ""


def normalise(typed: str) -> str:
    """The letters of what was typed, as capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def looks_like_a_code(typed: str) -> bool:
    """Whether it could be a code at all; what cannot costs no try."""
    letters = normalise(typed)
    return len(letters) == LENGTH and set(letters) <= set(ALPHABET)


def _digest(flow: str, email: str, code: str) -> str:
    return salted_hmac("accounts.sign_in", f"{flow}|{email}|{code}", algorithm="sha256").hexdigest()


def _take_try(flow: str) -> int | None:
    """Take one of the tries and say how many are left; None when they are used up.

    `cache.add` succeeds for exactly one of any number of simultaneous callers, in each of Django's caches.
    """
    seconds = int(PAGE_LIVES.total_seconds())
    for number in range(settings.SIGN_IN_CODE_TRIES):
        if cache.add(f"sign-in-try:{flow}:{number}", 1, seconds):
            return int(settings.SIGN_IN_CODE_TRIES) - number - 1
    return None


def _network(request: HttpRequest) -> str:
    """The visitor's address; of an IPv6 address the part that one household or office shares."""
    address = get_adapter().get_client_ip(request)
    if ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
