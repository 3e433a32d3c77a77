"""The plans in the admin: what they say, what became of it, and what we read into it; region by region.

What an adopted plan says is read only (PLAN-25). Which decisions are about it, which areas correspond, which principles
they serve and what became of the milestones stays open, for none of it is the plan's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplan.drafting import draft_plan
from actionplan.models import (
    ActionPlan,
    AreaPrinciple,
    DevelopmentArea,
    Milestone,
    MilestoneReport,
    PlanLink,
    PlannedAction,
    PlanPart,
    PlanTranslation,
)
from actionplan.plans import FIXED_WORDS, period_text
from agreement.admin.common import InRegion
from agreement.admin.importing import ImportPages
from agreement.admin.own import AGREEMENT_OF, OneAgreementForm, RecordAdmin
from agreement.admin_scope import REGION_OF, RegionScopedAdmin, ScopedInline, reach
from agreement.models import Principle
from agreement.services import missing_decisions
from relay.admin_lists import tag

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

REGION_OF |= {
    ActionPlan: "agreement__region",
    PlanPart: "plan__agreement__region",
    DevelopmentArea: "plan__agreement__region",
    PlannedAction: "area__plan__agreement__region",
    Milestone: "plan__agreement__region",
    MilestoneReport: "milestone__plan__agreement__region",
    AreaPrinciple: "area__plan__agreement__region",
    PlanLink: "plan__agreement__region",
    PlanTranslation: "plan__agreement__region",
}
AGREEMENT_OF[ActionPlan] = "agreement"


class PlanInline(ScopedInline):
    """Rows of a plan's text: read only once the plan is adopted."""

    def plan_of(self, parent: Any) -> ActionPlan | None:
        return parent

    def _is_open(self, parent: Any) -> bool:
        plan = self.plan_of(parent) if parent else None
        return plan is None or not plan.is_frozen

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_open(obj) and super().has_delete_permission(request, obj)


class PartInline(PlanInline):
    model = PlanPart
    fields = ("kind", "heading", "body", "order")


class AreaInline(PlanInline):
    """Actions, principles and namesakes stand on the area's own page."""

    model = DevelopmentArea
    fields = ("name", "summary", "order")
    show_change_link = True


class MilestoneInline(PlanInline):
    model = Milestone
    fields = ("year", "text", "order")
    show_change_link = True


class LinkInline(PlanInline):
    model = PlanLink
    fields = ("kind", "number", "title", "url", "note", "order")


@admin.register(ActionPlan)
class ActionPlanAdmin(ImportPages, RecordAdmin):
    """A plan with its parts, areas, milestones and links, and the decisions about it (PLAN-01 … PLAN-04, PLAN-11)."""

    import_kind = "plan"
    draft_of = staticmethod(draft_plan)

    secretariat_may = frozenset({"add", "change"})
    form = OneAgreementForm
    fieldsets = (
        (
            _("Which plan"),
            {"fields": ("agreement", "title", "kind", "period_from", "period_to", "revises", "address")},
        ),
        (_("What it says"), {"fields": ("is_summary", "summary")}),
        (_("Where it was decided"), {"fields": ("adopted_text", "source_url", "decisions", "standing")}),
    )
    only_when_there = ("address", "standing")
    list_display = ("title", "agreement", "period", "state", "is_summary")
    list_filter = (InRegion, "state")
    list_select_related = ("agreement",)
    inlines = (PartInline, AreaInline, MilestoneInline, LinkInline)

    def words_of_address(self, row: ActionPlan) -> str:
        """The title; before a word that an address of its own stands under, what the thing is."""
        return f"plan {row.title}" if slugify(row.title) in FIXED_WORDS else row.title

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        if obj is None or not obj.is_frozen:
            return fixed
        closed = {field.name for field in obj._meta.concrete_fields} - obj.open_fields
        return (*fixed, *sorted(closed))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_frozen)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """An area's address is made of its name when it is new, and stays."""
        taken = set(form.instance.areas.values_list("slug", flat=True)) if form.instance.pk else set()
        for each in formset.forms:
            row = each.instance
            if isinstance(row, DevelopmentArea) and not row.slug and row.name:
                row.slug = free_slug(row.name, taken)
                taken.add(row.slug)
        super().save_formset(request, form, formset, change)

    @admin.display(description=_("period"), ordering="period_from")
    def period(self, row: ActionPlan) -> str:
        return period_text(row)

    @admin.display(description=_("decisions that are missing"))
    def standing(self, row: ActionPlan) -> str:
        """Which required decisions are missing, and why (AGR-09)."""
        gaps = missing_decisions(row)
        named = (f"{gap.required.party} {gap.required.body}".strip() + f": {gap.why.label}" for gap in gaps)
        return "\n".join(named) or gettext("None")


def free_slug(name: str, taken: set[str]) -> str:
    """An address for an area, made of its name, that no other area of the plan has."""
    longest: int = DevelopmentArea._meta.get_field("slug").max_length or 80
    stem = slugify(name)[: longest - 5].strip("-") or "omrade"
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)


class PrincipleField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic while running
    """A principle and which version it stands in."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.name} ({row.version.label})"


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Areas, each with its plan."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.plan.title}: {row.name}"


# --- An area's own page ---------------------------------------------------------------------------


class ActionInline(PlanInline):
    model = PlannedAction
    fields = ("text", "order")

    def plan_of(self, parent: DevelopmentArea) -> ActionPlan:
        return parent.plan


class PrincipleInline(ScopedInline):
    """Which principles the area serves, and why we read it so. Open also when the plan is adopted."""

    model = AreaPrinciple
    fields = ("principle", "why")
    area: DevelopmentArea | None = None

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.area = obj  # an inline lives for one request
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Principles of the area's own agreement, whatever somebody sends."""
        if db_field.name == "principle":
            rows = Principle.objects.filter(
                version__agreement=self.area.plan.agreement_id if self.area else None
            )
            kwargs["queryset"] = rows.select_related("version").order_by("-version", "order", "pk")
            kwargs["form_class"] = PrincipleField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AreaForm(forms.ModelForm):
    """Links to other areas that the person may not choose from stay as they are."""

    def clean_corresponds_to(self) -> list[DevelopmentArea]:
        chosen = list(self.cleaned_data["corresponds_to"])
        field: Any = self.fields["corresponds_to"]
        beyond = self.instance.corresponds_to.exclude(pk__in=field.queryset.values("pk"))
        return [*chosen, *beyond]


class PlanInRegion(admin.SimpleListFilter):
    """One plan at a time."""

    title = _("plan")
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        mine = reach(request)
        plans = ActionPlan.objects.filter(agreement__region__in=mine.sees)
        return [(str(plan.pk), plan.title) for plan in plans.order_by("agreement", "-period_from", "pk")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = {key for key, _title in self.lookup_choices} & {self.value()}
        return queryset.filter(plan=chosen.pop()) if chosen else queryset


class OfAPlan(RegionScopedAdmin):
    """Rows that are made and named on their plan's page, and have a page of their own for what goes with them."""

    region_path = "plan__agreement__region"
    secretariat_may = frozenset({"change"})
    list_select_related: ClassVar[Any] = ("plan",)
    list_filter: ClassVar[Any] = (InRegion, PlanInRegion)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A row of an adopted plan is not even saved as it is; what is open hangs on it."""
        if not obj.plan.is_frozen:
            super().save_model(request, obj, form, change)


@admin.register(DevelopmentArea)
class DevelopmentAreaAdmin(OfAPlan):
    """An area with its actions, the principles that it serves and its namesakes in other plans (PLAN-03, PLAN-04)."""

    form = AreaForm
    fields = ("plan", "name", "slug", "summary", "order", "corresponds_to")
    list_display = ("name", "plan", "order")
    search_fields = ("name",)
    inlines = (ActionInline, PrincipleInline)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return obj.get_absolute_url() if obj else None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        frozen = ("name", "summary", "order") if obj and obj.plan.is_frozen else ()
        return (*super().get_readonly_fields(request, obj), "plan", "slug", *frozen)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Areas of plans in the person's own regions; what stands on another region's page is its own to say."""
        mine = reach(request)
        rows = DevelopmentArea.objects.filter(plan__agreement__region__in=mine.secretariat)
        if match := getattr(request, "resolver_match", None):
            shown = self.get_object(request, unquote(str(match.kwargs.get("object_id"))))
            rows = rows.exclude(plan=getattr(shown, "plan_id", None))
        kwargs["queryset"] = rows.select_related("plan").order_by(
            "plan__agreement", "-plan__period_from", "plan", "order"
        )
        kwargs["widget"] = forms.CheckboxSelectMultiple
        kwargs["form_class"] = AreasField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


# --- Milestones -----------------------------------------------------------------------------------


class ReportForm(forms.ModelForm):
    """Reached on a day that has come, or not reached and why (PLAN-11)."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        day = self.cleaned_data.get("reached_on")
        if day and day > timezone.localdate():
            self.add_error("reached_on", _("That day has not come yet."))
        if not day and not self.cleaned_data.get("proof", "").strip() and "reached_on" not in self.errors:
            self.add_error("proof", _("Say on which day it was reached, or why it was not."))
        return data


class ReportInline(ScopedInline):
    """What became of it. Open also when the plan is adopted."""

    model = MilestoneReport
    form = ReportForm
    fields = ("reached_on", "proof", "url")


class Reported(admin.SimpleListFilter):
    """What somebody still has to look at."""

    title = _("report")
    parameter_name = "report"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Not reported")), ("reached", _("Reached")), ("not", _("Not reached"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "none":
            return queryset.filter(report=None)
        if self.value() == "reached":
            return queryset.exclude(report__reached_on=None)
        return queryset.filter(report__isnull=False, report__reached_on=None) if self.value() else queryset


@admin.register(Milestone)
class MilestoneAdmin(OfAPlan):
    """Milestones with what became of them (PLAN-11); their text is written on the plan's page."""

    fields: ClassVar[tuple[str, ...]] = ("plan", "year", "text")
    readonly_fields = ("plan", "year", "text")
    list_display = ("text", "year", "plan", "outcome")
    list_filter = (Reported, InRegion, PlanInRegion)
    list_select_related = ("plan", "report")
    search_fields = ("text",)
    inlines = (ReportInline,)

    @admin.display(description=_("report"))
    def outcome(self, row: Milestone) -> SafeString:
        report = getattr(row, "report", None)
        if report is None:
            return tag(_("Not reported"), "neutral")
        if report.reached_on is None:
            return tag(_("Not reached"), "warning")
        day = date_format(report.reached_on, "Y-m-d")
        return tag(gettext("Reached %(day)s") % {"day": day}, "success")
