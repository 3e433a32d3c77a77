"""What those who hold an event need: who comes and came, what people thought, whom to invite, who never was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.forms import ButtonForm
from accounts.pages import posted, require_form
from events.forms import InviteForm
from events.models import Registration
from events.services import invite, mark_attendance, unregister_for
from events.services.after import FEWEST_ANSWERS
from events.services.inviting import not_invited
from events.states import Audience, Grade, Standing, State
from events.views.common import OwnRequest, event_of, own_page, region_of
from membership.member_list import as_csv
from membership.views.asking import ask
from relay.admin_lists import LARGEST_KEY
from steps.exceptions import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page

    from agreement.models import Region
    from events.models import Event

MOST = 500  # rows on a page; the file holds them all
ON_A_PAGE = 200  # people who can be ticked at once: far fewer than the fields that a form may have


@own_page
@require_form
def participants(request: OwnRequest, pk: int) -> HttpResponse:
    """Who comes and who waits; afterwards who came, and what people thought."""
    shown = event_of(request, pk, host=True)
    if shown.is_notice:
        raise Http404
    has_begun = shown.starts_at is not None and shown.starts_at <= timezone.now()
    rows = Registration.objects.filter(event=shown)
    by_name = rows.open().placed().order_by(Lower("name"), "pk")
    page = Paginator(by_name, ON_A_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        return _write_down_who_came(request, shown, page)
    counts = dict(rows.order_by().values_list("standing").annotate(number=Count("pk")))
    thoughts = list(shown.feedback.order_by("good", "better"))
    context = {
        "event": shown,
        "page": page,
        "queue": rows.queue()[:MOST],
        "placed_count": counts.get(Standing.PLACED, 0),
        "queue_count": counts.get(Standing.QUEUED, 0),
        "left_count": counts.get(Standing.LEFT, 0),
        "came_count": rows.filter(attended=True).count(),
        "is_forgotten": rows.exclude(forgotten_at=None).exists() and not rows.open().exists(),
        "has_begun": has_begun,
        "invited": shown.invitations.count(),
        "grades": [(each.label, sum(one.grade == each for one in thoughts)) for each in reversed(Grade)],
        "answers": len(thoughts),
        "fewest": FEWEST_ANSWERS,
        "thoughts": thoughts if len(thoughts) >= FEWEST_ANSWERS else [],
        "nav_section": "my",
    }
    return render(request, "events/participants.html", context)


def _write_down_who_came(request: OwnRequest, shown: Event, page: Page[Registration]) -> HttpResponse:
    """Those of one page; whoever stands on another stays as they were. Leads on to the page that was asked for."""
    asked, ticked = [each.pk for each in page], set(request.POST.getlist("came"))
    came = [pk for pk in asked if str(pk) in ticked]
    try:
        number = mark_attendance(shown, actor=request.user, came=came, among=asked)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, ngettext("%(n)d person came.", "%(n)d people came.", number) % {"n": number}
        )
    beside = {"next": 1, "previous": -1}.get(request.POST.get("then", ""), 0)
    onto = min(max(page.number + beside, 1), page.paginator.num_pages)
    home = reverse("events:participants", args=[shown.pk])
    return redirect(f"{home}?page={onto}" if onto > 1 else home)


@own_page
@require_form
def unregister_one(request: OwnRequest, pk: int, registration: int) -> HttpResponse:
    """Somebody has called and cannot come, or a registration is nobody's."""
    shown = event_of(request, pk, host=True)
    rows = Registration.objects.filter(event=shown, pk=min(registration, LARGEST_KEY))
    if (
        request.method == "POST" and rows.filter(standing=Standing.LEFT).exists()
    ):  # the first of two clicks did it
        return redirect("events:participants", pk=pk)
    found = rows.filter(standing__in=(Standing.PLACED, Standing.QUEUED), forgotten_at=None).first()
    if found is None or shown.starts_at is None or shown.starts_at <= timezone.now():
        raise Http404
    return ask(
        request,
        ButtonForm(*posted(request), button=_("Take the registration away")),
        lambda data: unregister_for(found, actor=request.user),
        context={
            "title": _("Take the registration away"),
            "lead": found.name,
            "text": _("A letter says so. The place goes to the next on the waiting list."),
        },
        home=reverse("events:participants", args=[pk]),
        told=_("The registration is taken away."),
    )


@own_page
@require_safe
def participants_csv(request: OwnRequest, pk: int) -> HttpResponse:
    """The same as a file. Needs are there, for whoever orders the food; keep it no longer than needed."""
    shown = event_of(request, pk, host=True)
    rows = Registration.objects.filter(event=shown, standing__in=(Standing.PLACED, Standing.QUEUED))
    head = [_("Name"), _("E-mail"), _("Organisation"), _("Takes part"), _("Needs"), _("Standing"), _("Came")]
    lines = (
        [
            each.name,
            each.email,
            each.organisation,
            each.get_how_display(),
            each.needs,
            each.get_standing_display(),
            {True: _("yes"), False: _("no"), None: ""}[each.attended],
        ]
        for each in rows
    )
    return _csv(f"deltagare-{shown.slug}", head, lines)


@own_page
@require_form
def invite_members(request: OwnRequest, pk: int) -> HttpResponse:
    """Invite member organisations: all of them, or of a field, or of a municipality."""
    shown = event_of(request, pk, keeper=True)
    if shown.state != State.PUBLISHED or shown.is_over or shown.audience == Audience.GROUP:
        raise Http404

    def act(data: dict[str, Any]) -> None:
        number = invite(shown, actor=request.user, field=data["field"], municipality=data["municipality"])
        if number:
            told = ngettext("%(n)d member is invited.", "%(n)d members are invited.", number) % {"n": number}
            messages.success(request, told)
            messages.success(request, _("The letters are on their way."))
        else:
            messages.info(request, _("All of them were invited before."))

    form = InviteForm(*posted(request), agreement=shown.agreement)
    return ask(
        request,
        form,
        act,
        context={
            "title": _("Invite members"),
            "lead": shown.title,
            "text": _("Each member gets the invitation once, at its contacts. Choose nothing to invite all."),
        },
        home=shown.own_url,
    )


@own_page
@require_safe
def uninvited(request: OwnRequest, region: str) -> HttpResponse:
    """Members that nobody has invited to anything for a year (CRO-19)."""
    place = _kept(request, region)
    members = not_invited(place, timezone.localdate())
    context = {"region": place, "members": members[:MOST], "number": members.count(), "nav_section": "my"}
    return render(request, "events/uninvited.html", context)


@own_page
@require_safe
def uninvited_csv(request: OwnRequest, region: str) -> HttpResponse:
    """The same as a file, all of them."""
    place = _kept(request, region)
    head = [_("Organisation"), _("Member since"), _("Last invited")]
    lines = (
        [
            each.organisation.name,
            each.since.isoformat(),
            timezone.localdate(each.last_invited).isoformat() if each.last_invited else "",
        ]
        for each in not_invited(place, timezone.localdate())
    )
    return _csv(f"inte-inbjudna-{place.slug}-{date_format(timezone.localdate(), 'Y-m-d')}", head, lines)


def _kept(request: OwnRequest, slug: str) -> Region:
    place = region_of(slug)
    if place.pk not in request.reach.kept_regions:
        raise Http404
    return place


def _csv(name: str, head: list[str], lines: Iterable[list[str]]) -> HttpResponse:
    response = HttpResponse(as_csv(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
