"""The admin, region by region: who reaches which rows, decided once and inherited by every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import Http404

from agreement.models import (
    Agreement,
    AgreementVersion,
    Body,
    Commitment,
    ConsultationAnswer,
    Criterion,
    CutOff,
    DecisionRecord,
    Distribution,
    Document,
    Goal,
    LineageStep,
    MakingStep,
    Municipality,
    NewsItem,
    Party,
    PartySignature,
    Principle,
    Region,
    RegistryNumber,
    RequiredDecision,
    Seat,
    TextPart,
    VersionLink,
    VersionTranslation,
)
from agreement.offices import offices_of
from relay.admin_lists import OnlyListedFilters, TitledList

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpRequest, HttpResponseRedirect


# How to get from a row to its region: a lookup for querysets, and with dots for one object.
REGION_OF: dict[type[models.Model], str] = {
    Region: "pk",
    Municipality: "region",
    Agreement: "region",
    AgreementVersion: "agreement__region",
    TextPart: "version__agreement__region",
    Goal: "version__agreement__region",
    Principle: "version__agreement__region",
    Commitment: "principle__version__agreement__region",
    LineageStep: "version__agreement__region",
    VersionLink: "version__agreement__region",
    VersionTranslation: "version__agreement__region",
    PartySignature: "version__agreement__region",
    Party: "agreement__region",
    RegistryNumber: "party__agreement__region",
    Document: "agreement__region",
    DecisionRecord: "agreement__region",
    Distribution: "decision__agreement__region",
    RequiredDecision: "agreement__region",
    MakingStep: "agreement__region",
    ConsultationAnswer: "step__agreement__region",
    NewsItem: "agreement__region",
    CutOff: "agreement__region",
    Criterion: "agreement__region",
    Body: "agreement__region",
    Seat: "body__agreement__region",
}


def region_pk(thing: models.Model, path: str) -> int | None:
    """The primary key of the region that `thing` belongs to; None while it belongs nowhere yet."""
    *way, last = path.split("__")
    current: Any = thing
    for step in way:
        current = getattr(current, step, None)
        if current is None:
            return None
    return current.pk if last == "pk" else getattr(current, f"{last}_id", None)


class OneDay(forms.DateInput):
    """A day, in the browser's own picker: one labelled field, no script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "day", **(attrs or {})}, format="%Y-%m-%d")


FIELDS: dict[Any, Any] = {models.DateField: {"widget": OneDay}, models.URLField: {"assume_scheme": "https"}}


def without_pop_ups(field: Any) -> Any:
    """The field without pop-up windows beside its choices: each thing has its own page."""
    widget: Any = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        field.widget = widget.widget
    return field


class RegionScopedAdmin(OnlyListedFilters, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the person's own regions; whoever sits in the leadership group reads, the secretariat writes.

    `region_path` leads from the row to its region. `secretariat_may` says which of add, change and delete the
    secretariat may do; the operator may do all three. What belongs to another region does not exist (404).
    """

    region_path = "agreement__region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset({"add", "change", "delete"})
    # What the secretariat sees on a page that it may change otherwise.
    operator_fields: ClassVar[tuple[str, ...]] = ()
    actions = None
    view_on_site = False
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ("css/admin-cases.css",)}

    list_filter: ClassVar[Any] = ()
    formfield_overrides = FIELDS

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TitledList

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        mine = offices_of(request)
        return rows if mine.everywhere else rows.filter(**{f"{self.region_path}__in": mine.staffed})

    def has_module_permission(self, request: HttpRequest) -> bool:
        mine = offices_of(request)
        return mine.everywhere or bool(mine.staffed)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        mine = offices_of(request)
        if mine.everywhere:
            return True
        return bool(mine.staffed) if obj is None else region_pk(obj, self.region_path) in mine.staffed

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._writes(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._writes(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._writes(request, "delete", obj) and (obj is None or not is_used(obj))

    def _writes(self, request: HttpRequest, what: str, obj: models.Model | None = None) -> bool:
        mine = offices_of(request)
        if mine.everywhere:
            return True
        if what not in self.secretariat_may:
            return False
        return bool(mine.kept) if obj is None else region_pk(obj, self.region_path) in mine.kept

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if offices_of(request).everywhere else (*fields, *self.operator_fields)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        """Nobody hangs a row under another region, not even by hand: the choices are also what is accepted."""
        path = REGION_OF.get(db_field.related_model)
        mine = offices_of(request)
        if path and not mine.everywhere and "queryset" not in kwargs:
            kwargs["queryset"] = db_field.related_model._default_manager.filter(**{f"{path}__in": mine.kept})
            only = list(kwargs["queryset"][:2])
            if len(only) == 1 and not db_field.null:
                kwargs |= {"initial": only[0].pk, "empty_label": None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_pop_ups(super().formfield_for_dbfield(db_field, request, **kwargs))

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponseRedirect:
        raise Http404


class ScopedInline(admin.StackedInline):  # type: ignore[type-arg]
    """Rows on their parent's page: whoever may change the parent may change them."""

    extra = 0
    formfield_overrides = FIELDS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_pop_ups(super().formfield_for_dbfield(db_field, request, **kwargs))

    def _parent(self) -> RegionScopedAdmin:
        return cast("RegionScopedAdmin", self.admin_site.get_model_admin(self.parent_model))

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._parent().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._parent().has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._parent().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._parent().has_change_permission(request, obj)


def is_used(thing: models.Model) -> bool:
    """Whether something points at `thing` that would be lost with it, or forbids its removal.

    Links through hidden tables count too: a criterion that a refusal names must stay (AGR-32, LAW-F2).
    """
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        rows = relation.related_model._base_manager  # noqa: SLF001 -- Django's name for it
        if rows.filter(**{relation.field.name: thing.pk}).exists():
            return True
    return False
