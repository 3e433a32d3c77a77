"""Every letter in the admin: what went out, what waits, what was given up, with the reason and a button (R7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from letters.models import Letter
from letters.registry import kind_name, regions_for, without_closed
from relay.admin_lists import WORK_STATES, LongList, ReadOnly, Retries, tag

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

STATES = {**WORK_STATES, "done": (_("Sent"), "success")}


class LetterState(admin.SimpleListFilter):
    """What needs somebody's eye comes first; the rest is one click away."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("failed", _("Given up")),
            ("sent", _("Sent")),
            ("called_off", _("Called off")),
            ("all", _("All")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *rest = super().choices(changelist)
        yield {**first, "display": _("Waiting or given up")}
        yield from rest

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        match self.value():
            case "failed":
                return queryset.filter(failed_at__isnull=False)
            case "sent":
                return queryset.filter(done_at__isnull=False)
            case "called_off":
                return queryset.filter(called_off_at__isnull=False)
            case "all":
                return queryset
        return queryset.filter(done_at=None, called_off_at=None)


@admin.register(Letter)
class LetterAdmin(LongList, ReadOnly, Retries):
    """Letters are evidence: read and retried, never changed. A region's staff read their region's; a letter of no
    region, and what a secret letter says, is not theirs. What a secret letter says is nobody's. Letters about a case
    that is closed to somebody do not exist for them.
    """

    change_form_template = "admin/letters/letter.html"
    list_display = ("letter_and_kind", "recipient", "state", "due", "tries")
    list_filter = (LetterState,)
    # Neither subject nor text: a secret letter could be guessed from what a search finds.
    search_fields = ("to", "key")
    search_help_text = _("The address, or the case's reference.")
    sortable_by = ("due",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        letters = without_closed(super().get_queryset(request).defer("text", "html"), request)
        user = request.user
        if user.is_authenticated and user.is_active and user.is_superuser:
            return letters
        return letters.filter(region__in=regions_for(request))

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        user = request.user
        if not user.is_authenticated or not user.is_active:
            return False
        if user.is_superuser:
            return True
        regions = regions_for(request)
        return bool(regions) if obj is None else obj.region in regions

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        letter = self.get_object(request, object_id)
        context = {"title": "", "subtitle": None, "letter": letter, **(extra_context or {})}
        if letter is not None:
            label, tone = STATES[letter.work_state]
            context |= {
                "title": self.about(letter),
                "state": tag(label, tone),
                "kind": kind_name(letter.kind),
                "attachments": letter.attachments.all(),
            }
        return super().change_view(request, object_id, form_url, context)

    def about(self, letter: Letter) -> str:
        """What the letter is called; the subject of a secret one may hold its code."""
        return kind_name(letter.kind) if letter.secret else letter.subject

    @admin.display(description=_("letter"))
    def letter_and_kind(self, letter: Letter) -> str:
        kind = "" if letter.secret else kind_name(letter.kind)
        return format_html(
            '<a href="{}">{}</a><div class="quiet">{}</div>',
            reverse("admin:letters_letter_change", args=[letter.pk]),
            self.about(letter),
            kind,
        )

    @admin.display(description=_("to"))
    def recipient(self, letter: Letter) -> str:
        return format_html('{}<div class="quiet">{}</div>', letter.to, letter.region)

    @admin.display(description=_("state"))
    def state(self, letter: Letter) -> str:
        label, tone = STATES[letter.work_state]
        return format_html('{}<div class="quiet">{}</div>', tag(label, tone), problem(letter))

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, letter: Letter) -> str:
        return date_format(timezone.localtime(letter.due_at), "Y-m-d H:i")


def problem(letter: Letter) -> str:
    """What staff should know about a letter besides its state."""
    double = str(_("May have been sent twice.")) if letter.may_be_double else ""
    return " ".join(part for part in (letter.last_error, double) if part)
