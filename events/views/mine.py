"""My calendar: what I come to, what I may come to, what I post, what waits, and its secret address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreement.calendar import calendar_file
from agreement.models import Region
from events.days import personal
from events.models import CalendarAddress, Event, Registration
from events.services import address_of, remove_address, renew_address
from events.states import SHOWN, Audience, Standing
from events.views.common import OwnRequest, own_button, own_page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


MOST = 30


@own_page
@require_safe
def overview(request: OwnRequest) -> HttpResponse:
    """Everything of the calendar that is the person's."""
    reach = request.reach
    user = request.user
    seen = ("agreement__region", "host_party", "organisation", "body")
    mine = Q(user=user) | Q(email=user.email)
    registered = (
        Registration.objects.filter(mine, event__ends_at__gte=timezone.now(), event__state__in=SHOWN)
        .filter(event__in=Event.objects.visible_to(reach).values("pk"))
        .exclude(standing=Standing.LEFT)
        .select_related("event__agreement__region")
        .order_by("event__starts_at", "pk")
    )
    events = Event.objects.select_related(*seen)
    closed = (
        events.visible_to(reach).filter(state__in=SHOWN).exclude(audience=Audience.OPEN)
        if reach.has_any
        else Event.objects.none()
    )
    context = {
        "registered": registered[:MOST],
        "closed": closed.to_come()[:MOST],
        "closed_notices": closed.notices_on(timezone.localdate())[:MOST],
        "posted": events.posted_by(reach).order_by("-created_at", "-pk")[:MOST] if reach.has_any else [],
        "waiting": events.waiting().filter(agreement__region__in=reach.kept_regions)
        if reach.kept_regions
        else [],
        "regions": Region.objects.filter(
            Q(pk__in=reach.kept_regions) | Q(agreement__in=reach.agreements), agreement__isnull=False
        ).order_by("order", "pk")
        if reach.has_any
        else [],
        "kept": set(reach.kept_regions),
        "address": address_of(user),
        "nav_section": "my",
    }
    return render(request, "events/overview.html", context)


@own_button("events:overview")
@require_POST
def renew(request: OwnRequest) -> HttpResponse:
    """Make the secret address, or a new one in its place, or take it away."""
    if request.POST.get("answer") == "remove":
        remove_address(request.user)
        messages.success(request, _("The address is taken away. It does not work any more."))
        return redirect("events:overview")
    renew_address(request.user)
    messages.success(request, _("Your calendar has a new address. An earlier one does not work any more."))
    return redirect("events:overview")


@never_cache
@require_safe
def ics(request: HttpRequest, token: UUID) -> HttpResponse:
    """A person's calendar to whoever has its secret address: programs cannot sign in. 404 for any other."""
    address = CalendarAddress.objects.select_related("user").filter(token=token, user__is_active=True).first()
    if address is None:
        raise Http404
    stamp = dt.datetime.combine(timezone.now().astimezone(dt.UTC).date(), dt.time.min, tzinfo=dt.UTC)
    body = calendar_file(_("My calendar"), personal(address.user), stamp)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="kalender.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response
