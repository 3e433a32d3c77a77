"""The admin's door: a seat or a role, and a second factor; sign-in is the portal's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import resolve_url
from django.urls import get_script_prefix, path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samverkan.power import has_power, has_second_factor

if TYPE_CHECKING:
    from collections.abc import Hashable

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver

MOST_LISTS = 200  # as many ways to be allowed things, in two languages, as anybody will see


class SamverkanAdmin(admin.AdminSite):
    """Django's admin for people with power over cases."""

    site_header = _("Samverkan for those who decide")
    site_title = _("Samverkan")
    index_title = _("Work")
    enable_nav_sidebar = True
    site_url = "/"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._lists: dict[Hashable, list[Any]] = {}

    def has_permission(self, request: HttpRequest) -> bool:
        """Power anywhere, and a second factor given in this session. Neither alone opens the door (S8)."""
        return has_power(request) and has_second_factor(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """As Django's, which every page has in its margin and which costs a third of a long list: made once for all who
        may do the same in the same language. What is given is shared; nobody may change it.
        """
        may = [
            (model._meta.label, *each.get_model_perms(request).values())
            for model, each in self._registry.items()
            if each.has_module_permission(request)
        ]
        key = (tuple(may), app_label, get_language(), get_script_prefix())
        known = self._lists.get(key)
        if known is None:
            known = _in_words(super().get_app_list(request, app_label))
            if len(self._lists) >= MOST_LISTS:
                self._lists.clear()
            self._lists[key] = known
        return known

    def forget_lists(self) -> None:
        """Make them anew when they are asked for, as after a change of what the words are in a language."""
        self._lists.clear()

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never Django's own password page: whoever is signed in but not allowed gets a refusal, others sign in."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return super().login(request, extra_context)
            raise PermissionDenied
        return redirect_to_login(
            request.GET.get("next") or request.get_full_path(), resolve_url("account_login")
        )

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's "view on site" shortcut, which turns any row's id into its address (LAW-P1), and without
        its password pages: nobody has a password.
        """
        return [
            path("r/<path:rest>", _not_here),
            path("password_change/", _not_here),
            path("password_change/done/", _not_here),
            *super().get_urls(),
        ]


def _in_words(apps: list[Any]) -> list[Any]:
    """The names as they are in the language of the request, and not looked up again by each page."""
    return [
        {
            **app,
            "name": str(app["name"]),
            "models": [{**each, "name": str(each["name"])} for each in app["models"]],
        }
        for app in apps
    ]


def _not_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Http404
