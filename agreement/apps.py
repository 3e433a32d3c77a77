"""The agreement: regions, parties, the text, bodies and seats."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AgreementConfig(AppConfig):
    name = "agreement"
    verbose_name = _("Agreement")

    def ready(self) -> None:
        # Sources read rows, so they are imported only when the models are there.
        from agreement import calendar, findables, search

        search.register(findables.source)
        calendar.register(calendar.own_days)
        # SQLite rebuilds a table to alter it and stumbles over triggers that name it, so there they are taken off
        # before a migration and put back after it. On PostgreSQL they stay on: a migration that must rewrite what is
        # adopted says so by calling triggers.remove itself.
        pre_migrate.connect(_take_off, sender=self, dispatch_uid="agreement-triggers")
        post_migrate.connect(_put_on, sender=self, dispatch_uid="agreement-triggers")


def _take_off(using: str, **kwargs: Any) -> None:
    from agreement import triggers  # models must be loaded first

    if connections[using].vendor == "sqlite":
        triggers.remove(using)


def _put_on(using: str, **kwargs: Any) -> None:
    from agreement import triggers

    triggers.install(using)
