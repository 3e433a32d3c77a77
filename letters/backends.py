"""Mail without a mail server: each message becomes one file, named after its Message-ID."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class MailFolder(BaseEmailBackend):
    """Writes messages to EMAIL_FILE_PATH as .eml files that any mail program opens.

    The same Message-ID twice is one file: handing a letter over again changes nothing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        mime = message.message()
        name = re.sub(r"[^A-Za-z0-9.@_-]", "", str(mime["Message-ID"])) or "message"
        handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as target:
                target.write(mime.as_bytes())
                target.flush()
                os.fsync(target.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(temporary, self.folder / f"{name}.eml")
        finally:
            Path(temporary).unlink()
