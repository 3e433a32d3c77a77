"""Versions of the agreement's text in the admin."""

from __future__ import annotations

from django.contrib import admin

from agreement.admin.common import InRegion
from agreement.admin_scope import RegionScopedAdmin, ScopedInline
from agreement.models import AgreementVersion, Goal, Principle, TextPart


class PartInline(ScopedInline):
    model = TextPart


class GoalInline(ScopedInline):
    model = Goal


class PrincipleInline(ScopedInline):
    model = Principle


@admin.register(AgreementVersion)
class AgreementVersionAdmin(RegionScopedAdmin):
    """A version of the text with its parts, goals and principles (AGR-01)."""

    secretariat_may = frozenset({"add", "change"})
    list_display = ("label", "agreement", "in_force_from", "is_summary")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)
    inlines = (PartInline, GoalInline, PrincipleInline)
