"""A text in another language, piece by piece beside the Swedish (LAW-L1, LAW-L2). For versions and for plans alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreement import canon
from agreement.admin.common import InRegion
from agreement.admin.own import RecordAdmin
from agreement.frozen import TextRow
from agreement.models import Translation
from agreement.offices import offices_of
from agreement.pieces import groups, label
from relay.admin_lists import TitledList, tag

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.safestring import SafeString

    from agreement.canon import Canonical
    from agreement.frozen import AdoptableText

PREFIX = "text:"
LONG = 120  # characters; a longer Swedish text gets a larger box


@dataclass
class Pair:
    """A piece of the Swedish text, and its translation: a box to write in, or the words where nobody writes."""

    label: str
    swedish: str
    words: str
    is_stale: bool
    field: Any = None


class TranslationForm(forms.ModelForm):
    """The translation's own facts, and one box for each piece of the Swedish text that is not empty.

    What is saved was made of the Swedish that the person saw: when that has changed meanwhile, the form comes back.
    """

    looked_through = forms.BooleanField(
        label=gettext_lazy("The translation matches the Swedish text of today"),
        required=False,
        help_text=gettext_lazy(
            "Tick when you have looked at all of it. Until then the page says that the translation may be out of date."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    # Set for each page by TranslationAdmin.get_form.
    text_field: ClassVar[str] = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.swedish: Canonical | None = None
        if self.instance.pk is None:
            for name in ("looked_through", "seen"):
                self.fields.pop(name, None)
            return
        self.swedish = self._text().canonical()
        self.fields["seen"].initial = self.swedish.fingerprint()
        places = self.instance.places(self.swedish)
        for key, words in self.swedish.texts().items():
            self.fields[f"{PREFIX}{key}"] = forms.CharField(
                label=label(key),
                required=False,
                initial=self.instance.get(places.get(key, "")),
                widget=forms.Textarea(
                    attrs={"lang": self.instance.language, "rows": 6 if len(words) > LONG else 2, "cols": 40}
                ),
            )
        if "notice" in self.fields:
            self.fields["notice"].widget.attrs |= {"lang": self.instance.language, "rows": 3}

    def _text(self) -> AdoptableText:
        text: AdoptableText = getattr(self.instance, self.text_field)
        return text

    def written(self) -> dict[str, str]:
        """Canonical key to what was written, without the empty ones."""
        return {
            name.removeprefix(PREFIX): words.strip()
            for name, words in self.cleaned_data.items()
            if name.startswith(PREFIX) and words.strip()
        }

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if self.swedish is None:
            return data
        today = self.swedish.fingerprint()
        if self.cleaned_data.get("seen") != today:
            self.data = cast("QueryDict", self.data).copy()
            self.data[self.add_prefix("seen")] = today
            self.add_error(
                None,
                _("The Swedish text was changed while you wrote. What you wrote is still here; look at it once more and"
                  " save again."),
            )  # fmt: skip
        if self.cleaned_data.get("is_public") and not self.written():
            self.add_error("is_public", _("Nothing is translated yet."))
        return data

    def save(self, commit: bool = True) -> Any:
        """Each piece remembers of which Swedish it was made: of today's if it was written now or looked at now."""
        if self.swedish is not None:
            row, written = self.instance, self.written()
            places, looked_at = row.places(self.swedish), self.cleaned_data["looked_through"]
            swedish, sources = self.swedish.texts(), {}
            for key, words in written.items():
                place = places.get(key, "")
                is_new = looked_at or words != row.get(place)
                if is_new or place in row.sources:
                    sources[key] = canon.digest(swedish[key]) if is_new else row.sources[place]
            row.texts, row.sources = written, sources
            if looked_at:
                row.made_of = self.swedish.fingerprint()
        return super().save(commit)


def _pieces(model: type[models.Model]) -> list[str]:
    """The ways from a text to all its rows, for a prefetch: what its canonical form is made of."""
    found: list[str] = []
    for relation in model._meta.related_objects:
        row: Any = relation.related_model
        if not issubclass(row, TextRow) or relation.field.name != row.text_path.split("__")[0]:
            continue  # not what hangs on it, but what refers to it
        name = relation.get_accessor_name()
        found += [f"{name}__{each}" for each in (*_pieces(row), *row.named)] or [str(name)]
    return found


class TranslationList(TitledList):
    """A page of translations with the Swedish texts behind them, in as many queries as for one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        mine: Any = self.model_admin
        text = mine.text_field
        model: Any = self.model._meta.get_field(text).related_model
        models.prefetch_related_objects(rows, *(f"{text}__{piece}" for piece in _pieces(model)))
        self.result_list = rows


class TranslationAdmin(RecordAdmin):
    """Translations of a kind of text. `text_field` is the foreign key to the text.

    A new one is begun with its language; then each piece of the Swedish stands beside a box for the translation.
    """

    text_field: ClassVar[str]
    form: Any = TranslationForm
    change_form_template = "admin/agreement/translation_change.html"
    secretariat_may = frozenset({"add", "change", "delete"})
    only_when_there: ClassVar[tuple[str, ...]] = ()
    only_when_new: ClassVar[
        dict[str, str]
    ] = {}  # the text and the language are told in the sets of fields below
    list_filter = (InRegion,)
    list_display = ("language_now", "text_now", "progress", "standing", "is_public")
    list_display_links = ("language_now",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type("BoundTranslationForm", (form,), {"text_field": self.text_field})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": [self.text_field, "language"]})]
        fields = ["text_now", "language_now", "notice", "translated_on", "is_public"]
        writes = self.has_change_permission(request, obj)
        return [(None, {"fields": [*fields, "looked_through"] if writes else fields})]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The texts of the person's own regions, also in rooms of which this one knows nothing."""
        mine = offices_of(request)
        if db_field.name == self.text_field and not mine.everywhere:
            path = self.region_path.removeprefix(f"{self.text_field}__")
            texts = db_field.related_model._default_manager
            kwargs["queryset"] = texts.filter(**{f"{path}__in": mine.kept})
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *(("text_now", "language_now") if obj else ()))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TranslationList

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(f"{self.text_field}__agreement__region")

    def why_it_stays(self, row: Any) -> str:
        return ""

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.success(request, _("The translation is begun. Nobody sees it before you make it public."))
        options = self.opts
        return HttpResponseRedirect(
            reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[obj.pk])
        )

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is not None and row.pk:
            text = getattr(row, self.text_field)
            swedish = text.canonical()
            options = text._meta
            context |= {
                "language": row.language,
                "groups": self._groups(row, swedish, context["adminform"].form),
                "progress": self._progress(row, swedish),
                "standing": standing(row, swedish),
                "text_url": reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[text.pk]),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _groups(self, row: Translation, swedish: Canonical, form: Any) -> list[dict[str, Any]]:
        places = row.places(swedish)
        found = []
        for group in groups(swedish):
            pairs = [
                Pair(
                    label(item.key),
                    item.text,
                    row.get(places.get(item.key, "")),
                    bool(place := places.get(item.key)) and row.is_stale(str(place), item.text),
                    form[name] if (name := f"{PREFIX}{item.key}") in form.fields else None,
                )
                for item in group.items
                if item.text.strip()
            ]
            if pairs:
                found.append({"heading": group.heading, "own_words": group.own_words, "pairs": pairs})
        return found

    def _progress(self, row: Translation, swedish: Canonical) -> str:
        texts, places = swedish.texts(), row.places(swedish)
        return _("%(done)d of %(all)d") % {"done": len(places), "all": len(texts)}

    # --- The list -------------------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("language"), ordering="language")
    def language_now(self, row: Translation) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("text"))
    def text_now(self, row: Translation) -> str:
        return str(getattr(row, self.text_field))

    @admin.display(description=gettext_lazy("translated pieces"))
    def progress(self, row: Translation) -> str:
        return self._progress(row, self._swedish(row))

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, row: Translation) -> SafeString:
        return standing(row, self._swedish(row))

    def _swedish(self, row: Any) -> Canonical:
        """Asked for by two columns; read once."""
        if not hasattr(row, "read_for_list"):
            row.read_for_list = getattr(row, self.text_field).canonical()
        found: Canonical = row.read_for_list
        return found


def standing(row: Translation, swedish: Canonical) -> SafeString:
    """Whether somebody has said that the translation matches the Swedish text of today."""
    if row.made_of == swedish.fingerprint():
        return tag(_("Up to date"), "success")
    return tag(_("Out of date") if row.made_of else _("Not looked through yet"), "warning")
