"""Django's own admin over the same applications, to compare with: columns, filters and search as anybody would name
them in ten minutes, and nothing else. As many rows to a page as ours, or the comparison would be unfair.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import path

from membership.models import ReviewItem
from samverkan.urls import urlpatterns as ours


class StockSite(admin.AdminSite):
    def has_permission(self, request: Any) -> bool:
        return bool(request.user.is_authenticated)


class StockAdmin(admin.ModelAdmin):
    list_display = ("name", "reference", "number", "agreement", "organisation", "submitted_at", "status")
    list_filter = ("status", "agreement", "municipalities", ("number", admin.EmptyFieldListFilter))
    list_select_related = ("agreement", "organisation")
    search_fields = ("reference", "name", "number")
    ordering = ("submitted_at", "pk")
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: Any) -> bool:
        return True

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return True

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: Any) -> bool:
        return True


site = StockSite(name="stock")
site.register(ReviewItem, StockAdmin)
urlpatterns = [path("stock/", site.urls), *ours]
