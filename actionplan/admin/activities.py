"""Activities in the admin, with what they take and serve, and the region's own themes and topics.

What is planned is read only once the plan is adopted. How it goes is said on the activity's own page (views/own.py), by
whoever keeps it and by the secretariat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplan.activities import TONES
from actionplan.agenda import GOALS
from actionplan.models import (
    Activity,
    ActivityMilestone,
    ActivityPlan,
    ActivityWord,
    Participant,
    PlannedAction,
    Resource,
    Word,
)
from actionplan.services import goes_on, set_served
from actionplan.states import ActivityState
from agreement.admin.adoptable import RowPage
from agreement.admin.common import InRegion
from agreement.admin.own import AGREEMENT_OF
from agreement.admin.rows import RowForm, TextRowInline
from agreement.admin_scope import REGION_OF, RegionScopedAdmin
from agreement.models import Goal, Principle
from agreement.offices import offices_of
from agreement.states import TextState
from membership.models import Organisation
from relay.admin_lists import tag

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

REGION_OF |= {
    Activity: "plan__agreement__region",
    Resource: "activity__plan__agreement__region",
    Participant: "activity__plan__agreement__region",
    ActivityMilestone: "activity__plan__agreement__region",
    Word: "agreement__region",
}
PROPOSED = _("Somebody has proposed it. Turn it down instead, and say why.")
GOES_ON = _("It is planned or ongoing. Stop it first on its own page, and say why. Then it can be left out.")
TICKS = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"})
AGREEMENT_OF |= {Word: "agreement"}


def is_proposal(row: Activity) -> bool:
    """Whether the activity is somebody's proposal that nobody has answered."""
    course = row.course
    return course.state == ActivityState.PROPOSED and course.proposed_by_id is not None


def why_activity_stays(row: Activity) -> str:
    """Why the activity is not just taken out of a draft, as a sentence; empty if it may be."""
    if is_proposal(row):
        return str(PROPOSED)
    return str(GOES_ON) if goes_on(row) else ""


class ServedField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic while running
    """Rows to tick, by their names."""

    def __init__(self, queryset: Any, label: Any) -> None:
        super().__init__(queryset, label=label, required=False, widget=TICKS)

    def label_from_instance(self, row: Any) -> str:
        return getattr(row, "name", "") or str(row)


class ActivityForm(RowForm):
    """Everything that is planned about an activity; what it serves is ticked."""

    agenda = forms.TypedMultipleChoiceField(
        label=_("Goals of Agenda 2030"),
        choices=lambda: [(number, f"{number}. {name}") for number, name in GOALS.items()],
        coerce=int,
        required=False,
        widget=TICKS,
    )
    principles = ServedField(Principle.objects.none(), _("Principles that it serves"))
    goals = ServedField(Goal.objects.none(), _("Goals that it serves"))
    words = ServedField(Word.objects.none(), _("Themes and topics"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if not row.pk or "principles" not in self.fields:
            return
        agreement = row.plan.agreement
        version = agreement.current_version
        fields: dict[str, Any] = self.fields
        for name, key, served in (
            ("principles", "principle", Principle.objects.all()),
            ("goals", "goal", Goal.objects.all()),
            ("words", "word", agreement.activity_words.all()),
        ):
            chosen = [getattr(each, f"{key}_id") for each in getattr(row, name).all()]
            # What was chosen under an earlier version is still there to be kept.
            fields[name].queryset = (
                served
                if key == "word"
                else served.filter(models.Q(version=version) | models.Q(pk__in=chosen))
            )
            self.initial[name] = chosen
        for name, rows in (
            ("area", row.plan.plan.areas.all()),
            ("action", PlannedAction.objects.filter(area__plan=row.plan.plan_id).select_related("area")),
            ("party", agreement.parties.all()),
            ("document", agreement.documents.all()),
        ):
            if name in fields:
                fields[name].queryset = rows

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        action, area = self.cleaned_data.get("action"), self.cleaned_data.get("area")
        if action and area and action.area_id != area.pk:
            self.add_error("action", _("That action belongs to another area."))
        return data

    def save(self, commit: bool = True) -> Any:
        row = super().save(commit)
        if {"principles", "goals", "words"} <= self.cleaned_data.keys():
            set_served(row, **{name: self.cleaned_data[name] for name in ("principles", "goals", "words")})
        return row


class OfActivityInline(TextRowInline):
    """Rows of an activity; parties and organisations are those of its own agreement."""

    exclude: ClassVar[tuple[str, ...]] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Organisation and self.parent_row is not None:
            agreement = self.parent_row.plan.agreement_id
            members = Organisation.objects.filter(memberships__agreement=agreement).distinct()
            return forms.ModelChoiceField(members, label=_("Member organisation"), required=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ResourceInline(OfActivityInline):
    model = Resource


class ParticipantForm(RowForm):
    """Somebody, by one of the three."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not any(self.cleaned_data.get(name) for name in ("name", "party", "organisation")):
            self.add_error("name", _("Say who takes part."))
        elif not self.cleaned_data.get("name"):
            self.instance.name = str(self.cleaned_data.get("party") or self.cleaned_data.get("organisation"))
        return data

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "name"}  # type: ignore[misc]


class ParticipantInline(OfActivityInline):
    model = Participant
    form = ParticipantForm


class MilestoneForm(forms.ModelForm):
    """A milestone gets its number by itself."""


class MilestoneInline(OfActivityInline):
    model = ActivityMilestone
    form: Any = MilestoneForm
    fields = ("text", "due_on")


class YearInRegion(admin.SimpleListFilter):
    """One year's plan at a time."""

    title = _("activity plan")
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        plans = ActivityPlan.objects.filter(agreement__region__in=offices_of(request).staffed)
        return [(str(plan.pk), str(plan)) for plan in plans.order_by("-year", "-edition", "pk")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        chosen = {key for key, _title in self.lookup_choices} & {self.value()}
        return queryset.filter(plan=chosen.pop()) if chosen else queryset


class InState(admin.SimpleListFilter):
    """Where it stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ActivityState.choices)

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        known = self.value() in ActivityState.values
        return queryset.filter(course__state=self.value()) if known else queryset


@admin.register(Activity)
class ActivityAdmin(RowPage):
    """An activity with its resources, participants and milestones (PLAN-06, PLAN-24)."""

    region_path = "plan__agreement__region"
    form: Any = ActivityForm
    only_when_there = ("of_text", "how_it_goes")
    fields = (
        "of_text",
        "how_it_goes",
        "title",
        "text",
        "area",
        "action",
        "kind",
        "party",
        "role",
        ("from_on", "to_on"),
        "no_resources",
        "agenda",
        "reason",
        "document",
        "carry_reason",
        "order",
    )
    list_display = ("title", "plan", "area", "party", "state_now")
    list_filter: ClassVar[Any] = (InState, InRegion, YearInRegion)
    list_select_related: ClassVar[Any] = ("plan__agreement__region", "area", "party", "course", "plan__plan")
    search_fields = ("title",)
    inlines = (ResourceInline, ParticipantInline, MilestoneInline)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With what the form adds by itself: what the activity serves."""
        found = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return found
        return [*found, (_("What it serves"), {"fields": ("principles", "goals", "words")})]

    def why_it_stays(self, row: Any) -> str:
        return why_activity_stays(row)

    @admin.display(description=_("state"))
    def state_now(self, row: Activity) -> SafeString:
        state = ActivityState(row.course.state)
        return tag(state.label, TONES[state])

    @admin.display(description=_("how it goes"))
    def how_it_goes(self, row: Activity) -> SafeString:
        """Where it stands, and the page where that is said."""
        address = reverse("actionplan:own-activity", args=[row.course_id])
        words = gettext("Say how it goes")
        return format_html('{} <a href="{}">{}</a>', self.state_now(row), address, words)


def is_named(word: Word) -> bool:
    """Whether an adopted plan names the theme or topic."""
    return ActivityWord.objects.filter(word=word, activity__plan__state=TextState.ADOPTED).exists()


@admin.register(Word)
class WordAdmin(RegionScopedAdmin):
    """The region's themes and topics (PLAN-13, PLAN-20, PLAN-21)."""

    region_path = "agreement__region"
    fields = ("agreement", "kind", "name", "slug", "order")
    prepopulated_fields: ClassVar[Any] = {"slug": ("name",)}
    list_display = ("name", "kind", "agreement", "order")
    list_filter: ClassVar[Any] = (InRegion,)
    list_select_related: ClassVar[Any] = ("agreement",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Where an adopted plan names it, it keeps its agreement, its kind and its address, which the plan's hash is
        made of; what it is called may change.
        """
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "agreement", "kind", "slug") if obj and is_named(obj) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            {}
            if obj and (is_named(obj) or not self.has_change_permission(request, obj))
            else super().get_prepopulated_fields(request, obj)
        )
