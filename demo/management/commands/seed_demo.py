"""`manage.py seed_demo`: an installation to try things in, full of invented people and organisations."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.seeding import CannotSeed, is_seeded, seed


class Command(BaseCommand):
    """Make the demo, or say that it is there; never touches what it did not make."""

    help = (
        "Fills the loaded regions with invented people and cases in every state (needs DEBUG=1 and DEMO=1)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_seeded():
            self.stdout.write("Demo: is there already.")
            return
        began = time.monotonic()
        self.stdout.write("Demo: inventing people and organisations (some seconds, the first time only)")
        logging.disable(logging.INFO)  # every step is a line in the log: hundreds, of no use to anybody here
        try:
            told = seed()
        except CannotSeed as reason:
            raise CommandError(str(reason)) from reason
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(
            f"Demo: {told.people} people and {told.cases} applications in {told.regions} regions"
            f" ({time.monotonic() - began:.1f} s)."
        )
