"""Pages behind a link in a letter: looking at them does nothing, a button does (a mail scanner clicks first)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import posted, require_form
from events.emails import when
from events.forms import FeedbackForm
from events.models import Event, Registration
from events.services import confirm, give_feedback, unregister
from events.services.after import is_too_late_for_feedback
from events.states import Grade, How, Standing, State
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


A_WHILE = 3600  # seconds in which the same form sent again is a second press or a reload


@never_cache
@require_form
def registration(request: HttpRequest, key: UUID) -> HttpResponse:
    """My registration: confirm it, or say that I cannot come. 404 for a link that leads to nothing any more."""
    rows = Registration.objects.select_related(
        "event__agreement__region", "event__host_party", "event__organisation"
    )
    found = rows.filter(key=key, forgotten_at=None).first()
    if found is None:
        raise Http404
    shown = found.event
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                done = confirm(found)
                messages.success(
                    request,
                    _("All places are taken. You are on the waiting list.")
                    if done.standing == Standing.QUEUED
                    else _("Thank you! You are registered."),
                )
            elif request.POST.get("answer") == "no":
                unregister(found)
                messages.success(request, _("You have unregistered. Thank you for telling us."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(found)
    is_ahead = shown.starts_at is not None and shown.starts_at > timezone.now()
    before_me = 0
    if found.standing == Standing.QUEUED:
        before_me = shown.registrations.queue().filter(number__lt=found.number).count()
    context = {
        "registration": found,
        "event": shown,
        "when": when(shown),
        "region": shown.agreement.region,
        "may_confirm": found.standing == Standing.ASKED and shown.is_open_for_registration,
        "may_leave": found.standing in (Standing.PLACED, Standing.QUEUED)
        and is_ahead
        and shown.state == State.PUBLISHED,
        "shows_link": found.standing == Standing.PLACED and found.how == How.REMOTE and shown.remote_url,
        "place_in_line": before_me + 1,
        "why_cancelled": shown.reason(for_all=found.standing not in (Standing.PLACED, Standing.QUEUED)),
        "nav_section": "calendar",
    }
    return render(request, "events/registration.html", context)


@never_cache
@require_form
def feedback(request: HttpRequest, key: UUID) -> HttpResponse:
    """What did you think? One link for all, and no name: nobody can tell who has answered what."""
    rows = Event.objects.select_related("agreement__region", "host_party", "organisation")
    shown = rows.filter(feedback_key=key, state=State.PUBLISHED).first()
    if shown is None or shown.is_notice:
        raise Http404
    form = FeedbackForm(*posted(request), initial={"once": uuid.uuid4()})
    context = {"event": shown, "region": shown.agreement.region, "nav_section": "calendar", "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        known = f"event-feedback-{data['once']}"
        if data["once"] and cache.get(known):
            return render(request, "events/feedback.html", {**context, "is_done": True})
        if not ratelimit.consume(request, action="say_how_it_was"):
            form.add_error(None, _("Many answers have come from here. Try again in a while."))
        else:
            try:
                give_feedback(shown, grade=Grade(data["grade"]), good=data["good"], better=data["better"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                cache.set(known, value=True, timeout=A_WHILE)
                return render(request, "events/feedback.html", {**context, "is_done": True})
    context |= {"is_early": not shown.is_over, "is_late": is_too_late_for_feedback(shown)}
    return render(request, "events/feedback.html", context)
