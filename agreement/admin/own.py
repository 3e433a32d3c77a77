"""Records in the admin: rows that hold together within one agreement, get their address by themselves, and stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.admin_scope import REGION_OF, RegionScopedAdmin, ScopedInline, is_used
from agreement.keeping import free_address, why_link_stays
from agreement.models import AgreementVersion, RegistryNumber
from agreement.offices import offices_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# From a row to its agreement, for every kind of row that has one.
AGREEMENT_OF = {
    model: path.removesuffix("__region") for model, path in REGION_OF.items() if path.endswith("__region")
}
# What the names of choices are made of.
NAMED_WITH: dict[Any, str] = {RegistryNumber: "party", AgreementVersion: "agreement"}
TRIES = 3


class OneAgreementForm(forms.ModelForm):
    """What a row points at belongs to the row's own agreement; on its page nothing else can be chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self._links().values():
            rows = field.queryset
            model = rows.model
            if model in NAMED_WITH:
                rows = rows.select_related(NAMED_WITH[model])
            if self.instance.pk:
                rows = rows.filter(**{AGREEMENT_OF[model]: self.instance.agreement_id})
                if model is type(self.instance):
                    rows = rows.exclude(pk=self.instance.pk)
            field.queryset = rows

    def clean(self) -> dict[str, Any] | None:
        """Single links are the model's to check; links to many are known only here. What adopted a text is not taken
        from it.
        """
        data = super().clean()
        agreement = self.cleaned_data.get("agreement") or getattr(self.instance, "agreement", None)
        for name, field in self._links().items():
            chosen = self.cleaned_data.get(name)
            if agreement is None or not isinstance(field, forms.ModelMultipleChoiceField) or chosen is None:
                continue
            path = AGREEMENT_OF[chosen.model]
            if chosen.exclude(**{path: agreement}).exists():
                self.add_error(name, _("This belongs to another agreement."))
            elif self.instance.pk and (why := self._why_all_stay(name, chosen)):
                self.add_error(name, why)
        return data

    def _why_all_stay(self, name: str, chosen: models.QuerySet[Any]) -> str:
        linked = set(getattr(self.instance, name).all())
        return next(filter(None, (why_link_stays(self.instance, each) for each in linked - set(chosen))), "")

    def _links(self) -> dict[str, Any]:
        choices = {
            name: field for name, field in self.fields.items() if isinstance(field, forms.ModelChoiceField)
        }
        return {name: field for name, field in choices.items() if _model_of(field) in AGREEMENT_OF}


def _model_of(field: Any) -> Any:
    return field.queryset.model


def own_rows(model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
    """The rows of `model` in the regions whose records the person keeps; the operator's are all."""
    rows, mine = model._default_manager.all(), offices_of(request)
    return rows if mine.everywhere else rows.filter(**{f"{REGION_OF[model]}__in": mine.kept})


class RecordInline(ScopedInline):
    """Rows on a record's page. What they link to is chosen from the person's own regions, and nothing else is taken."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model in REGION_OF:
            kwargs["queryset"] = own_rows(db_field.related_model, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RecordAdmin(RegionScopedAdmin):
    """A kind of record. Its agreement is chosen once; its address is made once and stays (AGR-34).

    Whoever tries to remove what has to stay reads why.
    """

    form: Any = OneAgreementForm
    # Chosen when the row is new and never moved; and what tells of it afterwards.
    only_when_new: ClassVar[dict[str, str]] = {"agreement": "of_agreement"}
    # Fields of the form that are no fields of the row: only whoever changes it sees them.
    only_to_change: ClassVar[tuple[str, ...]] = ()
    # What is told about a row that is there.
    only_when_there: ClassVar[tuple[str, ...]] = ("address",)

    def words_of_address(self, row: Any) -> str:
        """What the address is made of."""
        return str(row)

    def why_it_stays(self, row: Any) -> str:
        """Why the row is not removed, as a sentence; empty if it may be."""
        return gettext("Other records rest on this one. It stays.") if is_used(row) else ""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        left_out: set[str] = set() if obj else set(self.only_when_there)
        if obj and not self.has_change_permission(request, obj):
            left_out |= set(self.only_to_change)
        instead: dict[Any, str] = dict(self.only_when_new) if obj else {}
        return [
            (
                title,
                {
                    **options,
                    "fields": [instead.get(name, name) for name in options["fields"] if name not in left_out],
                },
            )
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        told = self.only_when_new.values() if obj else ()
        return (*super().get_readonly_fields(request, obj), *told, *self.only_when_there)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = own_rows(db_field.related_model, request)
        kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"})
        kwargs["help_text"] = ""  # nobody has to hold a key down
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._writes(request, "delete", obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_delete_permission(request, row) and (why := self.why_it_stays(row)):
            messages.error(request, why)
            options = self.model._meta
            return HttpResponseRedirect(
                reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])
            )
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not hasattr(obj, "slug") or obj.slug:
            super().save_model(request, obj, form, change)
            return
        for tries_left in reversed(range(TRIES)):
            obj.slug = free_address(obj, self.words_of_address(obj))
            try:
                with transaction.atomic():
                    super().save_model(request, obj, form, change)
                return
            except IntegrityError:  # somebody took the address in this very moment
                if not tries_left:
                    raise

    @admin.display(description=_("agreement"))
    def of_agreement(self, row: Any) -> str:
        return row.agreement.short_name

    @admin.display(description=_("address"))
    def address(self, row: Any) -> str:
        return format_html('<a href="{0}">{0}</a>', row.get_absolute_url())
