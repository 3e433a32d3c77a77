"""My groups: which meetings come, what waits, what was handed over and what came back; planned and held in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.models import Body, Meeting, MeetingReply
from agreement.states import MeetingState
from meetings.models import Handover, Item
from meetings.states import OVER
from meetings.views.common import OwnRequest, own_page
from meetings.year import Year, year_of

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from meetings.permissions import Parts


MOST = 12  # meetings that have been, of each group


@own_page
@require_safe
def overview(request: OwnRequest) -> HttpResponse:
    """Every group in which the person sits, or whose secretariat they are; of a group to which they are called before
    their term, that meeting. With `?alla=1` every meeting that has been.
    """
    parts = request.parts
    today = timezone.localdate()
    most = None if request.GET.get("alla") == "1" else MOST
    asked = MeetingReply.objects.filter(meeting=OuterRef("pk"), user=request.user)
    groups = (
        Body.objects.filter(
            Q(pk__in=parts.bodies)
            | Q(agreement__region__in=parts.kept_regions)
            | Q(meetings__in=parts.called_to)
        )
        .select_related("agreement__region")
        .prefetch_related(
            Prefetch(
                "meetings",
                Meeting.objects.annotate(
                    has_answered=Exists(asked), comes=Exists(asked.filter(comes=True))
                ).order_by("day", "pk"),
            ),
            Prefetch(
                "items",
                # What was handed over stands below, and comes back as an item of its own.
                Item.objects.without_meeting()
                .filter(handover=None)
                .select_related("body__agreement")
                .order_by("pk"),
                to_attr="waiting",
            ),
        )
        .order_by("agreement__region__order", "pk")
        .distinct()
    )
    cards = [_card(each, parts, today, most) for each in groups]
    for card in cards:
        card["handed"] = []
    by_body = {card["body"].pk: card for card in cards if card["sees"]}
    handed = Handover.objects.filter(source__body__in=by_body).select_related("source", "target__meeting")
    for each in handed:
        by_body[each.source.body_id]["handed"].append(each)
    return render(request, "meetings/overview.html", {"groups": cards, "nav_section": "my"})


def _card(body: Any, parts: Parts, today: dt.date, most: int | None) -> dict[str, Any]:
    meetings = list(body.meetings.all())
    if not parts.sees(body):
        called = [each for each in meetings if each.pk in parts.called_to]
        return {"body": body, "sees": False, "sits": True, "coming": called}
    coming = [
        each for each in meetings if each.day >= today and each.state not in (*OVER, MeetingState.CANCELLED)
    ]
    year: Year = year_of(body, meetings, today.year, today=today)
    past = [each for each in reversed(meetings) if each not in coming]
    return {
        "body": body,
        "sees": True,
        "sits": parts.sits_in(body),
        "keeps": parts.keeps(body),
        "coming": coming,
        "past": past[:most],
        "has_more": most is not None and len(past) > most,
        "waiting": [{"item": each, "may_place": parts.may_place(each)} for each in body.waiting],
        "year": year,
    }
