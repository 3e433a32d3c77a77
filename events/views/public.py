"""An open event as everybody reads it, and registering for an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.pages import posted, require_form
from actionplan.states import WordKind
from agreement.public import crumbs, public_page, public_region
from events.emails import when
from events.forms import RegistrationForm
from events.models import Event
from events.services import register
from events.services.registering import places_left
from events.states import How, Standing, State
from events.views.common import OwnRequest, event_of, own_page
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Region


@require_safe
@public_page
def event(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One open event or notice. What changes with each registration is not here: the page is kept for everybody."""
    place = public_region(request, region)
    shown = _open(place, slug)
    context = {
        "region": place,
        "nav_section": "calendar",
        "crumbs": crumbs(place, (_("Calendar"), _calendar_url(place))),
        **about(shown),
    }
    return render(request, "events/event.html", context)


@never_cache
@require_form
def register_page(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """Register for an open event, with or without an account."""
    place = public_region(request, region)
    return _register(request, _open(place, slug))


@own_page
@require_form
def own_register(request: OwnRequest, pk: int) -> HttpResponse:
    """Register for an event that is not open to everybody."""
    shown = event_of(request, pk)
    if shown.state != State.PUBLISHED:
        raise Http404
    return _register(request, shown)


def about(shown: Event) -> dict[str, Any]:
    """What the page of an event says, open or not."""
    words = list(shown.words.all())
    return {
        "event": shown,
        "when": when(shown),
        "themes": [each.name for each in words if each.kind == WordKind.THEME],
        "topics": [each.name for each in words if each.kind == WordKind.TOPIC],
        "is_open": shown.is_open_for_registration,
        "opens_later": shown.takes_registrations
        and shown.opens_on is not None
        and timezone.localdate() < shown.opens_on,
        "is_cancelled": shown.state == State.CANCELLED,
        "why_cancelled": shown.reason(for_all=True),
        "shows_link": shown.remote_url and not shown.takes_registrations,
        "spread": spread(shown),
    }


def spread(shown: Event) -> str:
    """The event as plain text that anybody can copy into their own channels (CRO-37)."""
    lines = [
        shown.title,
        when(shown),
        shown.place,
        shown.summary,
        _("Invited by %(host)s.") % {"host": shown.host},
        settings.SITE_URL + shown.get_absolute_url(),
    ]
    return "\n".join(line for line in lines if line)


def _register(request: Any, shown: Event) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    initial = {"name": user.name, "email": user.email} if user else {}
    form = RegistrationForm(*posted(request), event=shown, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        # One's own address is nobody else's to use up.
        key = f"own:{user.pk}" if user is not None and user.email == data["email"] else data["email"]
        if not ratelimit.consume(request, action="register_for_event", user=user, key=key):
            form.add_error(None, _("Many registrations have come from here. Try again in a while."))
        else:
            try:
                done = register(shown, user=user, **{**data, "how": How(data["how"])})
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                if user is not None and done.user_id == user.pk:
                    messages.success(request, _told(done.standing))
                    return redirect(done)
                # The same words whether the address was there before or not.
                return render(
                    request,
                    "events/registered.html",
                    {"event": shown, "email": data["email"], **_frame(shown)},
                )
    context = {
        "event": shown,
        "when": when(shown),
        "form": form,
        "left": places_left(shown),
        "is_open": shown.is_open_for_registration,
        **_frame(shown),
    }
    return render(request, "events/register.html", context)


def _told(standing: str) -> str:
    if standing == Standing.QUEUED:
        return _("All places are taken. You are on the waiting list.")
    return _("You are registered. Welcome!")


def _frame(shown: Event) -> dict[str, Any]:
    return {"region": shown.agreement.region, "nav_section": "calendar"}


def _open(place: Region, slug: str) -> Event:
    rows = Event.objects.public().select_related("municipality", "host_party", "organisation")
    found = rows.filter(agreement=place.agreement, slug=slug).prefetch_related("words").first()
    if found is None:
        raise Http404
    found.agreement = place.agreement
    found.agreement.region = place
    return found


def _calendar_url(place: Region) -> str:
    return reverse("agreement:calendar", args=[place.slug])
