"""membership › Signing: which documents are out, which came back, which could not be made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from agreement.admin import InRegion
from membership.admin import columns
from membership.admin.scope import NamesCases
from membership.folding import named
from membership.models import SignedCopy, SigningItem
from membership.states import Signing
from relay.admin_lists import LARGEST_KEY, LongList, ReadOnly, Retries

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from membership.models import Application


class SigningState(admin.SimpleListFilter):
    """What somebody has to do something about comes first."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (Signing.RETURNED.value, _("To confirm")),
            (Signing.AWAITING.value, Signing.AWAITING.label),
            ("pdf", _("PDF waiting or given up")),
            (Signing.REGISTERED.value, Signing.REGISTERED.label),
            (Signing.REVOKED.value, Signing.REVOKED.label),
            ("all", _("All")),
        ]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or ("all" if changelist.query else Signing.RETURNED)
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet[SigningItem]) -> QuerySet[SigningItem]:
        value = self.value()
        if value == "pdf":
            return queryset.filter(done_at=None, called_off_at=None)
        if value in Signing.values:
            return queryset.filter(status=value)
        if value == "all" or (value is None and request.GET.get("q", "").strip()):
            return queryset
        return queryset.awaiting_confirmation()  # type: ignore[attr-defined]


@admin.register(SigningItem)
class SigningItemAdmin(NamesCases, LongList, ReadOnly, Retries):
    """Signing documents of the regions where the person works, oldest first."""

    region_path = "application__agreement__region"
    facts = ("state", "pdf", "issued", "came_back")
    ordering = ("created_at", "pk")
    sortable_by = ("issued",)
    list_filter = (SigningState, InRegion)
    list_select_related = ("application__agreement__region",)
    search_fields = ("application__reference",)
    search_help_text = _("The case's reference, or a part of the organisation's name.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SigningItem]:
        newest = SignedCopy.objects.filter(refused_at=None).order_by("pk")
        return (
            SigningItem.objects.open_to(request.user)
            .defer("snapshot")
            .prefetch_related(Prefetch("copies", queryset=newest, to_attr="good_copies"))
        )

    def case_of(self, row: SigningItem) -> Application:
        return row.application

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SigningItem], search_term: str
    ) -> tuple[QuerySet[SigningItem], bool]:
        term = search_term.strip()[:200]
        if not term:
            return queryset, False
        by_reference = Q(application__reference__startswith=term.upper())
        return queryset.filter(by_reference | named(term, "application__name_folded")), False

    def get_urls(self) -> list[URLPattern]:
        listing = self.admin_site.admin_view(self.changelist_view)
        to_case = self.admin_site.admin_view(self.to_case_view)
        return [
            path("", listing, name="membership_signingitem_changelist"),
            path("<int:pk>/change/", to_case, name="membership_signingitem_change"),
            Retries.get_urls(self)[0],
        ]

    def to_case_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A document has no page of its own; its case has it."""
        document = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if document is None:
            raise Http404
        return HttpResponseRedirect(self.url_after_retry(document))

    def url_after_retry(self, work: Any) -> str:
        return reverse("admin:membership_reviewitem_change", args=[work.application_id])

    @admin.display(description=_("state"))
    def state(self, document: SigningItem) -> str:
        return columns.signing_tag(document)

    @admin.display(description=_("document"))
    def pdf(self, document: SigningItem) -> str:
        return format_html('{}<div class="quiet">{}</div>', columns.pdf_tag(document), document.last_error)

    @admin.display(description=_("issued"), ordering="created_at")
    def issued(self, document: SigningItem) -> str:
        return columns.moment(document.created_at)

    @admin.display(description=_("came back"))
    def came_back(self, document: Any) -> Any:
        return columns.moment(document.good_copies[-1].received_at) if document.good_copies else "–"
