"""Error pages that no exception handler of Django's renders by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection did not match, most often after a long pause: say so, and how to go on."""
    return render(request, "403_csrf.html", status=403)
