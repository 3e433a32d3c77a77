"""One request of the table of rights: what came back, and whether anything was written."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, transaction
from django.test import Client

from tests.matrix.surface import Surface


class Watch:
    """Notes every statement that writes, but for who is signed in and the admin's own log."""

    WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|django_admin_log)(\w+)"')

    def __init__(self) -> None:
        self.tables: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := self.WRITES.match(sql):
            self.tables.append(found[1])
        return execute(sql, params, many, context)


class Undo(Exception):
    """Take back what a request wrote."""


def meet(client: Client, surface: Surface) -> str:
    """The status, with `!` if anything was written. What was written is taken back."""
    watch, answer = Watch(), ""
    for upload in surface.data.values():
        if hasattr(upload, "seek"):
            upload.seek(0)
    try:
        with transaction.atomic(), connection.execute_wrapper(watch):
            response = getattr(client, surface.method.lower())(surface.url, surface.data)
            if response.streaming:
                response.getvalue()
            answer = f"{response.status_code}{'!' if watch.tables else ''}"
            raise Undo
    except Undo:
        return answer
