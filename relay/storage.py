"""Private files: written whole or not at all, never overwritten, never served by address."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files import File


class PrivateFiles(FileSystemStorage):
    """The file system under MEDIA_ROOT, with durable writes.

    A file appears under its name only when all its bytes are on the disk (temporary file, fsync, link), so a
    full disk or a power cut never leaves half a document (F11). A name that is taken gets another one.
    """

    def _save(self, name: str, content: File[bytes]) -> str:
        full_path = Path(self.path(name))
        full_path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=full_path.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            if self.file_permissions_mode is not None:
                Path(temporary).chmod(self.file_permissions_mode)
            while True:
                try:
                    os.link(temporary, full_path)
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
                    full_path = Path(self.path(name))
        finally:
            Path(temporary).unlink()
        folder = os.open(full_path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return str(Path(name).as_posix())

    def url(self, name: str | None) -> str:
        """There is no address: private files are handed out by views that check rights."""
        raise ValueError("Private files have no address.")
