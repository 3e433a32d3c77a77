"""Roles in the admin: who works in a region besides those who sit in its bodies."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreement.admin.common import InRegion, PersonByName, PersonForm, WhenOver
from agreement.admin_scope import RegionScopedAdmin
from agreement.models import RegionRole


class RoleForm(PersonForm):
    """A party's administrator administers a party of the region."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        region, party = self.cleaned_data.get("region"), self.cleaned_data.get("party")
        if region and party and party.agreement.region_id != region.pk:
            self.add_error("party", _("The party belongs to another region."))
        return data


@admin.register(RegionRole)
class RegionRoleAdmin(PersonByName, RegionScopedAdmin):
    """Roles open doors, so only the operator gives them; the region sees who has them."""

    region_path = "region"
    secretariat_may: ClassVar[frozenset[str]] = frozenset()
    form = RoleForm
    fields = ("region", "user", "person_name", "role", "party", "from_on", "to_on")
    list_display = ("user", "role", "region", "party", "from_on", "to_on")
    list_filter = (InRegion, WhenOver)
    list_select_related = ("user", "region", "party")
