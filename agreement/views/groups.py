"""Those who stand behind the agreement: the parties and the bodies."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreement.chain import Records
from agreement.gathering import gather, keep
from agreement.models import PartyNotice, Seat, SeatHolding
from agreement.permissions import is_partys
from agreement.public import crumbs, public_page, public_region
from agreement.sittings import Sittings
from agreement.standing import has_left
from agreement.states import FilledBy, SeatKind, Side
from agreement.views.common import body_url, streams

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from agreement.models import Body, Party, Region
    from agreement.sittings import Sitting

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MOST_DECISIONS = 5  # of each party; the rest stand on the page of decisions


@require_safe
@public_page
def parties(request: HttpRequest, region: str) -> HttpResponse:
    """The main parties, however many: side, who represents them, what they decided, their seats (AGR-02, AGR-03)."""
    place = public_region(request, region)
    records = Records(
        place.agreement,
        bodies=place.agreement.bodies.all(),
        notices=PartyNotice.objects.filter(party__agreement=place.agreement).defer("recorded_at"),
    )
    decided: dict[int | None, list[dict[str, Any]]] = {}
    for each in sorted(records.decisions, key=_newest_first):
        decided.setdefault(each.party_id, []).append(
            {"row": each, "url": reverse("agreement:decision", args=[place.slug, each.slug])}
        )
    seats = _seats_of_parties(place, records.more("bodies"))
    notices: dict[int, list[dict[str, Any]]] = {}
    today = timezone.localdate()
    for notice in records.more("notices"):
        told = {"row": notice, "has_left": has_left(notice, today)}
        notices.setdefault(notice.party_id, []).append(told)
    context = {
        "region": place,
        "nav_section": "parties",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "parties": [
            {
                "party": party,
                "is_public": party.side == Side.PUBLIC,
                "decisions": decided.get(party.pk, [])[:MOST_DECISIONS],
                "has_more": len(decided.get(party.pk, [])) > MOST_DECISIONS,
                "bodies": seats.get(party.pk, []),
                "notices": notices.get(party.pk, []),
            }
            for party in records.parties
        ],
        "streams": streams(place.agreement),
    }
    return render(request, "agreement/parties.html", context)


def _newest_first(row: Any) -> tuple[bool, int]:
    day = row.decided_on
    return (day is None, -day.toordinal() if day else 0)


def _seats_of_parties(place: Region, groups: list[Body]) -> dict[int, list[dict[str, Any]]]:
    """In which bodies each party has seats, and how many that decide."""
    counted = (
        Seat.objects.on(timezone.localdate())
        .filter(body__agreement=place.agreement, party__isnull=False, kind=SeatKind.ORDINARY)
        .order_by("body_id")
        .values("party_id", "body_id")
        .annotate(seats=Count("pk"))
    )
    bodies = {each.pk: each for each in groups}
    found: dict[int, list[dict[str, Any]]] = {}
    for row in counted:
        group = bodies[row["body_id"]]
        found.setdefault(row["party_id"], []).append(
            {"name": group.name, "url": body_url(place, group), "seats": row["seats"]}
        )
    return found


@require_safe
@public_page
def body(request: HttpRequest, region: str, kind: str) -> HttpResponse:
    """Who sits in a group today, or sat there on `?dag=`: the balance, party by party, vacant seats too, whom each
    person speaks for, how they are chosen, and what has been confirmed (MEM-28 … MEM-34, MEM-40, AGR-34).

    A day that is none is said so, with status 400, above today's composition.
    """
    place = public_region(request, region)
    found = gather({"bodies": place.agreement.bodies.all(), "parties": place.agreement.parties.all()})
    keep(place.agreement, "parties", found["parties"])
    groups = found["bodies"]
    shown = next((each for each in groups if each.kind == kind), None)
    if shown is None:
        raise Http404
    today = timezone.localdate()
    asked = request.GET.get("dag", "").strip()
    given = _day(asked) if asked else today
    day = given or today
    shown.agreement = place.agreement  # read already
    sittings = Sittings(shown, day)
    context = {
        "region": place,
        "nav_section": "bodies",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "body": shown,
        "url": body_url(place, shown),
        "sittings": sittings,
        "groups": _groups(sittings),
        "bodies_send_their_own": any(
            is_partys(each.seat) for each in sittings.all if shown.filled_by == FilledBy.NOMINATION
        ),
        "confirmed": shown.compositions.filter(day__lte=day).first(),
        "day": day,
        "today": today,
        "is_today": day == today,
        "asked": asked[:20],
        "bad_day": given is None,
        "change": _changes(sittings),
        "others": [
            {"title": other.name, "url": body_url(place, other)} for other in groups if other is not shown
        ],
    }
    return render(request, "agreement/body.html", context, status=400 if given is None else 200)


def _day(text: str) -> dt.date | None:
    """The day that `YYYY-MM-DD` names, or None where there is no such day."""
    if not ISO_DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _changes(sittings: Sittings) -> dict[str, dt.date | None]:
    """Since when the group is composed as on the day, and when it was composed otherwise, before and after."""
    shown, day = sittings.body, sittings.day
    held = SeatHolding.objects.filter(seat__body=shown).order_by().values_list("from_on", "to_on")
    spans: Iterable[tuple[dt.date | None, dt.date | None]] = held.union(
        shown.seats.order_by().values_list("from_on", "to_on")
    )
    days = sittings.leaving_days
    for begins, ends in spans:
        if begins:
            days.add(begins)
        if ends and ends < dt.date.max:
            days.add(ends + dt.timedelta(days=1))
    changes = sorted(days)
    place = bisect_right(changes, day)
    return {
        "since": changes[place - 1] if place else None,
        "previous": changes[place - 2] if place > 1 else None,
        "next": changes[place] if place < len(changes) else None,
    }


def _groups(sittings: Sittings) -> list[dict[str, Any]]:
    """The seats by party, co-opted ones apart: those take part but do not decide (MEM-31)."""
    by_party: dict[Party, list[Sitting]] = {}
    for each in sittings.all:
        if each.seat.party is not None and each.seat.kind != SeatKind.CO_OPTED:
            by_party.setdefault(each.seat.party, []).append(each)
    groups = [{"party": party, **_composition(own)} for party, own in by_party.items()]
    if co_opted := [each for each in sittings.all if each.seat.kind == SeatKind.CO_OPTED]:
        groups.append({"party": None, **_composition(co_opted)})
    return groups


def _composition(sittings: list[Sitting]) -> dict[str, Any]:
    """The seats with those who hold them that day, and how many ordinary ones are filled. Names, never addresses."""
    ordinary = [each for each in sittings if each.seat.kind == SeatKind.ORDINARY]
    return {
        "seats": [
            {
                "kind": "" if each.seat.kind == SeatKind.CO_OPTED else each.seat.get_kind_display(),
                "label": each.seat.label,
                "holding": each.holding,
            }
            for each in sittings
        ],
        "ordinary": len(ordinary),
        "filled": sum(each.holding is not None for each in ordinary),
    }
