"""`manage.py load_region content/<r> … [--force]`: create or update a region from its folder (design §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from agreement import loading
from agreement.content_files import ContentError

QUIET = (loading.Outcome.UNCHANGED, loading.Outcome.CREATED)


class Command(BaseCommand):
    help = (
        "Create or update regions from their folders. What staff changed in the admin stays as it is, unless --force; "
        "what is adopted stays in any case. All of a folder or nothing; run again it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folders", nargs="+", type=Path, metavar="FOLDER", help="for example content/norrbotten"
        )
        parser.add_argument(
            "--force", action="store_true", help="also overwrite what staff changed or deleted"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in options["folders"]:
            try:
                report = loading.load(folder, force=options["force"])
            except ContentError as error:
                raise CommandError(f"{folder}: {error} Nothing was changed.") from None
            except (IntegrityError, OSError) as error:
                raise CommandError(f"{folder} could not be loaded: {error}. Nothing was changed.") from error
            self.tell(folder, report, verbosity=options["verbosity"])

    def tell(self, folder: Path, report: loading.Report, *, verbosity: int) -> None:
        if report.nothing_new:
            self.stdout.write(f"{report.slug}: nothing new in {folder}.")
            return
        counts = report.counts()
        summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in loading.Outcome if counts[outcome])
        self.stdout.write(f"{report.slug}: {summary}.")
        for source, outcome in report.outcomes:
            if outcome not in QUIET or verbosity > 1:
                self.stdout.write(f"  {outcome}: {source}")
        for note in report.notes:
            self.stdout.write(f"  {note}")
