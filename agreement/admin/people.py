"""Bodies, their seats and who holds them, and roles in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion, PersonByName, PersonForm, WhenOver
from agreement.admin_scope import RegionScopedAdmin, ScopedInline
from agreement.models import Body, RegionRole, Seat, SeatHolding

if TYPE_CHECKING:
    from django.http import HttpRequest


class HoldingInline(PersonByName, ScopedInline):
    model = SeatHolding
    form = PersonForm
    fields = ("user", "person_name", "from_on", "to_on")


@admin.register(Body)
class BodyAdmin(RegionScopedAdmin):
    secretariat_may = frozenset({"add", "change"})
    list_display = ("name", "kind", "agreement")
    list_filter = (InRegion,)
    list_select_related = ("agreement",)


class SeatForm(forms.ModelForm):
    """A seat's party is a party of the same agreement as its body."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        body, party = self.cleaned_data.get("body"), self.cleaned_data.get("party")
        if body and party and body.agreement_id != party.agreement_id:
            self.add_error("party", _("The party belongs to another agreement than the body."))
        return data


@admin.register(Seat)
class SeatAdmin(RegionScopedAdmin):
    """Seats and who has held them, from day to day (MEM-32, MEM-34)."""

    region_path = "body__agreement__region"
    form = SeatForm
    list_display = ("__str__", "body", "kind", "party", "holder")
    list_filter = (InRegion,)
    list_select_related = ("body__agreement", "party")
    inlines = (HoldingInline,)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        today = SeatHolding.objects.on(timezone.localdate()).select_related("user")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(models.Prefetch("holdings", queryset=today, to_attr="holdings_today"))
        )

    @admin.display(description=_("holder today"))
    def holder(self, seat: Any) -> str:
        return ", ".join(str(holding.user) for holding in seat.holdings_today) or gettext("Vacant")


@admin.register(RegionRole)
class RegionRoleAdmin(PersonByName, RegionScopedAdmin):
    """Roles open doors, so only the operator gives them; the region sees who has them."""

    region_path = "region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset()
    form = PersonForm
    fields = ("region", "user", "person_name", "role", "party", "from_on", "to_on")
    list_display = ("user", "role", "region", "party", "from_on", "to_on")
    list_filter = (InRegion, WhenOver)
    list_select_related = ("user", "region", "party")
