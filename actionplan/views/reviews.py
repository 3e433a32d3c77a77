"""Looking through the forms of collaboration: read by everybody, planned by the secretariat (PLAN-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import own_page, posted, require_form
from actionplan.forms import FinishForm, ReviewForm, StepForm
from actionplan.models import FormReview
from actionplan.own_lists import OwnForms
from actionplan.permissions import reviewing
from actionplan.reviews import TONES, forms_of
from actionplan.services import move_review, plan_review
from actionplan.states import FINISHES, OF_REVIEW, ReviewState
from agreement.offices import offices_of
from agreement.public import crumbs, public_page, public_region
from membership.views.asking import ask
from nominations.models import Forum
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from accounts.pages import OwnRequest


@require_safe
@public_page
def public(request: HttpRequest, region: str) -> HttpResponse:
    """Every form of collaboration: owner, purpose, when it was looked through, and what came of it."""
    place = public_region(request, region)
    context = {
        "region": place,
        "agreement": place.agreement,
        "nav_section": "plan",
        "crumbs": crumbs(place),
        "forms": forms_of([place.agreement.pk]),
    }
    return render(request, "actionplan/reviews.html", context)


@own_page
@require_safe
def mine(request: OwnRequest) -> HttpResponse:
    """The forms of collaboration that the person looks through; the secretariat has all of its region's."""
    found = OwnForms(offices_of(request))
    context = {"forms": found.all, "planners": found.planned_by_me, "nav_section": "my"}
    return render(request, "actionplan/own_reviews.html", context)


@own_page
@require_form
def plan(request: OwnRequest, forum: int) -> HttpResponse:
    """Plan to look through a form of collaboration; for the secretariat."""
    kept = Forum.objects.filter(agreement__region__in=offices_of(request).kept)
    row = get_object_or_404(kept.select_related("agreement"), pk=forum if forum <= LARGEST_KEY else 0)
    home = reverse("actionplan:own-reviews")
    return ask(
        request,
        ReviewForm(*posted(request), agreement=row.agreement),
        lambda data: plan_review(row, by=request.user, **data),
        template="actionplan/own_form.html",
        context={"page_title": _("Plan to look it through"), "above": row.name, "back_url": home},
        home=home,
        told=_("Planned. Everybody can see it."),
    )


@own_page
@require_safe
def one(request: OwnRequest, pk: int) -> HttpResponse:
    """One look at a form of collaboration: where it stands, what may be done, what has happened."""
    review = own_review(request.user, pk)
    mine = reviewing(request.user, review)
    state = ReviewState(review.state)
    context = {
        "review": review,
        "state": state.label,
        "tone": TONES[state],
        "steps": [step for step in OF_REVIEW.values() if step.source == state and step.by & mine],
        "asks": FINISHES,
        "events": review.events.select_related("actor").order_by("-day", "-pk")[:30],
        "nav_section": "my",
    }
    return render(request, "actionplan/own_review.html", context)


@own_page
@require_form
def step(request: OwnRequest, pk: int, step: str) -> HttpResponse:
    """A step: a page that asks what has to be said, and a POST that takes it."""
    review, found = own_review(request.user, pk), OF_REVIEW.get(step)
    if found is None:
        raise Http404
    may = found.source == review.state and found.by & reviewing(request.user, review)
    if request.method != "POST" and not may:
        return redirect("actionplan:own-review", pk)

    def take(data: dict[str, Any]) -> None:
        moved = move_review(review, step, by=request.user, **data)
        messages.success(request, _("Saved: %(state)s.") % {"state": moved.get_state_display().lower()})

    back = reverse("actionplan:own-review", args=[pk])
    return ask(
        request,
        FinishForm(*posted(request)) if step in FINISHES else StepForm(*posted(request), step=found),
        take,
        template="actionplan/own_form.html",
        context={"page_title": found.label, "above": review.forum.name, "back_url": back},
        home=back,
    )


def own_review(user: User, pk: int) -> FormReview:
    """The look, for somebody who has to do with it. Anything else does not exist (404)."""
    rows = FormReview.objects.select_related("forum__agreement__region", "party")
    found = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None or not reviewing(user, found):
        raise Http404
    return found
