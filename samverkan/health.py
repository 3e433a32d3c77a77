"""/healthz: the process answers. /readyz: it can work (database, migrations, a relay heard from lately)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.utils import timezone

from relay.models import Heartbeat

if TYPE_CHECKING:
    from django.http import HttpRequest

RELAY_SILENCE = dt.timedelta(seconds=60)


def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> HttpResponse:
    """200 when work can be done, else 503 with the reason in one line."""
    reason = _why_not_ready()
    return HttpResponse(
        f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8"
    )


def _why_not_ready() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are waiting"
        heard = Heartbeat.objects.filter(name="relay", seen_at__gt=timezone.now() - RELAY_SILENCE).exists()
    except (DatabaseError, InterfaceError):
        return "the database does not answer"
    return "" if heard else "the relay has not been heard from"
