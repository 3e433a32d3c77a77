"""The Celery application. The relay publishes ids; everything that matters is in the rows (relay.models.Work)."""

from __future__ import annotations

import os
import sys

from celery import Celery
from celery.signals import worker_process_shutdown

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")

app = Celery("samverkan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_shutdown.connect  # type: ignore[untyped-decorator]
def _put_fonts_away(**kwargs: object) -> None:
    """A child that leaves takes its unpacked fonts with it; it ends without Python's own last calls."""
    if "membership.pdf" in sys.modules:
        sys.modules["membership.pdf"].put_away()
