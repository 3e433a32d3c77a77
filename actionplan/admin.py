"""Action plans and their areas in the admin, region by region."""

from __future__ import annotations

from django.contrib import admin

from actionplan.models import ActionPlan, DevelopmentArea
from agreement.admin import InRegion
from agreement.admin_scope import RegionScopedAdmin, ScopedInline


class AreaInline(ScopedInline):
    model = DevelopmentArea


@admin.register(ActionPlan)
class ActionPlanAdmin(RegionScopedAdmin):
    """A plan with its development areas (PLAN-01 … PLAN-03)."""

    secretariat_may = frozenset({"add", "change"})
    list_display = ("title", "agreement", "period_from", "period_to", "is_summary")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
    inlines = (AreaInline,)
