"""The public pages about joining: how, who has joined, and one page for each member. Reading needs no account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.public import KeyDate, crumbs, public_page, public_region
from agreement.states import BodyKind
from membership.figures import on_the_map
from membership.fit import advise
from membership.forms.fit import FitForm
from membership.member_list import Selection, csv_file, where_active
from membership.models import Membership
from membership.public_profile import Presentation, kin_of
from membership.record import by_whom
from membership.services.applications import effects_on
from membership.services.rejoining import membership_of_today

if TYPE_CHECKING:
    from django.http import HttpRequest

MEMBERS_PER_PAGE = 50


@require_safe
@public_page
def join(request: HttpRequest, region: str) -> HttpResponse:
    """Who may join, how it goes, and what applying today gives and what not. A cut-off closes nothing (MEM-12)."""
    place = public_region(request, region)
    agreement = place.agreement
    dates = [
        KeyDate(
            date=dt.date.fromisoformat(effect["last_day"]),
            title=effect["title"],
            wording=effect["wording"],
            passed=not effect["met"],
        )
        for effect in effects_on(agreement, timezone.localdate())
    ]
    context = {
        "region": place,
        "nav_section": "join",
        "crumbs": crumbs(place),
        "agreement": agreement,
        "group": agreement.body(BodyKind.LEADERSHIP),
        "criteria": agreement.criteria.all(),
        "dates": dates,
    }
    return render(request, "membership/join.html", context)


@require_safe
@public_page
def fit(request: HttpRequest, region: str) -> HttpResponse:
    """Three questions before the application; the answers are in the address and nowhere else. No door is shut."""
    place = public_region(request, region)
    agreement = place.agreement
    asked = request.GET if FitForm.base_fields.keys() & request.GET.keys() else None
    form = FitForm(asked, agreement=agreement)
    advice = None
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        advice = advise(agreement, answers["vilka"], answers["var"], answers["bakom"])
    context = {
        "region": place,
        "nav_section": "join",
        "crumbs": crumbs(place, (_("Join"), reverse("membership:join", args=[place.slug]))),
        "agreement": agreement,
        "form": form,
        "advice": advice,
    }
    return render(request, "membership/fit.html", context)


@require_safe
@public_page
def members(request: HttpRequest, region: str) -> HttpResponse:
    """Everybody who has joined, by name; `?q=`, `?kommun=<code>`, `?page=`, `?format=csv` (MEM-20, LAW-O1)."""
    place = public_region(request, region)
    selection = Selection.of(place, request.GET)
    keys = selection.keys()
    if request.GET.get("format") == "csv":
        return _csv(place, keys)
    page = Paginator(keys, MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    shown = Membership.objects.for_public().in_bulk(list(page.object_list))
    counts, everywhere = on_the_map(place)
    context = {
        "region": place,
        "nav_section": "members",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "counts": counts,
        "everywhere": everywhere,
        "map_link": f"{request.path}?kommun=",
        "selection": selection,
        "page_obj": page,
        "found": len(keys),
        "total": Membership.objects.in_region(place).current().count()
        if selection.is_narrowed
        else len(keys),
        "rows": [
            [
                {
                    "label": _("Organisation"),
                    "text": member.organisation.name,
                    "url": reverse("membership:member", args=[place.slug, member.slug]),
                },
                {"label": _("Active in"), "text": where_active(member) or "–"},
                {"label": _("Joined"), "text": _unbroken(date_format(member.since, "j F Y"))},
            ]
            for member in (shown[key] for key in page.object_list)
        ],
    }
    return render(request, "membership/members.html", context)


@require_safe
@public_page
def member(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One member; of the contact only what that person allowed (MEM-24). An ended membership says that it ended."""
    place = public_region(request, region)
    shown = get_object_or_404(
        Membership.objects.in_region(place)
        .for_public()
        .select_related("version", "profile")
        .prefetch_related("contacts", "fields_of_activity"),
        slug=slug,
    )
    is_current = shown.is_current
    if not is_current and (again := membership_of_today(shown)) is not None:
        return redirect(reverse("membership:member", args=[place.slug, again.slug]))
    umbrellas, branches = kin_of(shown.organisation, place) if is_current else ([], [])
    context = {
        "region": place,
        "nav_section": "members",
        "crumbs": crumbs(
            place, (_("Organisations that have joined"), reverse("membership:members", args=[place.slug]))
        ),
        "agreement": place.agreement,
        "member": shown,
        "organisation": shown.organisation,
        "approved_by": by_whom(shown.decision),
        "where": where_active(shown),
        "is_current": is_current,
        # Of a contact only what that person allowed; an organisation that has left says nothing of itself any more.
        "contacts": [each.public for each in shown.contacts_now if each.public] if is_current else [],
        "presentation": Presentation.of(shown) if is_current else None,
        "umbrellas": umbrellas,
        "branches": branches,
    }
    return render(request, "membership/member.html", context)


def _unbroken(day: str) -> str:
    """A date that stays on one line in a narrow column."""
    return day.replace(" ", "\N{NO-BREAK SPACE}")


def _csv(region, keys: list[int]) -> HttpResponse:
    response = HttpResponse(csv_file(region, keys), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="anslutna-{region.slug}.csv"'
    return response


urlpatterns = [
    path("<slug:region>/anslut/", join, name="join"),
    path("<slug:region>/anslut/passar-det/", fit, name="fit"),
    path("<slug:region>/anslutna/", members, name="members"),
    path("<slug:region>/anslutna/<slug:slug>/", member, name="member"),
]
