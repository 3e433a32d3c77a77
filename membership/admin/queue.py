"""membership › Review queue: what awaits a decision, oldest first, and the way to approve many at once."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from agreement.admin import InRegion
from agreement.alphabet import folded
from agreement.models import Agreement, Municipality
from agreement.offices import offices_of
from membership.admin import columns, queue_columns
from membership.admin.bulk import AT_ONCE, BulkApproval
from membership.admin.case import CasePages
from membership.admin.exports import Exports
from membership.admin.history import kin_of
from membership.admin.queue_filters import CaseStatus, Missing, MyPosition
from membership.admin.scope import NamesCases, capacities, open_cases
from membership.folding import named
from membership.models import ReviewItem
from membership.states import Status
from relay.admin_lists import LongList, ReadOnly, ShortCountPaginator, TitledList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

OF_A_ROW = (  # what the columns, and who decides, read of each case
    *("agreement", "reference", "status", "name", "number", "number_missing_reason", "effects"),
    *("submitted_at", "answered_at", "changed_at", "organisation"),
)
CHECKBOX = {"action_checkbox": "action-checkbox"}
REFERENCE = re.compile(r"[A-Z]{2,4}-\d{2}-[0-9A-Z]{6}")
BEGINNING = re.compile(r"[A-Z]{2,4}-\d{2}(-[0-9A-Z]{0,5})?")


class QueuePages(ShortCountPaginator):
    """Pages of the queue: what a page asks of each case, and nothing of how it was found."""

    def rows_of(self, keys: list[Any]) -> list[ReviewItem]:
        rows = ReviewItem.objects.order_by().only(*OF_A_ROW).in_bulk(keys)
        return [rows[key] for key in keys if key in rows]


class Queue(TitledList):
    """A page of the queue with what its columns say about all its rows, in as many queries as for one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        # Few agreements stand behind many rows: each is read once, and not joined to every row.
        agreements = Agreement.objects.select_related("region").in_bulk({row.agreement_id for row in rows})
        for row in rows:
            row.agreement = agreements[row.agreement_id]
        kin = kin_of(rows, open_cases(request))
        checks = columns.number_checks(rows, {pk: each.same for pk, each in kin.items()})
        said = queue_columns.what_is_said(rows, capacities(request))
        supplements = queue_columns.newest_supplements(rows)
        for row in rows:
            row.checked_number, row.alike = checks[row.pk], kin[row.pk].alike
            row.said, row.supplement = said.get(row.pk), supplements.get(row.pk)
        self.result_list = rows

    @cached_property
    def headings(self) -> list[dict[str, Any]]:
        """As Django's list has them."""
        return list(result_headers(self))

    def lines(self) -> Iterator[list[str]]:
        """The cells of each row, as Django's list has them. Every column here is a method: it is asked, and nothing is
        looked up for each of four hundred cells.
        """
        columns = [
            (
                format_html('<td class="{}">', CHECKBOX.get(name, f"field-{name}")),
                getattr(self.model_admin, name),
            )
            for name in map(str, self.list_display)
        ]
        end = SafeString("</td>")
        for row in self.result_list:
            yield [part for opening, cell in columns for part in (opening, cell(row), end)]


@admin.register(ReviewItem)
class ReviewItemAdmin(CasePages, BulkApproval, Exports, NamesCases, LongList, ReadOnly):
    """Received applications of the regions where the person works; a draft is never among them (LAW-P1)."""

    region_path = "agreement__region"
    facts = ("received", "effects_met", "checks", "positions", "status_now")
    ordering = ("submitted_at", "pk")
    sortable_by = ("received",)
    list_filter = (CaseStatus, MyPosition, Missing, InRegion)
    paginator = QueuePages
    search_fields = ("reference", "name", "number")
    search_help_text = _("Reference, organisation number, municipality or a part of the name.")
    actions = ("approve_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewItem]:
        return open_cases(request)  # type: ignore[return-value]

    def has_view_permission(self, request: HttpRequest, obj: ReviewItem | None = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or obj.status != Status.DRAFT)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ReviewItem], search_term: str
    ) -> tuple[QuerySet[ReviewItem], bool]:
        """By what was typed: a reference, a number, or else a part of the name without marks and case; the name of a
        municipality finds also those who named it. One index for each.
        """
        term = search_term.strip()[:200]
        if not term:
            return queryset, False
        if REFERENCE.fullmatch(term.upper()):
            return queryset.filter(reference=term.upper()), False
        if BEGINNING.fullmatch(term.upper()):
            return queryset.filter(
                reference__startswith=term.upper(), **self._where_references_begin(request, term.upper())
            ), False
        digits = re.sub(r"[\s-]", "", term)
        if digits.isascii() and digits.isdigit() and len(digits) in (10, 12):
            number = f"{digits[-10:-4]}-{digits[-4:]}"
            return queryset.filter(organisation__number=number), False
        place = self._municipality(request, term)
        if place is None:
            return queryset.filter(named(term)), False
        there = ReviewItem.municipalities.through.objects.filter(municipality=place).values("application")
        of_the_name = ReviewItem.objects.filter(named(term)).order_by().values("pk")
        return queryset.filter(Q(pk__in=of_the_name) | Q(pk__in=there)), False

    def _where_references_begin(self, request: HttpRequest, beginning: str) -> dict[str, Any]:
        """What follows from the region's letters and the year: the database then reads one region in its order,
        and no earlier ones. No case came in before the year in which it was begun.
        """
        mine = offices_of(request)
        prefix, _dash, rest = beginning.partition("-")
        regions = {each.pk for each in mine.regions if each.reference_prefix == prefix}
        known: dict[str, Any] = {
            "agreement__in": {each.agreement for each in mine.all if each.region in regions}
        }
        if len(rest) >= 2:
            new_year = dt.datetime(2000 + int(rest[:2]), 1, 1, tzinfo=timezone.get_default_timezone())
            known["submitted_at__gte"] = new_year
        return known

    def _municipality(self, request: HttpRequest, term: str) -> Municipality | None:
        """The municipality of the person's regions that is called so, with or without marks and case."""
        wanted = folded(term)
        places = Municipality.objects.filter(region__in=offices_of(request).staffed)
        return next((place for place in places if folded(place.name) == wanted), None)

    def get_urls(self) -> list[URLPattern]:
        """Only what there is: the list, the case, its steps and the bulk. No add, no delete, no stock history."""
        listing = self.admin_site.admin_view(self.changelist_view)
        return [
            path("", listing, name="membership_reviewitem_changelist"),
            *self.bulk_urls(),
            *self.export_urls(),
            *self.case_urls(),
        ]

    @admin.action(description=_("Approve selected cases …"))
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[ReviewItem]) -> HttpResponse:
        """Go to the confirm page. Nothing happens before it is answered."""
        keys = queryset.order_by("submitted_at", "pk").values_list("pk", flat=True)[: AT_ONCE + 1]
        address = reverse("admin:membership_reviewitem_approve_many")
        return HttpResponseRedirect(f"{address}?{urlencode({'ids': ','.join(map(str, keys))})}")

    @admin.display(description=_("received"), ordering="submitted_at")
    def received(self, case: ReviewItem) -> str:
        return columns.received_and_waiting(case)

    @admin.display(description=_("cut-offs"))
    def effects_met(self, case: ReviewItem) -> str:
        return columns.effect_list(case)

    @admin.display(description=_("checks"))
    def checks(self, case: Any) -> str:
        return queue_columns.checks(case.checked_number, case.alike)

    @admin.display(description=_("positions"))
    def positions(self, case: Any) -> str:
        return queue_columns.positions(case.said)

    @admin.display(description=_("status"))
    def status_now(self, case: Any) -> str:
        return queue_columns.status_and_supplement(case, case.supplement)
