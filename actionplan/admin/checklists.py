"""What the region asks of its parties, in the admin; what they answer is said on their own pages (PLAN-17)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin

from actionplan.models import ChecklistPoint
from agreement.admin.common import InRegion
from agreement.admin.own import AGREEMENT_OF, RecordAdmin
from agreement.admin_scope import REGION_OF

REGION_OF |= {ChecklistPoint: "agreement__region"}
AGREEMENT_OF |= {ChecklistPoint: "agreement"}


@admin.register(ChecklistPoint)
class ChecklistPointAdmin(RecordAdmin):
    """The region's own points. One that a party has answered stays; it can be left unasked."""

    only_when_there = ()
    fields = ("agreement", "text", "about", "is_asked", "order")
    list_display = ("text", "agreement", "is_asked", "order")
    list_filter: ClassVar[Any] = (InRegion, "is_asked")
    list_select_related: ClassVar[Any] = ("agreement",)
    search_fields = ("text",)

    def words_of_address(self, row: Any) -> str:
        return str(row.text)
