"""A bare Django view, to compare with: its own settings, no middleware, no database, two bytes."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("healthz", bare), path("bare/", bare)]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DEBUG=False,
    ROOT_URLCONF=__name__,
    SECRET_KEY="nothing-is-signed-here",  # noqa: S106 -- it says so itself
    USE_I18N=False,
)
application = get_wsgi_application()
