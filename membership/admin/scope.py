"""What the person behind a request may meet, looked up once for the whole request; and what the lists of it share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agreement.admin_scope import region_pk
from agreement.offices import offices_of
from membership.admin import columns
from membership.models import ReviewItem
from membership.permissions import Capacities

if TYPE_CHECKING:
    from django.http import HttpRequest

    from membership.models import Application
    from membership.querysets import ApplicationQuerySet


def capacities(request: HttpRequest) -> Capacities:
    """In which capacities the person meets cases; remembered on the request."""
    if not hasattr(request, "capacities"):
        request.capacities = Capacities(request.user, offices_of(request))  # type: ignore[attr-defined]
    return request.capacities  # type: ignore[attr-defined, no-any-return]


def open_cases(request: HttpRequest) -> ApplicationQuerySet:
    """The cases that the person may work with (MEM-45)."""
    cases: ApplicationQuerySet = ReviewItem.objects.open_to(capacities(request))
    return cases


class ForStaff:
    """Mixed into an admin: rows are read where the person works. `region_path` leads from a row to its region."""

    region_path: str

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = offices_of(request)
        if obj is None:
            return mine.everywhere or bool(mine.staffed)
        return region_pk(obj, self.region_path) in mine.staffed


class NamesCases(ForStaff):
    """Each row leads to its case by the organisation's name, with the region for whoever works in several. `facts` are
    the columns after it.
    """

    facts: tuple[str, ...]

    def case_of(self, row: Any) -> Application:
        """The case of a row: the row itself, unless it is about one."""
        case: Application = row
        return case

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        first = "organisation_name" if len(offices_of(request).regions) < 2 else "organisation_and_region"
        return (first, *self.facts)

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return None

    @admin.display(description=_("organisation"))
    def organisation_name(self, row: Any) -> str:
        return columns.name_and_reference(self.case_of(row))

    @admin.display(description=_("organisation"))
    def organisation_and_region(self, row: Any) -> str:
        return columns.name_and_reference(self.case_of(row), with_region=True)
