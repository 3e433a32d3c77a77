"""The one way in which a text is refused: a sentence for the person who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CannotImport(Exception):
    """The input is not a text that can be read. The message says what was found and how to mend it; nothing is made."""

    def __init__(self, message: str | _StrPromise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
