"""Texts in the admin: edited as drafts, published as summaries, adopted and from then on only read.

For versions of the agreement and for plans alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.pages import require_form
from agreement import services, triggers
from agreement.admin.common import InRegion
from agreement.admin.own import RecordAdmin
from agreement.admin.rows import text_of
from agreement.admin.steps import Adopt, NewDraft, Publish, TakeDown
from agreement.adoption import facts_of, missing, requirements_of
from agreement.chain import Chain, build
from agreement.exceptions import StepNotAllowed, TextIsFrozen
from agreement.frozen import AdoptableText, TextRow
from agreement.models import DecisionRecord, PartySignature, Translation
from agreement.permissions import may_adopt
from agreement.pieces import groups
from agreement.states import TextState
from relay.admin_lists import LARGEST_KEY, TitledList, tag

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

    from accounts.models import User
    from agreement.admin.steps import TextStepPage

LINES = {"summary": 5, "adopted_text": 3}  # how high their boxes are
MOVED_ON = gettext_lazy("The text has moved on in the meantime.")
TONES = {TextState.DRAFT: "neutral", TextState.PUBLISHED: "progress", TextState.ADOPTED: "success"}


class HoldsFrozen(RecordAdmin):
    """A page on which a text, or a row of one, may be frozen in the very moment in which it is saved."""

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Whoever comes a moment too late is told so; nothing of what they sent is kept."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except (TextIsFrozen, IntegrityError) as refusal:
            if isinstance(refusal, IntegrityError) and triggers.CHANGED not in str(refusal):
                raise
            messages.error(request, _("Somebody adopted the text just now. Nothing was changed."))
            return HttpResponseRedirect(request.path)


class TextList(TitledList):
    """A page of texts with what each of them needs and has, in as many queries as for one."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: Any = list(self.result_list)
        models.prefetch_related_objects(rows, "decisions__corrections")
        needed = requirements_of((row.agreement for row in rows), rows[0].subject) if rows else {}
        for row in rows:
            row.needed = needed[row.agreement_id]
            row.gaps = missing(row.needed, facts_of(row.decisions.all()))
        self.result_list = rows


class AdoptableAdmin(HoldsFrozen):
    """A kind of text. `named_by` is the field that a new one is called by, `facts` are its fields that stay open."""

    named_by: ClassVar[str] = "label"
    revises: ClassVar[str] = ""
    secretariat_may = frozenset({"add", "change", "delete"})
    change_form_template = "admin/agreement/text_change.html"
    list_filter = (InRegion,)

    @property
    def steps(self) -> dict[str, TextStepPage]:
        pages = (Publish(), TakeDown(), Adopt(), NewDraft(self.named_by, self.revises))
        return {page.step: page for page in pages}

    # --- What may be done -------------------------------------------------------------------------------

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once adopted, only the open facts can be changed, whatever a form sends."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None or not obj.is_frozen:
            return fields
        closed = [
            field.name
            for field in self.opts.concrete_fields
            if field.editable and not field.primary_key and field.name not in obj.open_fields
        ]
        return (*fields, *(name for name in closed if name not in fields))

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A text is begun with its name; its rows come afterwards."""
        return super().get_inlines(request, obj) if obj else ()

    def words_of_address(self, row: Any) -> str:
        return str(getattr(row, self.named_by))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not obj.is_frozen)

    def why_it_stays(self, row: Any) -> str:
        if row.state != TextState.DRAFT:
            return _("The public reads it. Take it down first.")
        return _("Other records rest on this one. It stays.") if _rests_on(row) else ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Only what the form changed: a step that somebody else takes in the same moment is not taken back."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        changed = [field.name for field in self.opts.concrete_fields if field.name in form.changed_data]
        if changed:
            obj.save(update_fields=changed)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.success(request, _("The draft is begun. Now write its text."))
        return HttpResponseRedirect(self._url(obj))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in LINES:
            field.widget.attrs["rows"] = LINES[db_field.name]
        return field

    # --- The page ----------------------------------------------------------------------------------------

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        text = kwargs.get("obj")
        if text is not None and text.pk:
            context |= {
                "state": tag(text.get_state_display(), TONES[TextState(text.state)]),
                "moves": self._moves(request, text),
                "is_verified": services.verify(text),
                "gaps": services.missing_decisions(text),
                "translations": self._translations(text),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _moves(self, request: HttpRequest, text: Any) -> list[dict[str, Any]]:
        """The steps that the text's state and the person allow: a button, or the reason why it is none."""
        if not may_adopt(request.user, text.agreement.region):
            return []
        return [
            {"page": page, "url": self._url(text, page.step), "why_not": page.why_not(text)}
            for page in self.steps.values()
            if page.is_offered(text)
        ]

    def _translations(self, text: Any) -> dict[str, Any]:
        options = text.translations.model._meta
        name = f"admin:{options.app_label}_{options.model_name}"
        if not self.admin_site.is_registered(text.translations.model):
            return {}
        today = text.canonical().fingerprint()
        return {
            "add": f"{reverse(f'{name}_add')}?{text.translations.field.name}={text.pk}",
            "rows": [
                {
                    "row": row,
                    "url": reverse(f"{name}_change", args=[row.pk]),
                    "is_current": row.made_of == today,
                }
                for row in text.translations.all()
            ],
        }

    # --- The list ------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TextList

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("agreement__region")

    @admin.display(description=gettext_lazy("region"))
    def region(self, text: Any) -> str:
        return str(text.agreement.region)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_now(self, text: Any) -> SafeString:
        return tag(text.get_state_display(), TONES[TextState(text.state)])

    @admin.display(description=gettext_lazy("decisions"))
    def missing_now(self, text: Any) -> SafeString:
        """How much of the chain is there; a gap is a warning once the text is adopted."""
        needed, gone = len(text.needed), len(text.gaps)
        told = ngettext("%(there)d of %(count)d decision", "%(there)d of %(count)d decisions", needed) % {
            "there": needed - gone,
            "count": needed,
        }
        return tag(told, "success" if not gone else "warning" if text.is_frozen else "neutral")

    # --- The steps -------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_form(self.step_view))
        return [
            *(
                path(f"<int:pk>/{page.slug}/", view, {"step": page.step}, name=self._name(page.step))
                for page in self.steps.values()
            ),
            *super().get_urls(),
        ]

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """GET says what the step does and asks for what it needs; POST takes it, through the service."""
        text = self._text(request, pk)
        page = self.steps[step]
        if not may_adopt(request.user, text.agreement.region):
            raise PermissionDenied
        reason = page.why_not(text) if page.is_offered(text) else str(MOVED_ON)
        if reason:
            if request.method == "POST":
                messages.error(request, reason)
            return HttpResponseRedirect(self._url(text))
        form = page.form(text, request)
        if request.method == "POST" and form.is_valid():
            try:
                where, done = page.act(text, cast("User", request.user), form.cleaned_data)
            except (ValidationError, StepNotAllowed) as refusal:
                told = refusal.messages if isinstance(refusal, ValidationError) else [MOVED_ON]
                messages.error(request, " ".join(str(each) for each in told))
                return HttpResponseRedirect(request.path)
            messages.success(request, done)
            return HttpResponseRedirect(self._url(where))
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": page.title,
            "page": page,
            "text": text,
            "text_url": self._url(text),
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "state": tag(text.get_state_display(), TONES[TextState(text.state)]),
            "form": form,
            "consequences": page.consequences(text),
            **(self._what_is_adopted(text) if step == "adopt" else {}),
        }
        return TemplateResponse(request, page.template, context)

    def _what_is_adopted(self, text: Any) -> dict[str, Any]:
        """What is frozen, in numbers and word for word, and the chain of decisions."""
        found = groups(text.canonical())
        rows = [
            (
                model._meta.verbose_name_plural,
                model._default_manager.filter(**{model.text_path: text.pk}).count(),
            )
            for model in services.row_models(type(text))
        ]
        return {
            "chain": chain_of(text),
            "rows": [(name, count) for name, count in rows if count],
            "groups": found,
            "gapped": [group for group in found if group.is_gapped],
        }

    def _text(self, request: HttpRequest, pk: int) -> Any:
        """A text that the person may see; anything else does not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if text is None:
            raise Http404
        return text

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def _url(self, text: Any, page: str = "change") -> str:
        return reverse(f"admin:{self._name(page)}", args=[text.pk])


class RowPage(HoldsFrozen):
    """A row of a text that has rows of its own, on a page of its own. It is added and removed on the text's page."""

    secretariat_may = frozenset({"change", "delete"})
    only_when_new: ClassVar[dict[str, str]] = {}
    only_when_there: ClassVar[tuple[str, ...]] = ("of_text",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self._is_frozen(obj) and self._writes(request, "delete", obj)

    def why_it_stays(self, row: Any) -> str:
        return ""

    @admin.display(description=gettext_lazy("text"))
    def of_text(self, row: Any) -> SafeString:
        """The way back to the text's own page, where its other rows are."""
        text = text_of(row)
        options = text._meta
        address = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[text.pk])
        return format_html('<a href="{}">{}</a>', address, text)

    def _is_frozen(self, obj: Any) -> bool:
        return obj is not None and text_of(obj).is_frozen


def chain_of(text: Any) -> Chain:
    """The recorded decisions about the text and those that are missing, as components/decision_chain.html shows it."""
    decisions = list(text.decisions.select_related("party", "registry"))
    corrections = DecisionRecord.objects.filter(corrects__in=decisions)
    corrected = set(corrections.values_list("corrects_id", flat=True))
    required = services.required_decisions(text)
    return build(required, decisions, corrected=corrected, region=text.agreement.region.slug)


def _rests_on(text: AdoptableText) -> bool:
    """Whether anything but the text's own rows points at it."""
    for relation in text._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        if issubclass(relation.related_model, (TextRow, Translation, PartySignature)):
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: text.pk}).exists():  # noqa: SLF001
            return True
    return False
