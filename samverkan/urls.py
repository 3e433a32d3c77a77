"""All addresses. Swedish has no prefix, English is the same page under /en/."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView
from django.views.i18n import JavaScriptCatalog

from samverkan import health, styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("favicon.ico", RedirectView.as_view(url=f"/{settings.STATIC_URL.strip('/')}/img/favicon.svg")),
]
if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
if settings.DEMO:
    urlpatterns += [path("demo/", include("demo.urls"))]

urlpatterns += i18n_patterns(
    path("admin/jsi18n/", JavaScriptCatalog.as_view(packages=["django.contrib.admin"]), name="jsi18n"),
    path("admin/", admin.site.urls),
    path("konto/", include("accounts.urls")),
    path("", include("samverkan.pages")),
    path("", include("membership.urls")),
    path("", include("actionplan.urls")),
    path("", include("agreement.urls")),
    prefix_default_language=False,
)
