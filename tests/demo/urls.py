"""The portal's addresses with the demo's, as DEMO=1 makes them, whatever the settings say when they are asked."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from samverkan.urls import urlpatterns as portal

urlpatterns = [
    *i18n_patterns(path("demo/", include("demo.urls")), prefix_default_language=False),
    *portal,
]
