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
from actionplan.services import next_plan
from agreement.admin.adoptable import AdoptableAdmin, RowPage
from agreement.admin.common import InRegion
from agreement.admin.importing import ImportPages
from agreement.admin.own import AGREEMENT_OF
from agreement.admin.rows import OnTextInline, RowForm, TextRowInline
from agreement.admin.steps import NewDraft
from agreement.admin.translations import TranslationAdmin
from agreement.admin_scope import REGION_OF
from agreement.keeping import free_address
from agreement.offices import offices_of
from agreement.states import TextState
from relay.admin_lists import tag

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from accounts.models import User
    from agreement.admin.steps import TextStepPage

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


class PartInline(TextRowInline):
    model = PlanPart


class AreaInline(TextRowInline):
    """Actions, principles and namesakes stand on the area's own page, which is one link away."""

    model = DevelopmentArea
    exclude = ("slug", "corresponds_to")
    show_change_link = True


class MilestoneInline(TextRowInline):
    """What became of it stands on the milestone's own page."""

    model = Milestone
    show_change_link = True


class LinkInline(TextRowInline):
    model = PlanLink


class NextPlan(NewDraft):
    """A plan that is made of another one takes along what we read into that one."""

    title = _("Make a new plan from this")

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        more = {"revises": text} if text.state == TextState.ADOPTED else {}
        address = free_address(ActionPlan(agreement=text.agreement), words_of_address(data["name"]))
        new = next_plan(text, slug=address, title=data["name"], **more)
        return new, gettext("This is the new draft. Change what is to be different.")


def words_of_address(title: str) -> str:
    """The title; before a word that an address of its own stands under, what the thing is."""
    return f"plan {title}" if slugify(title) in FIXED_WORDS else title


@admin.register(ActionPlan)
class ActionPlanAdmin(ImportPages, AdoptableAdmin):
    """A plan with its parts, areas, milestones and links, and the decisions about it (PLAN-01 … PLAN-04, PLAN-11)."""

    import_kind = "plan"
    draft_of = staticmethod(draft_plan)

    named_by = "title"
    revises = "revises"
    fieldsets = (
        (
            _("The plan"),
            {
                "fields": (
                    "agreement",
                    "title",
                    "kind",
                    "period_from",
                    "period_to",
                    "revises",
                    "address",
                    "is_summary",
                    "summary",
                )
            },
        ),
        (
            _("Facts about it, also when it is adopted"),
            {"fields": ("decisions", "adopted_text", "source_url")},
        ),
    )
    list_display = ("title", "region", "period", "state_now", "missing_now")
    inlines = (PartInline, AreaInline, MilestoneInline, LinkInline)

    @property
    def steps(self) -> dict[str, TextStepPage]:
        return super().steps | {NextPlan.step: NextPlan(self.named_by)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [
                (None, {"fields": ("agreement", "title", "kind", "period_from", "period_to", "is_summary")})
            ]
        return super().get_fieldsets(request, obj)

    def words_of_address(self, row: ActionPlan) -> str:
        return words_of_address(row.title)

    @admin.display(description=_("period"), ordering="period_from")
    def period(self, row: ActionPlan) -> str:
        return period_text(row)


# --- Rows with a page of their own ----------------------------------------------------------------


class PlanInRegion(admin.SimpleListFilter):
    """One plan at a time."""

    title = _("plan")
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        plans = ActionPlan.objects.filter(agreement__region__in=offices_of(request).staffed)
        return [(str(plan.pk), plan.title) for plan in plans.order_by("agreement", "-period_from", "pk")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = {key for key, _title in self.lookup_choices} & {self.value()}
        return queryset.filter(plan=chosen.pop()) if chosen else queryset


class OfAPlan(RowPage):
    """A row of a plan with what goes beside it: that stays open when the plan is adopted, the row's words do not."""

    region_path = "plan__agreement__region"
    list_filter: ClassVar[Any] = (InRegion, PlanInRegion)
    list_select_related: ClassVar[Any] = ("plan__agreement__region",)
    only_when_there = ("plan",)
    words: ClassVar[tuple[str, ...]] = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writes(request, "change", obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        frozen = self.words if self._is_frozen(obj) else ()
        return (*super().get_readonly_fields(request, obj), *frozen)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A row of an adopted plan is not even saved as it is; what is open hangs on it."""
        if not self._is_frozen(obj):
            super().save_model(request, obj, form, change)


class PrincipleField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic while running
    """A principle and which version it stands in."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.name} ({row.version.label})"


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Areas, each with its plan."""

    def label_from_instance(self, row: Any) -> str:
        return f"{row.plan.title}: {row.name}"


class ActionInline(TextRowInline):
    model = PlannedAction


class PrincipleInline(OnTextInline):
    """Which principles of the area's own agreement it serves, and why we read it so."""

    model = AreaPrinciple
    fields = ("principle", "why")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "principle":
            kwargs["form_class"] = PrincipleField
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "principle":
            field.queryset = field.queryset.select_related("version").order_by("-version", "order", "pk")
        return field


class AreaForm(RowForm):
    """Links to other areas that the person may not choose from stay as they are."""

    def clean_corresponds_to(self) -> list[DevelopmentArea]:
        chosen = list(self.cleaned_data["corresponds_to"])
        field: Any = self.fields["corresponds_to"]
        beyond = self.instance.corresponds_to.exclude(pk__in=field.queryset.values("pk"))
        return [*chosen, *beyond]


@admin.register(DevelopmentArea)
class DevelopmentAreaAdmin(OfAPlan):
    """An area with its actions, the principles that it serves and its namesakes in other plans (PLAN-03, PLAN-04)."""

    form: Any = AreaForm
    fields = ("plan", "name", "slug", "summary", "order", "corresponds_to")
    words = ("name", "slug", "summary", "order")
    list_display = ("name", "plan", "order")
    search_fields = ("name",)
    inlines = (ActionInline, PrincipleInline)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Areas of plans in the person's own regions; what stands on another region's page is its own to say."""
        rows = DevelopmentArea.objects.filter(plan__agreement__region__in=offices_of(request).kept)
        if request.resolver_match and (key := request.resolver_match.kwargs.get("object_id")):
            shown = self.get_object(request, unquote(key))
            rows = rows.exclude(plan=getattr(shown, "plan_id", None))
        newest_first = ("plan__agreement", "-plan__period_from", "plan", "order", "pk")
        return AreasField(
            rows.select_related("plan").order_by(*newest_first),
            label=_("Same work in other plans"),
            help_text="" if rows.exists() else _("There are no other plans yet."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class ReportForm(forms.ModelForm):
    """Reached on a day that has come, or not reached and why (PLAN-11)."""

    class Meta:
        widgets: ClassVar[dict[str, Any]] = {
            "proof": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        day = self.cleaned_data.get("reached_on")
        if day and day > timezone.localdate():
            self.add_error("reached_on", _("That day has not come yet."))
        if not day and not self.cleaned_data.get("proof", "").strip() and "reached_on" not in self.errors:
            self.add_error("proof", _("Say on which day it was reached, or why it was not."))
        return data


class ReportInline(OnTextInline):
    """What became of it."""

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
    """Milestones with what became of them (PLAN-11)."""

    form: Any = RowForm
    fields = ("plan", "year", "text", "order")
    words = ("year", "text", "order")
    list_display = ("text", "year", "plan", "outcome")
    list_filter = (Reported, InRegion, PlanInRegion)
    list_select_related = ("plan__agreement__region", "report")
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


@admin.register(PlanTranslation)
class PlanTranslationAdmin(TranslationAdmin):
    region_path = "plan__agreement__region"
    text_field = "plan"
