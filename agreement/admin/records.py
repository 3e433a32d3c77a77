"""What was decided, as a registrar records it: decisions with their extracts, and the authorities' registry numbers."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.pages import posted
from agreement.admin.common import InRegion
from agreement.admin.confirming import StaffForm
from agreement.admin.own import OneAgreementForm, RecordAdmin, RecordInline
from agreement.admin_scope import OneDay
from agreement.keeping import adopted_by, note_sent, texts_of, why_decision_stays, words_of_decision
from agreement.models import DecisionRecord, Distribution, RegistryNumber
from agreement.states import Act
from relay.admin_lists import LARGEST_KEY, tag

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern
    from django.utils.safestring import SafeString

# What makes a decision count for a text.
COUNTS = ("party", "body", "act", "about", "decided_on")
ADOPTED_BY_IT = _("A text was adopted by this decision. Record a new decision that corrects it instead.")
# What a correction begins with; what is wrong is then changed.
TAKEN_OVER = ("agreement", "party", "body", "act", "about", "heading", "registry")


@admin.register(RegistryNumber)
class RegistryNumberAdmin(RecordAdmin):
    """Numbers in the form that each authority uses, unique within it (AGR-16)."""

    region_path = "party__agreement__region"
    only_when_new: ClassVar[dict[str, str]] = {"party": "of_party"}
    only_when_there = ()
    fields = ("party", "number", "heading")
    list_display = ("number", "of_party", "heading")
    list_filter = (InRegion,)
    list_select_related = ("party",)
    search_fields = ("number", "heading")

    @admin.display(description=_("party"))
    def of_party(self, row: RegistryNumber) -> str:
        return row.party.name

    def why_it_stays(self, row: RegistryNumber) -> str:
        stays = bool(super().why_it_stays(row))
        return gettext("Records stand under this registry number. It stays.") if stays else ""


class DistributionFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # no generic while running
    """Recipients. That an extract was sent stays in the log (AGR-14); only a mistyped day is mended."""

    def clean(self) -> None:
        super().clean()
        for form in self.initial_forms:
            if not form.initial.get("sent_on"):
                continue
            taken_back = form.has_changed() and (
                "role" in form.changed_data or not form.cleaned_data.get("sent_on")
            )
            if form in self.deleted_forms or taken_back:
                raise ValidationError(
                    _("An extract that was sent stays in the log: its recipient is not changed or removed.")
                )


class DistributionInline(RecordInline):
    """Roles, never persons."""

    model = Distribution
    formset = DistributionFormSet
    fields = (("role", "sent_on", "order"),)


class Incomplete(admin.SimpleListFilter):
    """What still lacks something that a decision needs in order to count (AGR-15)."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("incomplete", _("Date unknown")), ("unsent", _("Extract not sent to everybody"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "incomplete":
            return queryset.filter(decided_on=None)
        if self.value() == "unsent":
            waiting = Distribution.objects.filter(sent_on=None).values("decision")
            return queryset.filter(pk__in=waiting)
        return queryset


class DecisionForm(OneAgreementForm):
    """The words of a registrar: a body of an authority is no group of the agreement's."""

    class Meta:
        labels = {
            "body": _("Board, committee or assembly"),
            "about": _("What it is about"),
            "corrects": _("Corrects this decision"),
            "refers_to": _("Refers to this decision"),
            "refers_to_text": _("Refers to, in words"),
        }

    def clean(self) -> dict[str, Any] | None:
        """A decision by which a text was adopted goes on counting for it (AGR-09)."""
        data = super().clean()
        changed = [name for name in COUNTS if name in self.changed_data and name in self.cleaned_data]
        if self.instance.pk and changed:
            said = copy(self.instance)
            for name in changed:
                setattr(said, name, self.cleaned_data[name])
            texts = texts_of(self.instance)
            if not all(adopted_by(text, self.instance) <= adopted_by(text, said) for text in texts):
                self.add_error(changed[0], ADOPTED_BY_IT)
        return data


@admin.register(DecisionRecord)
class DecisionRecordAdmin(RecordAdmin):
    """Decisions as their authorities wrote them (AGR-09 … AGR-16).

    Which plans a decision is about is said at the plan; here it is told.
    """

    fieldsets = (
        (
            _("What was decided, and by whom"),
            {"fields": ("agreement", "party", "body", "act", "about", "heading", "address", "standing")},
        ),
        (_("When, and under which number"), {"fields": ("decided_on", "paragraph", "registry")}),
        (
            _("Texts"),
            {"fields": ("summary", "decision_text", "statement", "background", "is_summary", "source_url")},
        ),
        (
            _("What it is about, and what it builds on"),
            {
                "fields": (
                    "versions",
                    "all_texts",
                    "refers_to",
                    "refers_to_text",
                    "corrects",
                    "basis",
                    "order",
                )
            },
        ),
    )
    form = DecisionForm
    only_when_there = ("address", "standing", "all_texts")
    inlines = (DistributionInline,)
    list_display = ("heading", "day", "by_whom", "number", "standing")
    list_filter = (Incomplete, InRegion)
    list_select_related = ("registry",)
    search_fields = ("heading", "body", "paragraph", "registry__number")
    ordering = ("-decided_on", "-order", "-pk")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("corrections")

    def words_of_address(self, row: DecisionRecord) -> str:
        return words_of_decision(row)

    def why_it_stays(self, row: DecisionRecord) -> str:
        return why_decision_stays(row)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?corrects=<id>`: a new decision that corrects one of the person's own, with what is probably the same."""
        typed = request.GET.get("corrects", "")
        if not (typed.isascii() and typed.isdigit() and int(typed[:19]) <= LARGEST_KEY):
            return {}
        wrong = self.get_queryset(request).filter(pk=int(typed[:19])).first()
        if wrong is None:
            return {}
        same = {name: getattr(wrong, wrong._meta.get_field(name).attname) for name in TAKEN_OVER}
        return {
            **same,
            "corrects": wrong.pk,
            "versions": list(wrong.versions.all()),
            "basis": list(wrong.basis.all()),
        }

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Says also on which day the extract was sent, beside to whom (AGR-14)."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, formsets, add)  # type: ignore[assignment]
        rows = [
            row
            for formset in formsets or ()
            for row in (*formset.new_objects, *(row for row, _fields in formset.changed_objects))
        ]
        sent = {str(row): f"{row}, {row.sent_on:%Y-%m-%d}" for row in rows if row.sent_on}
        for details in (details for entry in message for details in entry.values()):
            if details.get("object") in sent:
                details["object"] = sent[details["object"]]
        return message

    def get_urls(self) -> list[URLPattern]:
        sent = self.admin_site.admin_view(self.sent_view)
        return [path("<int:pk>/sent/", sent, name="agreement_decisionrecord_sent"), *super().get_urls()]

    def sent_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Log that the extract was sent: on which day, and to which of the roles that have not had it (AGR-14)."""
        row = self.get_queryset(request).filter(pk=pk).first() if pk <= LARGEST_KEY else None
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form: Any = SentForm(*posted(request), decision=row)
        if request.method == "POST" and form.is_valid():
            day = form.cleaned_data["sent_on"]
            chosen = [each.pk for each in form.cleaned_data["recipients"]]
            if roles := note_sent(decision=row, recipients=chosen, sent_on=day):
                said = gettext("Extract sent %(day)s to: %(roles)s") % {
                    "day": date_format(day, "Y-m-d"),
                    "roles": ", ".join(roles),
                }
                self.log_change(request, row, said)
                self.message_user(request, said)
            return HttpResponseRedirect(reverse("admin:agreement_decisionrecord_change", args=[row.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Log that the extract was sent"),
            "decision": row,
            "form": form,
            "waiting": form.fields["recipients"].queryset,
            "opts": self.model._meta,
        }
        return render(request, "admin/agreement/decisionrecord/sent.html", context)

    @admin.display(description=_("date"), ordering="decided_on")
    def day(self, row: DecisionRecord) -> str:
        return date_format(row.decided_on, "Y-m-d") if row.decided_on else "–"

    @admin.display(description=_("by whom"), ordering="body")
    def by_whom(self, row: DecisionRecord) -> str:
        return f"{row.body} {row.paragraph}".strip()

    @admin.display(description=_("registry number"))
    def number(self, row: DecisionRecord) -> str:
        return row.registry.number if row.registry else "–"

    @admin.display(description=_("state"))
    def standing(self, row: DecisionRecord) -> SafeString:
        """Whether the record is such that it can count in a chain of decisions (AGR-10, AGR-15)."""
        if row.corrections.all():
            return tag(_("Corrected"), "neutral")
        if not row.is_complete:
            return tag(_("Incomplete: date unknown"), "warning")
        if row.act == Act.PROPOSES:
            return tag(_("A proposal"), "neutral")
        return tag(_("Complete"), "success")

    @admin.display(description=_("texts it is about"))
    def all_texts(self, row: DecisionRecord) -> Any:
        """Versions and plans, with where each stands."""
        texts = texts_of(row)
        pieces = (
            (
                reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_change", args=[text.pk]),
                text,
                text.get_state_display(),
            )
            for text in texts
        )
        return format_html_join("", '<div><a href="{}">{}</a> ({})</div>', pieces) if texts else "–"


class SentForm(StaffForm):
    """On which day, and to whom."""

    sent_on = forms.DateField(label=_("The extract was sent on"), widget=OneDay)
    recipients = forms.ModelMultipleChoiceField(
        label=_("To"), queryset=Distribution.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, decision: DecisionRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        waiting = decision.distribution.filter(sent_on=None)
        self.fields["recipients"].queryset = waiting  # type: ignore[attr-defined]
        self.initial = {"sent_on": timezone.localdate(), "recipients": [each.pk for each in waiting]}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        Distribution(decision=self.decision, sent_on=data.get("sent_on")).clean()
        return data
