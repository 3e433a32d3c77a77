"""manage.py verify_texts: whether every adopted text is still there and what was adopted (AGR-34, PLAN-25)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from agreement import keptlist, services, triggers

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Check every adopted text against its hash, and that the database refuses changes; with a list that was kept "
        "elsewhere, also that no text is gone. Changes nothing in the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--against",
            type=Path,
            metavar="FILE",
            help="a list from --write: each text on it must be as it was",
        )
        parser.add_argument(
            "--write",
            type=Path,
            metavar="FILE",
            help="write the list of the adopted texts and their hashes; one that is there is looked at first, "
            "and stays if a text on it is gone or another",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 and one line for each fault, and then nothing is written; run it as often as you like."""
        target: Path | None = options["write"]
        lists = [options["against"], target if target and target.exists() else None]
        kept = [_kept(file) for file in lists if file]
        hashes: dict[str, str] = {}
        found: list[str] = []
        for text in keptlist.adopted():
            hashes[keptlist.name_of(text)] = text.content_hash
            if not services.verify(text):
                found.append(f"{text} is not what was adopted: its hash is {text.content_hash}.")
        for each in kept:
            found += [fault for fault in keptlist.faults(each, hashes) if fault not in found]
        if missing := triggers.missing():
            found.append(f"{len(missing)} triggers are missing: run migrate.")
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(
            f"Adopted texts that are as they were adopted: {len(hashes)}. The database refuses changes."
        )
        if kept:
            self.stdout.write(f"All of the list are there: {max(len(each) for each in kept)}.")
        if target:
            try:
                target.write_text(keptlist.written(hashes), encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{target} cannot be written: {error.strerror}.") from error


def _kept(file: Path) -> dict[str, str]:
    """Refuses (CommandError) a file that cannot be read or is no such list: nobody shall think it was compared."""
    try:
        return keptlist.read(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is no list of adopted texts.") from error
    except ValueError as error:
        raise CommandError(f"{file} is no list of adopted texts: line {error}.") from error
