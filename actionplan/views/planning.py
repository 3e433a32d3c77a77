"""Planning that is open for others, as everybody reads it (PLAN-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplan.activities import time_text
from actionplan.models import PlanningProcess
from agreement.gathering import gather
from agreement.models import Party
from agreement.public import crumbs, public_page, public_region

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@public_page
def public(request: HttpRequest, region: str) -> HttpResponse:
    """What is open now, what opens later, and what is over, each with its stage and its days. One query."""
    place, day = public_region(request, region), timezone.localdate()
    rows = gather(
        {
            "planning": PlanningProcess.objects.filter(agreement=place.agreement),
            "parties": Party.objects.filter(agreement=place.agreement),
        }
    )
    parties = {each.pk: each.name for each in rows["parties"]}
    shown = [
        {
            "row": each,
            "owner": parties.get(each.party_id or 0) or each.owner_name,
            "time": time_text(each.from_on, each.to_on),
            "is_open": each.is_open(day),
        }
        for each in rows["planning"]
    ]
    over = [each for each in shown if each["row"].is_over(day)]
    groups = (
        ("oppet", _("Open now"), [each for each in shown if each["is_open"]]),
        ("snart", _("Opens later"), [each for each in shown if not each["is_open"] and each not in over]),
        ("stangt", _("Closed"), over[::-1]),
    )
    context = {
        "region": place,
        "agreement": place.agreement,
        "nav_section": "plan",
        "crumbs": crumbs(place),
        "groups": [group for group in groups if group[2]],
    }
    return render(request, "actionplan/planning.html", context)
