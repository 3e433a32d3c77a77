"""Pages about the portal itself, the same for every region: accessibility, personal data, open data, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from agreement.public import public_page, public_regions
from events.models import Event
from events.services.forgetting import UNCONFIRMED_LIVES
from membership.member_list import CSV_COLUMNS
from membership.states import FieldOfActivity
from nominations.models import NominationRound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement with its six points; what has not been assessed is said (LAW-A2)."""
    return render(request, "pages/accessibility.html", {"places": public_regions(request)})


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, how long, which rights they have, and every cookie (LAW-G1, LAW-C2)."""
    context = {
        "places": public_regions(request),
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "event_days": Event._meta.get_field("keep_days").default,
        "unconfirmed_days": UNCONFIRMED_LIVES.days,
        "contact_days": settings.CONTACT_KEEP_DAYS,
        "nominee_days": NominationRound._meta.get_field("keep_days").default,
    }
    return render(request, "pages/privacy.html", context)


@require_safe
@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """The lists that machines may read, and what their columns mean (LAW-O1)."""
    context = {
        "places": public_regions(request),
        "columns": CSV_COLUMNS,
        "fields_of_activity": FieldOfActivity.values,
    }
    return render(request, "pages/open_data.html", context)


@require_safe
@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ask in each region, and answers to what people ask most."""
    return render(request, "pages/help.html", {"places": public_regions(request)})


app_name = "pages"
urlpatterns = [
    path("tillganglighet/", accessibility, name="accessibility"),
    path("personuppgifter/", privacy, name="privacy"),
    path("oppna-data/", open_data, name="open-data"),
    path("hjalp/", help_page, name="help"),
]
