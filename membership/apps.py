"""Membership: applications, decisions, signing, members."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = _("Membership")

    def ready(self) -> None:
        from agreement import search
        from membership import (
            checks,  # noqa: F401 -- registers the system check of the font files
            findables,
        )
        from membership.models import MinutesExtract, Reminder, SigningDocument
        from membership.tasks import render_minutes_extract, render_signing_document, send_reminder
        from relay import registry

        registry.register(SigningDocument, render_signing_document)
        registry.register(MinutesExtract, render_minutes_extract)
        registry.register(Reminder, send_reminder)
        search.register(findables.source)
