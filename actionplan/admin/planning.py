"""Planning that is open for others, in the admin (PLAN-19)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from actionplan.models import PlanningProcess
from agreement.admin.common import InRegion
from agreement.admin.own import AGREEMENT_OF, OneAgreementForm, RecordAdmin
from agreement.admin_scope import REGION_OF

REGION_OF |= {PlanningProcess: "agreement__region"}
AGREEMENT_OF |= {PlanningProcess: "agreement"}


class PlanningForm(OneAgreementForm):
    """A party is one of the agreement's own."""

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        agreement = self.cleaned_data.get("agreement") or getattr(self.instance, "agreement", None)
        party = self.cleaned_data.get("party")
        if party and agreement and party.agreement_id != agreement.pk:
            self.add_error("party", _("This belongs to another agreement."))
        return data


@admin.register(PlanningProcess)
class PlanningProcessAdmin(RecordAdmin):
    """What is planned, how far it has come, and until when others can say something."""

    form: Any = PlanningForm
    only_when_there = ()
    fields = ("agreement", "title", ("party", "owner_name"), "stage", "about", ("from_on", "to_on"), "url")
    list_display = ("title", "agreement", "stage", "from_on", "to_on")
    list_filter: ClassVar[Any] = (InRegion, "stage")
    list_select_related: ClassVar[Any] = ("agreement",)
    search_fields = ("title",)

    def words_of_address(self, row: Any) -> str:
        return str(row.title)
