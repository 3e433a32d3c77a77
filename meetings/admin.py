"""Meetings in the admin: what waits, and the way to the groups' own pages, where everything is done.

Whoever sits in the leadership group finds that group's meetings; to them another group's do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agreement.admin import InRegion
from agreement.offices import offices_of
from agreement.states import MeetingState
from meetings.models import GroupMeeting, Handover, ItemRecusal
from meetings.permissions import Parts
from membership.templatetags.workload import line, register_lines, short_count
from relay.admin_lists import LARGEST_KEY, LongList, ReadOnly, tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

TONES = {
    MeetingState.PLANNED: "neutral",
    MeetingState.CALLED: "progress",
    MeetingState.HELD: "progress",
    MeetingState.CONFIRMED: "success",
    MeetingState.CANCELLED: "danger",
}


def parts_of(request: HttpRequest) -> Parts:
    """What the person is to the groups, remembered on the request."""
    if "parts" not in request.__dict__:
        request.__dict__["parts"] = Parts(request.user, offices_of(request))  # type: ignore[arg-type]
    found: Parts = request.__dict__["parts"]
    return found


class ToOwnPages(LongList, ReadOnly):
    """A list whose rows lead to the groups' own pages. The region's staff open it; `body_path` leads to the group."""

    body_path = ""
    list_display_links = None

    @property
    def region_path(self) -> str:
        return f"{self.body_path}__agreement__region"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        parts = parts_of(request)
        own = Q(**{f"{self.body_path}__in": parts.bodies}) | Q(
            **{f"{self.region_path}__in": parts.kept_regions}
        )
        return super().get_queryset(request).filter(own)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = offices_of(request)
        return mine.everywhere or bool(mine.staffed)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        listing = self.admin_site.admin_view(self.changelist_view)
        onwards = self.admin_site.admin_view(self.onwards_view)
        return [
            path("", listing, name=f"{name}_changelist"),
            path("<int:pk>/change/", onwards, name=f"{name}_change"),
        ]

    def onwards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A row has no page of its own here."""
        row = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if row is None:
            raise Http404
        return HttpResponseRedirect(self.own_page(row))

    def own_page(self, row: Any) -> str:
        raise Http404


class WhatWaits(admin.SimpleListFilter):
    """What the secretariat, or the sides, have to do with a meeting."""

    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("call", _("To be called")),
            ("write", _("To be written down")),
            ("confirm", _("Minutes to be confirmed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = waiting(self.value() or "")
        return queryset if wanted is None else queryset.filter(wanted)


def waiting(what: str) -> Q | None:
    """The meetings for which something waits, by its name in the list's filter."""
    match what:
        case "call":
            return Q(state=MeetingState.PLANNED)
        case "write":
            return Q(state=MeetingState.CALLED, day__lte=timezone.localdate())
        case "confirm":
            return Q(state=MeetingState.HELD)
    return None


@admin.register(GroupMeeting)
class GroupMeetingAdmin(ToOwnPages):
    """The meetings of the groups, newest first."""

    body_path = "body"
    ordering = ("-day", "-pk")
    sortable_by = ("when",)
    list_display = ("when", "group", "standing", "waits")
    list_filter = (WhatWaits, InRegion)
    list_select_related = ("body__agreement__region",)

    def own_page(self, row: Any) -> str:
        return reverse("meetings:meeting", args=[row.pk])

    @admin.display(description=_("date"), ordering="day")
    def when(self, meeting: GroupMeeting) -> SafeString:
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            self.own_page(meeting),
            date_format(meeting.day, "Y-m-d"),
            meeting.body.name,
        )

    @admin.display(description=_("group"))
    def group(self, meeting: GroupMeeting) -> SafeString:
        return format_html(
            '{}<div class="quiet">{}</div>', meeting.body.name, meeting.body.agreement.region.name
        )

    @admin.display(description=_("state"))
    def standing(self, meeting: GroupMeeting) -> str:
        return tag(meeting.get_state_display(), TONES[MeetingState(meeting.state)])

    @admin.display(description=_("what waits"))
    def waits(self, meeting: GroupMeeting) -> str:
        today = timezone.localdate()
        match meeting.state:
            case MeetingState.PLANNED:
                return str(
                    _("Its day has passed without a call") if meeting.day < today else _("To be called")
                )
            case MeetingState.CALLED if meeting.day <= today:
                return str(_("To be written down"))
            case MeetingState.HELD:
                return str(_("Minutes to be confirmed"))
        return ""


class Answered(admin.SimpleListFilter):
    """What waits for an answer, and what has got one."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Waits for an answer")), ("yes", _("Answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("no", "yes"):
            return queryset
        return queryset.filter(answered_at__isnull=self.value() == "no")


@admin.register(Handover)
class HandoverAdmin(ToOwnPages):
    """What the development group has handed to the leadership group, newest first (MEM-37)."""

    body_path = "target__body"
    ordering = ("-handed_at", "-pk")
    sortable_by = ("handed",)
    list_display = ("title", "handed", "standing")
    list_filter = (Answered, InRegion)
    list_select_related = ("target__meeting", "target__body__agreement__region")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        own = ItemRecusal.objects.filter(user=parts_of(request).user)
        return (
            super()
            .get_queryset(request)
            .annotate(is_closed=Exists(own.filter(item__thread=OuterRef("source__thread"))))
        )

    def own_page(self, row: Any) -> str:
        return row.target.get_absolute_url()  # type: ignore[no-any-return]

    @admin.display(description=_("item"))
    def title(self, handover: Any) -> SafeString:
        """What is asked is closed to whoever has a conflict of interest in it."""
        return format_html(
            '<a href="{}">{}</a><div class="quiet">{}</div>',
            self.own_page(handover),
            handover.target.title,
            "" if handover.is_closed else handover.question,
        )

    @admin.display(description=_("handed over"), ordering="handed_at")
    def handed(self, handover: Handover) -> str:
        return date_format(timezone.localtime(handover.handed_at), "Y-m-d")

    @admin.display(description=_("state"))
    def standing(self, handover: Handover) -> SafeString:
        if handover.answered_at:
            return format_html(
                '{}<div class="quiet">{}</div>',
                tag(_("Answered"), "success"),
                date_format(timezone.localtime(handover.answered_at), "Y-m-d"),
            )
        if handover.target.meeting:
            day = date_format(handover.target.meeting.day, "Y-m-d")
            return format_html('{}<div class="quiet">{}</div>', tag(_("On the agenda"), "progress"), day)
        return format_html("{}", tag(_("Waits for a meeting")))


def lines(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """What awaits the person on the admin's start page: lines about what there is none of are left out."""
    parts = parts_of(request)
    own = Q(body__in=parts.bodies) | Q(body__agreement__region__in=parts.kept_regions)
    listed = reverse("admin:meetings_groupmeeting_changelist")
    meetings = GroupMeeting.objects.filter(own)
    for what, words in (
        (
            "write",
            lambda number: ngettext("meeting to write down", "meetings to write down", number),
        ),
        (
            "confirm",
            lambda number: ngettext(
                "meeting whose minutes are not confirmed", "meetings whose minutes are not confirmed", number
            ),
        ),
    ):
        rows = meetings.filter(waiting(what))
        if what == "write":  # the secretariat does that
            rows = rows.filter(body__agreement__region__in=parts.kept_regions)
        number = short_count(rows)
        if number:
            yield line(number, words(number), f"{listed}?waits={what}")
    asked = Handover.objects.filter(answered_at=None).filter(
        Q(target__body__in=parts.bodies) | Q(target__body__agreement__region__in=parts.kept_regions)
    )
    if number := short_count(asked):
        text = ngettext("item waits for an answer", "items wait for an answer", number)
        yield line(number, text, f"{reverse('admin:meetings_handover_changelist')}?answer=no")


register_lines(lines)
