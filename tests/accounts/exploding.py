"""A mail backend that must never be reached from a request."""

from __future__ import annotations

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """Fails as loudly as it can."""

    def send_messages(self, email_messages: Any) -> int:
        raise AssertionError("A request talked to the mail server.")
