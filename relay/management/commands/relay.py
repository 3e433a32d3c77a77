"""`manage.py relay`: see to it that due work is done."""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from relay.loop import run_once
from relay.services import beat

if TYPE_CHECKING:
    from argparse import ArgumentParser

logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 5.0
DATABASE_PAUSE = 2.0


class Command(BaseCommand):
    """Loop until SIGTERM or Ctrl-C; with --once, look once and end."""

    help = (
        "Finds due letters and documents and gets them done (embedded: itself; production: through Celery)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="go on until nothing is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            total = 0
            while handed := run_once():
                total += handed
            self.stdout.write(f"relay: {total} rows handled.")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        logger.info("relay_started", extra={"mode": settings.RELAY_MODE})
        last_beat = float("-inf")

        def go_on() -> bool:
            """Asked before each row: a long list of work is no silence, and no reason to be killed."""
            nonlocal last_beat
            if time.monotonic() - last_beat > HEARTBEAT_SECONDS:
                beat()
                last_beat = time.monotonic()
                close_old_connections()
            return not stopped.is_set()

        while not stopped.is_set():
            try:
                busy = go_on() and run_once(go_on)
            except (OperationalError, InterfaceError):
                # The database is away or restarting: wait for it. Nothing is lost, the rows are in it.
                logger.warning("relay_database_away")
                connection.close()
                stopped.wait(DATABASE_PAUSE)
                continue
            if not busy:
                stopped.wait(settings.RELAY_INTERVAL)
        logger.info("relay_stopped")
