"""Small gates in front of the pages: size, headers, the second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.second_factor import owns_second_factor
from samverkan.power import has_power, has_second_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    GetResponse = Callable[[HttpRequest], HttpResponse]

FORM_ROOM = 1024 * 1024  # what a form may weigh besides its file
DRAIN_AT_MOST = 64 * 1024 * 1024


class RequestSizeLimit:
    """A body that is larger than any form of ours is refused by its announced length, before anybody reads it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= settings.MAX_UPLOAD_BYTES + FORM_ROOM:
            return self.get_response(request)
        if length <= DRAIN_AT_MOST:
            # Read it away, or the browser shows a broken connection instead of our sentence.
            while request.read(1024 * 1024):
                pass
        limit = f"{settings.MAX_UPLOAD_BYTES // (1024 * 1024)} MB"
        response = render(request, "413.html", {"limit": limit}, status=413)
        response["Connection"] = "close"
        return response


class NoNullCharacters:
    """An address with a null character names nothing, and a cookie with one was never ours.

    PostgreSQL refuses to look for such a text at all, so one in a reference, a query or a session key would end as an
    error 500. (SQLite looks, and finds nothing.) What stands in a form is for the form to refuse.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        for name in [name for name, value in request.COOKIES.items() if "\0" in name + value]:
            del request.COOKIES[name]
        return self.get_response(request)


class ResponseHeaders:
    """Headers that every answer carries and no setting of Django's writes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class SecondFactor:
    """A person with power over cases and no second factor in the session can do nothing but enrol one (S8).

    Enrolling ends in signing in anew, so that the factor is shown to work before it opens anything.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and not self._always_open(request.path_info)
            and has_power(request)
            and not has_second_factor(request)
        ):
            if owns_second_factor(request):
                back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
                return redirect(f"{reverse('accounts:sign-in-again')}?{back}")
            return redirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def _always_open(path: str) -> bool:
        """Accounts' own pages (enrol, sign out), what they need to look right, and the health checks."""
        path = path.removeprefix("/en")
        static = f"/{settings.STATIC_URL.strip('/')}/"
        return path.startswith(("/konto/", static, "/demo/")) or path in ("/healthz", "/readyz")
