"""A region's own document becomes a draft: paste or upload it, see where every line goes, then make the draft.

The page keeps nothing in between: the text comes back in the form and is read again when the draft is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages import require_form
from agreement.admin.confirming import StaffForm
from agreement.admin.own import own_rows
from agreement.drafting import label_for, names_of
from agreement.importing import CannotImport, Fate, ParsedText, parse, place_name, read_text, report
from agreement.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.urls import URLPattern

    from agreement.frozen import AdoptableText


class ImportForm(StaffForm):
    """The document as a file or as pasted text; one of them. Reads it, and keeps what was read."""

    agreement = forms.ModelChoiceField(
        label=gettext_lazy("Agreement"), queryset=Agreement.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("The document as a text file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Save it from Word or the PDF as plain text (UTF-8), at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "lang": "sv"}),
        help_text=gettext_lazy(
            "If a line lands in the wrong place, put a blank line before it and look again."
        ),
    )
    label = forms.CharField(
        label=gettext_lazy("What the draft is called"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Empty: the plan's own title, or the day for the agreement."),
    )

    def __init__(
        self, *args: Any, agreements: Any, kind: Literal["agreement", "plan"], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.parsed: ParsedText | None = None
        self.fields["agreement"].queryset = agreements  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        upload = self.cleaned_data.get("file")
        text: str = self.cleaned_data.get("text") or ""
        try:
            if upload:
                text = read_text(upload.read())
            elif not text.strip():
                self.add_error("file", _("Choose a file, or paste the text."))
                return data
            else:
                text = read_text(text.encode())
            agreement = self.cleaned_data.get("agreement")
            self.parsed = parse(text, self.kind, names_of(agreement) if agreement else None)
        except CannotImport as refusal:
            self.add_error("file" if upload else "text", str(refusal))
        self.read = text
        return data


class ImportPages:
    """Mixed into the admin of a kind of text. `draft_of` makes the draft: (agreement, parsed, *, label)."""

    import_kind: ClassVar[Literal["agreement", "plan"]]
    draft_of: ClassVar[Callable[..., AdoptableText]]
    change_list_template: Any = "admin/agreement/text_list.html"

    def get_urls(self) -> list[URLPattern]:
        site: Any = self.admin_site  # type: ignore[attr-defined]
        view = site.admin_view(require_form(self.import_view))
        return [path("import/", view, name=self._import_name()), *super().get_urls()]  # type: ignore[misc]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET asks for the document; POST shows where everything went, and makes the draft when asked to."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        agreements = own_rows(Agreement, request).select_related("region").order_by("region__order")
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        only = agreements[:2]
        initial = {"agreement": only[0].pk} if len(only) == 1 else {}
        form = ImportForm(*posted, agreements=agreements, kind=self.import_kind, initial=initial)
        if request.method == "POST" and form.is_valid() and form.parsed is not None:
            if "make" in request.POST and (made := self._made(request, form, form.parsed)):
                return made
            form = self._shown_again(form, agreements)
        site: Any = self.admin_site  # type: ignore[attr-defined]
        opts: Any = self.opts  # type: ignore[attr-defined]
        request.current_app = site.name  # type: ignore[attr-defined]
        context = {
            **site.each_context(request),
            "opts": opts,
            "title": _("Read a document into a draft"),
            "form": form,
            "parsed": form.parsed,
            "report": report(form.parsed) if form.parsed else [],
            "lines": fates(form.parsed) if form.parsed else [],
            "list_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/agreement/import_text.html", context)

    def _made(self, request: HttpRequest, form: ImportForm, parsed: ParsedText) -> HttpResponse | None:
        label = form.cleaned_data["label"].strip() or label_for(parsed)
        try:
            draft = self.draft_of(form.cleaned_data["agreement"], parsed, label=label)
        except ValidationError as refusal:
            form.add_error("label", refusal)
            return None
        opts: Any = self.opts  # type: ignore[attr-defined]
        messages.success(request, _("The draft is made. Nobody but staff sees it until it is adopted."))
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[draft.pk])
        )

    def _shown_again(self, form: ImportForm, agreements: Any) -> ImportForm:
        """The same form with the file's text in the field, where it can be mended and read again."""
        data = {**cast("QueryDict", form.data).dict(), "text": form.read}
        again = ImportForm(data, agreements=agreements, kind=self.import_kind)
        again.is_valid()
        for error in form.errors.get("label", ()):
            again.add_error("label", error)
        return again

    def _import_name(self) -> str:
        opts: Any = self.opts  # type: ignore[attr-defined]
        return f"{opts.app_label}_{opts.model_name}_import"


FATES = {
    Fate.PAGE_NUMBER: gettext_lazy("Page number, left out"),
    Fate.RUNNING_HEAD: gettext_lazy("Header or footer of the page, left out"),
    Fate.CONTENTS: gettext_lazy("Table of contents, left out"),
    Fate.RULE: gettext_lazy("Ornament, left out"),
    Fate.UNPLACED: gettext_lazy("No place"),
}


def fates(parsed: ParsedText) -> list[dict[str, Any]]:
    """Every line that is not blank, and where it went, in words."""
    rows = []
    for line in parsed.lines:
        if line.fate == Fate.BLANK:
            continue
        where = (
            ", ".join(place_name(parsed, place) for place in line.places)
            if line.fate == Fate.PLACED
            else str(FATES[line.fate])
        )
        rows.append({"number": line.number, "text": line.text, "where": where})
    return rows
