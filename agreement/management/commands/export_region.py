"""`manage.py export_region <r> DIR [--force]`: write a region as the folder that load_region reads (CRO-47)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models.fields.files import FieldFile

from agreement import loading
from agreement.content_files import ContentError, Folder
from agreement.models import Region


class Command(BaseCommand):
    help = (
        "Write a region's texts, parties, bodies, dates, plans, decisions and documents as a folder that load_region "
        "reads. Loading it again changes nothing. No people, applications or memberships are written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("region", help="the region's slug, for example norrbotten")
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--force", action="store_true", help="replace what an earlier export left in DIR")
        parser.add_argument(
            "--private",
            action="store_true",
            help="also the names of those who signed, and withheld documents: to move to another host, not to publish",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        region = Region.objects.filter(agreement__isnull=False, slug=options["region"]).first()
        if region is None:
            known = ", ".join(Region.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no region {options['region']}. Known: {known}.")
        folder: Path = options["folder"]
        private: bool = options["private"]
        try:
            files = loading.export(region, private=private)
            attachments = loading.attachments(region, private=private)
            make_room(folder, force=options["force"])
            for name, text in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
            for name, file in attachments.items():
                copy(file, folder / name)
            loading.check(folder)
        except ContentError as error:
            raise CommandError(f"{region.slug} could not be exported to {folder}: {error}") from None
        except OSError as error:
            raise CommandError(f"{region.slug} could not be exported to {folder}: {error}.") from error
        self.stdout.write(f"{region.slug}: {len(files) + len(attachments)} files written to {folder}.")


def copy(file: FieldFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as stored, path.open("wb") as written:
        for chunk in stored.chunks():
            written.write(chunk)


def make_room(folder: Path, *, force: bool) -> None:
    """See to it that nothing old mixes with the new. Removes only files that load_region would read."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not force:
        raise ContentError("it is not empty; choose a new folder, or use --force to replace what is in it.")
    found = Folder.read(folder)
    for name in found.files:
        if not name.endswith((".md", ".toml")):
            raise ContentError(f"it also holds {name}, which no region's folder has; choose another folder.")
    for name in (*found.files, *found.attachments):
        (folder / name).unlink()
