"""Plans of activities in the admin: drafted by the secretariat, adopted by the leadership group's decision, revised.

What is planned is read only once it is adopted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplan.admin.activities import why_activity_stays
from actionplan.exceptions import NotAdopted
from actionplan.models import Activity, ActivityPlan
from actionplan.services import adopt_activity_plan, revise, why_not_adoptable, why_not_revised
from agreement.admin.adoptable import AdoptableAdmin
from agreement.admin.own import AGREEMENT_OF, OneAgreementForm
from agreement.admin.rows import RowForm, TextRowInline
from agreement.admin.steps import StepForm, TextStepPage
from agreement.admin_scope import REGION_OF, OneDay
from agreement.models import RegistryNumber
from agreement.states import TextState

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User

REGION_OF |= {ActivityPlan: "agreement__region"}
AGREEMENT_OF |= {ActivityPlan: "agreement"}


class DecisionForm(StepForm):
    """The leadership group's decision: recorded here, or one that is recorded already."""

    seen = forms.CharField(widget=forms.HiddenInput)
    decided_on = forms.DateField(label=_("Date of the decision"), required=False, widget=OneDay)
    paragraph = forms.CharField(
        label=_("Paragraph"), required=False, max_length=20, help_text=_("For example § 51.")
    )
    registry = forms.ModelChoiceField(
        RegistryNumber.objects.none(), label=_("Registry number"), required=False
    )
    decision: Any = forms.ModelChoiceField(
        None,
        label=_("Or a decision that is recorded already"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        agreement = self.text.agreement
        fields["seen"].initial = self.text.canonical().fingerprint()
        numbers = RegistryNumber.objects.filter(party__agreement=agreement).select_related("party")
        fields["registry"].queryset = numbers
        fields["decision"].queryset = agreement.decisions.filter(party=None)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        day = data.get("decided_on")
        if not data.get("decision") and "decided_on" not in self.errors and not day:
            self.add_error("decided_on", _("Say when the leadership group decided."))
        if day and day > timezone.localdate():
            self.add_error("decided_on", _("A decision that has been taken has no day to come."))
        return data


class AdoptByGroup(TextStepPage):
    """The decision and the freezing in one."""

    step = "adopt"
    slug = "adopt"
    title = _("Adopt and freeze the plan")
    button = _("Adopt – the plan is frozen")
    form_class = DecisionForm

    def why_not(self, text: Any) -> str:
        return why_not_adoptable(text)

    def consequences(self, text: Any) -> list[str]:
        return [
            gettext("The leadership group's decision is recorded, and everybody can read it."),
            gettext(
                "What is planned is frozen for good. A change is a new edition with a decision of its own."
            ),
            gettext("Everybody can read the activities at once. Those who keep them can say how it goes."),
        ]

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        names = ("decision", "decided_on", "paragraph", "registry", "seen")
        try:
            done = adopt_activity_plan(text, by=user, **{name: data[name] for name in names})
        except NotAdopted as refusal:
            raise ValidationError(str(refusal)) from refusal
        return done, gettext("Adopted. The activities can begin.")


class NextEdition(TextStepPage):
    """A revision of an adopted plan (PLAN-25)."""

    step = "new_draft"
    slug = "new-draft"
    title = _("Revise the plan")
    button = _("Make the draft of a new edition")

    def is_offered(self, text: Any) -> bool:
        return bool(text.state == TextState.ADOPTED)

    def why_not(self, text: Any) -> str:
        return why_not_revised(text)

    def consequences(self, text: Any) -> list[str]:
        return [
            gettext(
                "A new draft is made with the same activities. The one that holds stays until the new one is adopted."
            ),
            gettext("What has happened with the activities stays with them in both."),
        ]

    def act(self, text: Any, user: User, data: dict[str, Any]) -> tuple[Any, str]:
        try:
            return revise(text), gettext("This is the draft. Change what is to be different.")
        except NotAdopted as refusal:
            raise ValidationError(str(refusal)) from refusal


class NewActivityForm(RowForm):
    """An activity is begun with its name and area; the rest stands on its own page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "area" in self.fields:
            self.fields["area"].disabled = True

    def _siblings(self, row: Any) -> models.QuerySet[Any]:
        """An address stays with its activity, in every edition of the year."""
        return Activity.objects.filter(
            plan__agreement=row.plan.agreement_id, plan__year=row.plan.year
        ).exclude(pk=row.pk)


class NothingJustVanishes(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # no generic while running
    """What somebody has proposed is turned down, and what goes on is stopped, with a reason, and not taken away."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if why := why_activity_stays(form.instance):
                raise ValidationError(f"{form.instance}: {why}")


class ActivityInline(TextRowInline):
    """What it says stands on the activity's own page, which is one link away."""

    model = Activity
    form = NewActivityForm
    formset = NothingJustVanishes
    fields = ("title", "area", "order")
    exclude = ()
    show_change_link = True

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "area" and self.parent_row is not None:
            kwargs["queryset"] = self.parent_row.plan.areas.all()
            return forms.ModelChoiceField(kwargs["queryset"], label=_("Area"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ActivityPlanForm(OneAgreementForm):
    """One plan of a year; what is to be different later is a new edition of it."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        agreement = self.cleaned_data.get("agreement") or getattr(self.instance, "agreement", None)
        plan, year = self.cleaned_data.get("plan"), self.cleaned_data.get("year")
        if plan and agreement and plan.agreement_id != agreement.pk:
            self.add_error("plan", _("This belongs to another agreement."))
        same = ActivityPlan.objects.filter(agreement=agreement).exclude(pk=self.instance.pk)
        if agreement and year and same.filter(year=year).exists():
            self.add_error("year", _("There is a plan for that year already. Revise that one."))
        return data


@admin.register(ActivityPlan)
class ActivityPlanAdmin(AdoptableAdmin):
    """A year's plan with its activities and the decision about it (PLAN-05 … PLAN-08)."""

    form: Any = ActivityPlanForm
    named_by = "year"
    revises = "revises"
    only_when_there = ("address",)
    fieldsets = (
        (_("The plan"), {"fields": ("agreement", "plan", "year", "address", "summary")}),
        (_("Facts about it, also when it is adopted"), {"fields": ("decisions", "source_url")}),
    )
    list_display = ("__str__", "region", "plan", "state_now", "missing_now")
    inlines = (ActivityInline,)

    @property
    def steps(self) -> dict[str, TextStepPage]:
        return {page.step: page for page in (AdoptByGroup(), NextEdition())}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("plan")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("agreement", "plan", "year")})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The plan that it is made from is chosen once: the activities stand in its areas. The year of a new edition,
        and of one to which activities were carried over, stays.
        """
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        stays = obj.edition > 1 or obj.activities.exclude(course__origin=None).exists()
        closed = ("plan", "year") if stays else ("plan",)
        return (*fields, *(name for name in closed if name not in fields))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "plan":
            field.queryset = field.queryset.shown()
        return field

    def _translations(self, text: Any) -> dict[str, Any]:
        return {}
