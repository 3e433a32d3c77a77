"""Regions, the agreement as a whole, its parties, dates and criteria in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion
from agreement.admin_scope import RegionScopedAdmin
from agreement.models import Agreement, Criterion, CutOff, Municipality, Party, Region

if TYPE_CHECKING:
    from django.http import HttpRequest

DAYS = ("decide_within_days", "supplement_days", "positions_days", "position_notice_days")


@admin.register(Region)
class RegionAdmin(RegionScopedAdmin):
    """The region's contact facts belong to its secretariat; its address and prefix are everybody's."""

    region_path = "pk"
    secretariat_may = frozenset({"change"})
    operator_fields = ("slug", "name", "county_code", "reference_prefix", "order")
    list_display = ("name", "slug", "reference_prefix", "contact_name", "contact_email")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address stands for good: old versions of a text are cited by it (AGR-34)."""
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))


@admin.register(Municipality)
class MunicipalityAdmin(RegionScopedAdmin):
    region_path = "region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset()
    list_display = ("name", "code", "region")
    list_filter = (InRegion,)
    list_select_related = ("region",)
    search_fields = ("name", "code")


@admin.register(Agreement)
class AgreementAdmin(RegionScopedAdmin):
    """Who may join and what is declared is text; how the parties balance, and how long they are heard, is the
    operator's.
    """

    region_path = "region"
    secretariat_may = frozenset({"change"})
    operator_fields = (
        "region",
        "name",
        "short_name",
        "balance_rule",
        "admits_public_actors",
        "min_municipalities",
        "admits_unnumbered",
        *DAYS,
    )
    fieldsets = (
        (_("The agreement"), {"fields": ("region", "name", "short_name", "plan_name", "opened_on")}),
        (_("How it stands"), {"fields": ("standing", "standing_since", "standing_note")}),
        (_("The next review"), {"fields": ("next_review_on", "review_note")}),
        (
            _("Who may join, and what is declared"),
            {
                "fields": (
                    "who_may_join",
                    "declaration",
                    "declaration_version",
                    "admits_public_actors",
                    "min_municipalities",
                    "admits_unnumbered",
                    "unnumbered_words",
                    "asks_statutes",
                    "asks_minutes",
                )
            },
        ),
        (_("How the parties balance"), {"fields": ("balance_rule",)}),
        (_("How cases are handled"), {"fields": DAYS}),
    )
    list_display = ("name", "region", "standing", "next_review_on")
    list_select_related = ("region",)


@admin.register(Party)
class PartyAdmin(RegionScopedAdmin):
    """Who the main parties are is the operator's; what is said about them is the secretariat's."""

    secretariat_may = frozenset({"change"})
    operator_fields = ("agreement", "slug", "side", "order")
    list_display = ("name", "agreement", "side", "represented_by")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address is chosen once: texts and links name the party by it (AGR-34)."""
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))


@admin.register(CutOff)
class CutOffAdmin(RegionScopedAdmin):
    """Days with an effect; applications that came in keep what they were told (MEM-11 … MEM-14)."""

    list_display = ("last_day", "title", "effect", "agreement")
    list_display_links = ("last_day", "title")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)


@admin.register(Criterion)
class CriterionAdmin(RegionScopedAdmin):
    """Published criteria. One that a refusal names stays (AGR-32)."""

    list_display = ("text", "slug", "agreement", "order")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
