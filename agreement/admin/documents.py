"""Documents in the admin: what a registrar asks of each, the file or the link, and who may open it (CRO-42, AGR-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion
from agreement.admin.own import OneAgreementForm, RecordAdmin
from agreement.files import ACCEPT, FORMATS, format_of, inspect, keep_file
from agreement.keeping import why_document_stays
from agreement.models import Document
from agreement.states import Access
from relay.admin_lists import tag

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


class DocumentForm(OneAgreementForm):
    """The document's facts, and a file to keep. The file that is kept already is never written over."""

    upload = forms.FileField(
        label=_("New file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=format_lazy(
            _("PDF, OpenDocument text or plain text, at most {limit} MB. A newer file takes the place of the old one."),
            limit=settings.MAX_UPLOAD_BYTES // (1024 * 1024),
        ),
    )  # fmt: skip

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        self.inspected = inspect(upload) if upload else None
        return upload


class AccessFilter(admin.SimpleListFilter):
    """Open, or withheld."""

    title = _("access")
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Access.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(access=self.value()) if self.value() in Access.values else queryset


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    """Documents of an agreement. A withheld one is named in public with its ground, and opened by staff only."""

    form = DocumentForm
    fieldsets = (
        (_("What it is"), {"fields": ("agreement", "title", "kind", "address")}),
        (
            _("Whose, when, and under which number"),
            {"fields": ("owner", "dated", "registry", "edition", "language")},
        ),
        (_("Who may read it"), {"fields": ("access", "withheld_ground", "is_accessible")}),
        (_("Where it is"), {"fields": ("kept", "upload", "url")}),
    )
    only_to_change = ("upload",)
    only_when_there = ("address", "kept")
    list_display = ("title", "kind", "day", "number", "reading", "kept")
    list_filter = (AccessFilter, "kind", InRegion)
    list_select_related = ("registry", "agreement__region")
    search_fields = ("title", "owner", "registry__number")

    def words_of_address(self, row: Document) -> str:
        return row.title

    def why_it_stays(self, row: Document) -> str:
        return why_document_stays(row) or super().why_it_stays(row)

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if upload := form.cleaned_data.get("upload"):
            keep_file(document=obj, upload=upload, inspected=form.inspected)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Says also which bytes were put in place, by their fingerprint."""
        message: list[Any] = super().construct_change_message(request, form, formsets, add)
        found = getattr(form, "inspected", None)
        if found is not None:
            what = {"name": str(Document._meta.verbose_name), "object": f"sha256 {found.sha256}"}
            message.append({"added": what})
        return message

    @admin.display(description=_("date"), ordering="dated")
    def day(self, row: Document) -> str:
        return date_format(row.dated, "Y-m-d") if row.dated else "–"

    @admin.display(description=_("registry number"))
    def number(self, row: Document) -> str:
        return row.registry.number if row.registry else "–"

    @admin.display(description=_("access"))
    def reading(self, row: Document) -> SafeString:
        return tag(row.get_access_display(), "warning" if row.is_withheld else "success")

    @admin.display(description=_("file"))
    def kept(self, row: Document) -> Any:
        if not row.file:
            return "–"
        return format_html(
            '<a href="{}">{}, {}</a>',
            reverse("agreement:document-file", args=[row.agreement.region.slug, row.slug]),
            FORMATS.get(format_of(row), ""),
            filesizeformat(row.size or 0),
        )
