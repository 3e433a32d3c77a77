"""`manage.py export_region <r> DIR [--force]`: write a region as the folder that load_region reads (CRO-47)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreement import loading
from agreement.content_files import ContentError, Folder
from agreement.models import Region


class Command(BaseCommand):
    help = (
        "Write a region's texts, parties, bodies, dates and plans as a folder that load_region reads. "
        "Loading it again changes nothing. No people, applications or memberships are written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", help="the region's slug, for example norrbotten")
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--force", action="store_true", help="replace what an earlier export left in DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(agreement__isnull=False, slug=options["region"]).first()
        if region is None:
            known = ", ".join(Region.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no region {options['region']}. Known: {known}.")
        folder: Path = options["folder"]
        try:
            files = loading.export(region)
            make_room(folder, force=options["force"])
            for name, text in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            loading.check(folder)
        except ContentError as error:
            raise CommandError(f"{region.slug} could not be exported to {folder}: {error}") from None
        except OSError as error:
            raise CommandError(f"{region.slug} could not be exported to {folder}: {error}.") from error
        self.stdout.write(f"{region.slug}: {len(files)} files written to {folder}.")


def make_room(folder: Path, *, force: bool) -> None:
    """See to it that nothing old mixes with the new. Removes only files that load_region would read."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not force:
        raise ContentError("it is not empty; choose a new folder, or use --force to replace what is in it.")
    files = Folder.read(folder).files
    for name in files:
        if not name.endswith((".md", ".toml")):
            raise ContentError(f"it also holds {name}, which no region's folder has; choose another folder.")
    for name in files:
        (folder / name).unlink()
