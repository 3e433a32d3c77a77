"""A SQLite database as `migrate` leaves it, kept between runs: migrating takes longer than a thousand tests.

The file's name is a digest of every migration and of the versions of what brings migrations along, so that another
migration is another file. Content types, rights and triggers do not depend on it: `migrate` runs all the same, finds
nothing to apply and brings them up to date. PostgreSQL and the installations of the server tests migrate each time.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.conf import settings

FORMAT = "1"  # another number forgets what was kept
BRING_MIGRATIONS = ("django", "django-allauth")
# What migrations read besides themselves.
READ_BY_MIGRATIONS = ("agreement/alphabet.py", "membership/folding.py", "membership/likeness.py")


def digest() -> str:
    """The same for the same migrations, with the same packages, on the same SQLite."""
    told = hashlib.sha256(FORMAT.encode())
    told.update(sqlite3.sqlite_version.encode())
    for package in BRING_MIGRATIONS:
        told.update(f"{package} {version(package)}\n".encode())
    files = [Path(settings.BASE_DIR) / name for name in READ_BY_MIGRATIONS]
    for app in apps.get_app_configs():
        files += sorted(Path(app.path).glob("migrations/*.py"))
    for file in files:
        told.update(file.name.encode() + b"\n" + file.read_bytes())
    return told.hexdigest()[:24]


class Migrated:
    """The kept database of a folder. Other processes wait while one of them makes it, so that it is made once."""

    def __init__(self, folder: Path) -> None:
        self.kept = folder / f"{digest()}.sqlite3"
        self.lock = (folder / "lock").open("w")

    def lay(self, database: Path) -> bool:
        """Copy it to `database`. False when there is none: then `migrate` has to, and `keep` is called afterwards."""
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if found := self.kept.exists():
            shutil.copyfile(self.kept, database)
            self.lock.close()
        return found

    def keep(self, database: sqlite3.Connection) -> None:
        """Keep what was migrated, and nothing older; let the other processes have it."""
        for older in self.kept.parent.glob("*.sqlite3*"):
            older.unlink()
        unfinished = self.kept.with_suffix(".unfinished")
        with contextlib.closing(sqlite3.connect(unfinished)) as copy:
            database.backup(copy)
        unfinished.rename(self.kept)
        self.lock.close()
