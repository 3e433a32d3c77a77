"""All addresses. Swedish has no prefix, English is the same page under /en/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView
from django.views.i18n import JavaScriptCatalog

from samverkan import health, sitemap, styleguide
from samverkan.power import has_power

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Where somebody goes who signed in from nowhere in particular: to the work, or to the own pages."""
    return redirect("admin:index" if has_power(request) else "membership:my-pages")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    *sitemap.urlpatterns,
    path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/img/favicon.svg")),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
# Twice bolted: the demo's views look again (and samverkan.E001 refuses to start what could not be safe).
demo = [path("demo/", include("demo.urls"))] if settings.DEBUG and settings.DEMO else []

urlpatterns += i18n_patterns(
    path("admin/jsi18n/", JavaScriptCatalog.as_view(packages=["django.contrib.admin"]), name="jsi18n"),
    path("admin/", admin.site.urls),
    path("konto/vidare/", after_sign_in, name="after-sign-in"),
    path("konto/", include("accounts.urls")),
    *demo,
    path("", include("samverkan.pages")),
    # The higher the room, the earlier it is asked: its addresses are the more particular ones.
    path("", include("events.urls")),
    path("", include("actionplan.urls")),
    path("", include("meetings.urls")),
    path("", include("nominations.urls")),
    path("", include("membership.urls")),
    path("", include("agreement.urls")),
    prefix_default_language=False,
)
