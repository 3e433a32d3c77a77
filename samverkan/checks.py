"""System checks: what must never be wrong in production."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register  # noqa: A004 -- Django's own name

if TYPE_CHECKING:
    from django.core.checks import CheckMessage


@register(Tags.security)
def demo_only_under_debug(**kwargs: Any) -> list[CheckMessage]:
    """Demo people sign in with one click: never without DEBUG."""
    if not settings.DEBUG and (settings.DEMO or "demo" in settings.INSTALLED_APPS):
        return [Error("The demo must not be on without DEBUG: unset DEMO.", id="samverkan.E001")]
    return []


@register(Tags.security, deploy=True)
def production_shape(**kwargs: Any) -> list[CheckMessage]:
    """What an installation for real people needs besides Django's own list."""
    found: list[CheckMessage] = []
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        found.append(Warning("SQLite is for trying out; set DATABASE_URL.", id="samverkan.W001"))
    if settings.RELAY_MODE == "embedded":
        found.append(Warning("The relay does all work itself; set REDIS_URL.", id="samverkan.W002"))
    if settings.EMAIL_BACKEND != "django.core.mail.backends.smtp.EmailBackend":
        found.append(Warning("Mail goes to files; set EMAIL_URL.", id="samverkan.W003"))
    if not settings.ADMINS:
        found.append(Warning("Nobody hears of errors; set ADMINS.", id="samverkan.W004"))
    if not settings.SITE_URL.startswith("https://"):
        found.append(Error("SITE_URL must be the https address that people type.", id="samverkan.E002"))
    if not (
        settings.CELERY_TASK_TIME_LIMIT
        < settings.WORK_LEASE
        < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    ):
        found.append(
            Error("Task limit < WORK_LEASE < visibility timeout does not hold.", id="samverkan.E003")
        )
    return found
