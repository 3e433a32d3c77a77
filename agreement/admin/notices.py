"""Notices of the main parties in the admin: that one asks for renegotiation, or withdraws (AGR-22 … AGR-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion
from agreement.admin_scope import RegionScopedAdmin
from agreement.models import Party, PartyNotice
from agreement.offices import offices_of
from agreement.states import NoticeKind, Role

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.http import HttpRequest


# What the party itself says; nobody else says it otherwise.
SAID = ("effective_on", "registry_number", "about", "reason", "wished")


class NoticeForm(forms.ModelForm):
    """What the agreement asks of a notice: renegotiation states its reason, a withdrawal both its days."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not self.fields:  # a closed notice, of which nothing can be changed
            return data
        found = self.cleaned_data
        kind = found.get("kind") or self.instance.kind
        told = found.get("notified_on") or self.instance.notified_on
        effective = self._said("effective_on")
        if told and told > timezone.localdate():
            self.add_error("notified_on", _("The day of the notice has not come yet."))
        if kind == NoticeKind.RENEGOTIATION:
            if not (self._said("reason") or "").strip():
                self.add_error("reason", _("A request for renegotiation states its reason."))
            if effective:
                self.add_error("effective_on", _("Only a withdrawal has a day from which it counts."))
        elif kind == NoticeKind.WITHDRAWAL:
            if not effective:
                self.add_error("effective_on", _("Say from which day the withdrawal counts."))
            elif told and effective < told:
                self.add_error("effective_on", _("The withdrawal cannot count before the notice was given."))
        self._check_outcome(found, told)
        if not self.instance.pk and not found.get("closed_on") and found.get("party"):
            self._refuse_twice(found["party"], kind)
        return data

    def _said(self, name: str) -> Any:
        """What the form says, or the row where the party alone may say it."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)

    def _check_outcome(self, found: dict[str, Any], told: dt.date | None) -> None:
        closed, outcome = found.get("closed_on"), (found.get("outcome") or "").strip()
        if closed and not outcome:
            self.add_error("outcome", _("Say what came of it."))
        elif outcome and not closed:
            self.add_error("closed_on", _("Say on which day it was closed."))
        elif closed and told and closed < told:
            self.add_error("closed_on", _("It cannot be closed before the notice was given."))
        elif closed and closed > timezone.localdate():
            self.add_error("closed_on", _("The day on which it was closed has not come yet."))
        elif closed and "effective_on" not in self.fields and self._is_taken_back(closed):
            self.add_error("closed_on", _("Only the party itself takes its withdrawal back."))

    def _is_taken_back(self, closed: dt.date) -> bool:
        """What is closed before it counts never counts (`standing.has_left`)."""
        effective = self.instance.effective_on
        return effective is not None and closed < effective

    def _refuse_twice(self, party: Party, kind: str) -> None:
        """Every public page says each open notice, and none is ever removed: so a button that is pressed twice is one.

        The lock on the party's row makes two presses come one after the other.
        """
        Party.objects.select_for_update(of=("self",), no_key=True).get(pk=party.pk)
        if party.notices.filter(kind=kind, closed_on=None).exists():
            self.add_error(None, _("The party has an open notice of that kind. Close it first."))


@admin.register(PartyNotice)
class PartyNoticeAdmin(RegionScopedAdmin):
    """Recorded by the party's own administrator or by the secretariat. It is closed with its outcome, never removed."""

    region_path = "party__agreement__region"
    secretariat_may = frozenset({"add", "change"})
    form = NoticeForm
    list_display = ("party", "kind", "notified_on", "effective_on", "closed_on")
    list_filter = (InRegion,)
    list_select_related = ("party",)
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("party", "kind", "notified_on", "effective_on", "registry_number")}),
        (_("What the party says"), {"fields": ("about", "reason", "wished")}),
        (_("What came of it"), {"fields": ("outcome", "closed_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of the regions where the person works, and of the parties that they administer."""
        mine = offices_of(request)
        rows = self.model._default_manager.get_queryset()
        if mine.everywhere:
            return rows
        return rows.filter(Q(**{f"{self.region_path}__in": mine.staffed}) | Q(party__in=mine.parties))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or bool(offices_of(request).parties)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or _is_own(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) or bool(offices_of(request).parties)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who gave which notice, and when, stays, and what a party has said itself is changed by nobody else; a closed
        notice is the record of what happened.
        """
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        if obj.closed_on:
            return tuple(name for _title, given in self.fieldsets for name in given["fields"])
        return (*fields, "party", "kind", "notified_on", *(() if _may_reword(request, obj) else SAID))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The parties of the regions whose records the person keeps, and those that they administer."""
        mine = offices_of(request)
        if db_field.name == "party" and not mine.everywhere:
            own = Q(agreement__region__in=mine.kept) | Q(pk__in=mine.parties)
            kwargs["queryset"] = Party.objects.filter(own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


def _is_own(request: HttpRequest, notice: PartyNotice | None) -> bool:
    parties = offices_of(request).parties
    return bool(parties) if notice is None else notice.party_id in parties


def _may_reword(request: HttpRequest, notice: PartyNotice) -> bool:
    """The party's own administrator may; so may the secretariat where it wrote down what came on paper."""
    teller = notice.recorded_by_id
    given = notice.party.regionrole_set.filter(role=Role.PARTY_ADMINISTRATOR, user=teller)
    return _is_own(request, notice) or not (teller and given.exists())
