"""A browser that has never been here, for tests of pages that everybody sees alike."""

from __future__ import annotations

from typing import Any

from django.test import Client


class Reader(Client):
    """A browser that has never been here: Django's own test client sends an empty Cookie header, a browser none."""

    def _base_environ(self, **request: Any) -> dict[str, Any]:
        environ: dict[str, Any] = super()._base_environ(**request)
        if not environ["HTTP_COOKIE"]:
            del environ["HTTP_COOKIE"]
        return environ
