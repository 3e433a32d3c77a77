"""The parties' checklists: read by everybody, kept by each party for itself (PLAN-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import own_page, posted, require_form
from actionplan.checklists import checklists
from actionplan.forms import PointForm, UndoPointForm
from actionplan.models import ChecklistPoint, PartyPoint
from actionplan.own_lists import own_checklists, own_parties
from actionplan.services import report_point, undo_point
from actionplan.states import PointState
from agreement.offices import offices_of
from agreement.public import crumbs, public_page, public_region
from membership.views.asking import ask
from relay.admin_lists import LARGEST_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.pages import OwnRequest


@require_safe
@public_page
def public(request: HttpRequest, region: str) -> HttpResponse:
    """What each party has done in its own house so that the agreement comes true, with day and evidence."""
    place = public_region(request, region)
    shown = checklists(place.agreement.parties.order_by().values("pk"), [place.agreement.pk])
    context = {
        "region": place,
        "agreement": place.agreement,
        "nav_section": "plan",
        "crumbs": crumbs(place),
        "parties": [each for each in shown if each.points],
    }
    return render(request, "actionplan/checklists.html", context)


@own_page
@require_safe
def mine(request: OwnRequest) -> HttpResponse:
    """The checklists of the person's own parties; the secretariat has those of its region."""
    context = {"parties": own_checklists(offices_of(request)), "nav_section": "my"}
    return render(request, "actionplan/own_checklists.html", context)


@own_page
@require_form
def point(request: OwnRequest, party: int, point: int) -> HttpResponse:
    """Say that a point is done and how that can be seen; where it is done: that it is not, and why."""
    speaks = get_object_or_404(own_parties(offices_of(request)), pk=party if party <= LARGEST_KEY else 0)
    row = get_object_or_404(
        ChecklistPoint, agreement=speaks.agreement_id, pk=point if point <= LARGEST_KEY else 0
    )
    answer = PartyPoint.objects.filter(point=row, party=speaks, state=PointState.DONE).first()
    if answer is None and not row.is_asked:
        raise Http404

    def say(data: dict[str, Any]) -> None:
        if answer is not None:
            undo_point(answer, by=request.user, note=data["note"])
        else:
            report_point(row, speaks, by=request.user, **data)

    home = reverse("actionplan:own-checklists")
    return ask(
        request,
        UndoPointForm(*posted(request)) if answer else PointForm(*posted(request)),
        say,
        template="actionplan/own_form.html",
        context={"page_title": row.text, "above": speaks.name, "about": row.about, "back_url": home},
        home=home,
        told=_("Saved. The point is not done.")
        if answer
        else _("Saved. Everybody can see that the point is done."),
    )
