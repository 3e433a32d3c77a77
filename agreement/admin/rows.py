"""The rows of a text on the pages of the admin: parts, goals, principles, areas … None of them once it is adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _

from agreement.admin.own import AGREEMENT_OF
from agreement.admin_scope import ScopedInline
from agreement.frozen import AdoptableText, TextRow

if TYPE_CHECKING:
    from django.http import HttpRequest

SHORT = ("text", "note", "why")  # texts of a few lines


def text_of(row: Any) -> AdoptableText:
    """The text that a row hangs on; a text is its own."""
    if isinstance(row, TextRow):
        for step in row.text_path.split("__"):
            row = getattr(row, step)
    found: AdoptableText = row
    return found


class RowForm(forms.ModelForm):
    """A row of a text. Without a place it comes last; its address is made of its name."""

    order = forms.IntegerField(
        label=capfirst(_("order")), required=False, min_value=0, max_value=32767, help_text=_("Empty: last.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SHORT:
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = 3

    def save(self, commit: bool = True) -> Any:
        row = self.instance
        siblings = self._siblings(row)
        if row.order is None:
            row.order = (siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1
        if hasattr(row, "slug") and not row.slug:
            row.slug = _free_slug(row, set(siblings.values_list("slug", flat=True)))
        return super().save(commit)

    def _siblings(self, row: Any) -> models.QuerySet[Any]:
        parent = row.text_path.split("__")[0]
        return type(row)._default_manager.filter(**{parent: row.parent_id}).exclude(pk=row.pk)


def _free_slug(row: Any, taken: set[str]) -> str:
    longest = row._meta.get_field("slug").max_length
    stem = slugify(row.name)[: longest - 5].strip("-") or row._meta.model_name
    return next(
        name
        for number in range(1, len(taken) + 2)
        if (name := stem if number == 1 else f"{stem}-{number}") not in taken
    )


class OnTextInline(ScopedInline):
    """Rows on the page of a text, or of a row of one. What they link to belongs to the text's own agreement.

    Beside Django's script there is always one empty row: nobody needs a script to add one.
    """

    parent_row: Any = None
    view_on_site = False  # the site has no such address; the row's own page says where it is shown

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        self.parent_row = obj
        return super().get_formset(request, obj, **kwargs)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 if obj is not None and self.has_add_permission(request, obj) else 0

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        path = AGREEMENT_OF.get(db_field.related_model)
        if path and self.parent_row is not None:
            own = {path: text_of(self.parent_row).agreement_id}  # type: ignore[attr-defined]
            kwargs["queryset"] = db_field.related_model._default_manager.filter(**own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TextRowInline(OnTextInline):
    """Rows that are part of the text: read, and no more, once it is adopted."""

    form = RowForm
    # Made by itself when the row is new; changed, if at all, on the row's own page.
    exclude: ClassVar[tuple[str, ...]] = ("slug",)

    def _is_frozen(self, obj: Any) -> bool:
        return obj is not None and text_of(obj).is_frozen

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_delete_permission(request, obj)
