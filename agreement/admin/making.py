"""How the agreement was made, step by step with the answers of its consultations, and news (AGR-25, AGR-26)."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion
from agreement.admin.own import RecordAdmin, RecordInline
from agreement.models import ConsultationAnswer, MakingStep, NewsItem


class AnswerInline(RecordInline):
    """Answers are published with their sender, which is an organisation."""

    model = ConsultationAnswer
    fields = ("sender", "text", "document", "order")


@admin.register(MakingStep)
class MakingStepAdmin(RecordAdmin):
    """Surveys, dialogues, consultations: what led to the agreement."""

    only_when_there = ()
    fieldsets = (
        (_("What happened"), {"fields": ("agreement", "kind", "title", "text", "order")}),
        (_("When"), {"fields": ("when", "from_on", "to_on")}),
        (_("Where it is documented"), {"fields": ("registry", "document", "source_url")}),
    )
    inlines = (AnswerInline,)
    list_display = ("title", "kind", "when", "order")
    list_filter = ("kind", InRegion)
    search_fields = ("title",)

    def why_it_stays(self, row: MakingStep) -> str:
        if row.answers.exists():
            return gettext("There are answers to this step. Remove them first, if they do not belong here.")
        return ""


@admin.register(NewsItem)
class NewsItemAdmin(RecordAdmin):
    """News, shown from their day on."""

    fieldsets = ((None, {"fields": ("agreement", "title", "published_on", "summary", "body", "address")}),)
    list_display = ("title", "published_on", "of_agreement")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
    search_fields = ("title",)

    def words_of_address(self, row: NewsItem) -> str:
        return row.title
