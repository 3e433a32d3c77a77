"""What the public reads: rounds, how representatives are chosen, and the parties' forums (MEM-40, CRO-13 … CRO-15).

No nominee's name stands on any of these pages, nor that of who sits in a forum. Organisations stand by name only where
they have offered somebody to a forum (CRO-15) or where somebody was chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreement.public import crumbs, public_page, public_region
from nominations.models import Forum, ForumSeat, Nomination, NominationRound
from nominations.permissions import sitting_ground
from nominations.states import PlaceKind, RoundState, State
from nominations.vacant import vacant_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from agreement.models import Region
    from nominations.models import RoundDecision


@require_safe
@public_page
def rounds(request: HttpRequest, region: str) -> HttpResponse:
    """Every round: open now, opening soon, and over; and how representatives are chosen (MEM-40)."""
    place = public_region(request, region)
    found = list(
        NominationRound.objects.public().filter(agreement=place.agreement).select_related("body", "forum")
    )
    groups: dict[str, list[dict[str, Any]]] = {"open": [], "soon": [], "over": []}
    for each in found:
        groups[_when(each)].append(_card(place, each))
    groups["open"].reverse()
    groups["soon"].reverse()
    context = {
        "region": place,
        "nav_section": "bodies",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "open_rounds": groups["open"],
        "soon": groups["soon"],
        "over": groups["over"],
        "bodies": [each for each in place.agreement.bodies.all() if each.how_chosen],
    }
    return render(request, "nominations/rounds.html", context)


@require_safe
@public_page
def round_page(request: HttpRequest, region: str, slug: str) -> HttpResponse:
    """One round: what is sought, the wishes, the compensation, the dates, how it is decided, and what came of it."""
    place = public_region(request, region)
    found = (
        NominationRound.objects.public()
        .filter(agreement=place.agreement, slug=slug)
        .select_related("body", "forum")
        .prefetch_related("wishes__municipality", "decisions")
        .first()
    )
    if found is None:
        raise Http404
    now = timezone.now()
    when = _when(found)
    decision = found.decision
    context = {
        "region": place,
        "nav_section": "bodies",
        "crumbs": crumbs(place, (_("Nominate"), reverse("nominations:rounds", args=[place.slug]))),
        "agreement": place.agreement,
        "round": found,
        "when": when,
        "status": _status(found),
        "is_open": when == "open",
        "may_prepare": found.state == RoundState.PUBLISHED and not found.window.is_over(now),
        "prepare_url": reverse("nominations:prepare", args=[place.slug, found.slug]),
        "sitting_too": sitting_ground(found) is not None,
        "dates": _dates(found),
        "decision": decision,
        "earlier": list(found.decisions.all())[:-1],
        "chosen": _chosen(decision) if decision else [],
        "reason": _why_cancelled(found) if found.state == RoundState.CANCELLED else "",
    }
    return render(request, "nominations/round.html", context)


@require_safe
@public_page
def forums(request: HttpRequest, region: str) -> HttpResponse:
    """The parties' forums and networks: purpose, owner, seats, open calls, who has offered (CRO-13 … CRO-15)."""
    place = public_region(request, region)
    today = timezone.localdate()
    calls = (
        NominationRound.objects.public()
        .exclude(state=RoundState.CANCELLED)
        .prefetch_related(
            Prefetch(
                "nominations",
                queryset=Nomination.objects.for_group().of_members().select_related("organisation"),
            )
        )
    )
    seats = ForumSeat.objects.on(today).select_related("organisation")
    found = list(
        Forum.objects.filter(agreement=place.agreement)
        .select_related("owner")
        .prefetch_related(Prefetch("calls", queryset=calls), Prefetch("seats", queryset=seats))
    )
    listed = [_forum(place, each) for each in found]
    context = {
        "region": place,
        "nav_section": "bodies",
        "crumbs": crumbs(place),
        "agreement": place.agreement,
        "forums": listed,
        "open_calls": sum(len(each["open"]) for each in listed),
        "unconfirmed": sum(each["forum"].to_be_confirmed for each in listed),
    }
    return render(request, "nominations/forums.html", context)


def _forum(place: Region, forum: Forum) -> dict[str, Any]:
    calls = [(each, _when(each)) for each in forum.calls.all()]
    # Who offered is said while it is open and afterwards: members only, each once (CRO-15). Who has merely applied is
    # named nowhere.
    offered = {
        nomination.organisation.name
        for call, _state in calls
        for nomination in call.nominations.all()
        if nomination.organisation is not None
    }
    return {
        "forum": forum,
        "vacant": vacant_in(forum, timezone.localdate()),
        "owner": forum.owner.name if forum.owner else forum.owner_name,
        "open": [_card(place, call) for call, when in calls if when == "open"],
        "soon": [_card(place, call) for call, when in calls if when == "soon"],
        "offered": sorted(offered),
        "sits": sorted({seat.organisation.name for seat in forum.seats.all() if seat.organisation}),
    }


def _when(round_: NominationRound) -> str:
    """`open`, `soon` or `over`, as the window and the state say."""
    now = timezone.now()
    if round_.state != RoundState.PUBLISHED or round_.window.is_over(now):
        return "over"
    return "soon" if round_.window.is_before(now) else "open"


def _status(round_: NominationRound) -> dict[str, str]:
    when = _when(round_)
    if round_.state == RoundState.DECIDED:
        return {"label": _("Decided"), "tone": "success"}
    if round_.state == RoundState.CANCELLED:
        return {"label": _("Called off"), "tone": "neutral"}
    return {
        "open": {"label": _("Open now"), "tone": "success"},
        "soon": {"label": _("Opens soon"), "tone": "progress"},
        "over": {"label": _("Awaiting decision"), "tone": "progress"},
    }[when]


def _card(place: Region, round_: NominationRound) -> dict[str, Any]:
    status = _status(round_)
    if _when(round_) == "soon":
        text = _("Opens on %(day)s.") % {"day": date_format(round_.opens_on, "j F Y")}
    else:
        text = _("Last day: %(day)s.") % {"day": date_format(round_.closes_on, "j F Y")}
    theme = _("Theme: %(theme)s") % {"theme": round_.get_theme_display()} if round_.theme else ""
    young = _("For young people too") if round_.for_young else ""
    return {
        "title": round_.title,
        "url": reverse("nominations:round", args=[place.slug, round_.slug]),
        "text": text,
        "about": [each for each in (theme, young) if each],
        "status": status["label"],
        "tone": status["tone"],
    }


def _dates(round_: NominationRound) -> list[dict[str, Any]]:
    today = timezone.localdate()
    dates = [
        (round_.opens_on, _("Opens"), _("You can prepare a nomination before that.")),
        (round_.closes_on, _("Last day"), _("The day lasts whole, to midnight.")),
    ]
    if round_.member_by == round_.closes_on:
        text = _("By the same day the organisation must have joined.")
        dates[1] = (round_.closes_on, _("Last day"), f"{dates[1][2]} {text}")
    else:
        dates.append(
            (
                round_.member_by,
                _("Joined at the latest"),
                _("The nomination counts if the organisation is a member that day."),
            )
        )
    return [
        {"date": day, "title": title, "text": text, "passed": day < today}
        for day, title, text in sorted(dates)
    ]


def _chosen(decision: RoundDecision) -> list[dict[str, Any]]:
    """Who was chosen: those who sit are public by their seat; of alternates the same, for they sit as alternates. Of a
    forum the public sees organisations only.
    """
    choices = decision.choices.select_related("nomination__organisation", "holding__user", "forum_seat")
    rows = []
    for choice in choices:
        held = choice.holding or choice.forum_seat
        if held is None or choice.nomination.state not in (State.SEATED, State.ALTERNATE):
            continue
        own = choice.nomination.organisation
        if choice.holding is None:
            rows.append(
                {"name": own.name if own else _("A representative"), "organisation": None, "kind": ""}
            )
            continue
        alternate = choice.kind == PlaceKind.ALTERNATE and choice.nomination.state == State.ALTERNATE
        rows.append(
            {
                "name": choice.holding.user.name,
                "organisation": own,
                "kind": _("Alternate number %(rank)s") % {"rank": choice.rank} if alternate else "",
            }
        )
    return rows


def _why_cancelled(round_: NominationRound) -> str:
    event = round_.events.filter(step="cancel").last()
    return event.note if event else ""
