"""The agreement's text in versions, its principles, its translations, and which decisions it needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreement.admin.adoptable import AdoptableAdmin, RowPage
from agreement.admin.common import InRegion
from agreement.admin.importing import ImportPages
from agreement.admin.own import RecordAdmin
from agreement.admin.rows import OnTextInline, RowForm, TextRowInline
from agreement.admin.translations import TranslationAdmin
from agreement.drafting import draft_version
from agreement.models import (
    AgreementVersion,
    Commitment,
    Goal,
    LineageStep,
    PartySignature,
    Principle,
    RequiredDecision,
    TextPart,
    VersionLink,
    VersionTranslation,
)


class PartInline(TextRowInline):
    model = TextPart


class GoalInline(TextRowInline):
    model = Goal


class PrincipleInline(TextRowInline):
    """Commitments stand on the principle's own page, which is one link away."""

    model = Principle
    show_change_link = True


class LineageInline(TextRowInline):
    model = LineageStep


class LinkInline(TextRowInline):
    model = VersionLink


class SignatureInline(OnTextInline):
    """Facts about the paper (AGR-20, AGR-21): also on an adopted version."""

    model = PartySignature


class CommitmentInline(TextRowInline):
    model = Commitment


@admin.register(AgreementVersion)
class AgreementVersionAdmin(ImportPages, AdoptableAdmin):
    """A version of the text with its parts, goals, principles, lineage, links and signatures (AGR-01)."""

    import_kind = "agreement"
    draft_of = staticmethod(draft_version)

    fieldsets = (
        (_("The version"), {"fields": ("agreement", "label", "address", "is_summary", "summary")}),
        (
            _("Facts about it, also when it is adopted"),
            {
                "fields": (
                    "in_force_from",
                    "in_force_to",
                    "adopted_text",
                    "source_url",
                    "originals",
                    "carry_over",
                )
            },
        ),
    )
    list_display = ("label", "region", "state_now", "in_force_from", "missing_now")
    ordering = ("agreement__region", "-pk")
    inlines = (PartInline, GoalInline, PrincipleInline, LineageInline, LinkInline, SignatureInline)

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("agreement", "label", "is_summary")})]
        return super().get_fieldsets(request, obj)


@admin.register(Principle)
class PrincipleAdmin(RowPage):
    """A principle with whom it commits to what (AGR-04 … AGR-07). While it is a draft its address may change."""

    region_path = "version__agreement__region"
    form: Any = RowForm
    fields = ("of_text", "name", "slug", "meaning", "order")
    list_display = ("name", "version", "order")
    list_filter = (InRegion,)
    list_select_related = ("version__agreement__region",)
    inlines = (CommitmentInline,)


@admin.register(VersionTranslation)
class VersionTranslationAdmin(TranslationAdmin):
    region_path = "version__agreement__region"
    text_field = "version"


class RequiredDecisionForm(forms.ModelForm):
    """The party belongs to the agreement."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        agreement = self.cleaned_data.get("agreement") or getattr(self.instance, "agreement", None)
        party = self.cleaned_data.get("party")
        if agreement and party and party.agreement_id != agreement.pk:
            self.add_error("party", _("This belongs to another agreement."))
        return data


@admin.register(RequiredDecision)
class RequiredDecisionAdmin(RecordAdmin):
    """Which decisions a text needs before it counts as adopted (AGR-09). Without a rule: one of every party."""

    form: Any = RequiredDecisionForm
    only_when_there: ClassVar[tuple[str, ...]] = ()
    fields = ("agreement", "subject", "party", "body", "order")
    list_display = ("party", "body", "subject", "agreement", "order")
    list_filter = (InRegion, "subject")
    list_select_related = ("party", "agreement")
