"""`manage.py import_text FILE --region <r> --as agreement|plan`: a plain-text document becomes a draft (design §6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from actionplan.drafting import draft_plan
from agreement.drafting import draft_version, label_for, names_of
from agreement.importing import CannotImport, parse, read_text, report
from agreement.importing.reading import MAX_BYTES
from agreement.models import Region

MOST_READ = 20 * MAX_BYTES
DRAFTS = {"agreement": draft_version, "plan": draft_plan}


class Command(BaseCommand):
    help = (
        "Read a region's own document, saved as plain text, into a draft that only staff see. Says where every line "
        "went and which it could not place. Nothing that is published changes; a person adopts the draft in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--region", required=True, help="the region's slug, for example norrbotten")
        parser.add_argument("--as", dest="kind", required=True, choices=sorted(DRAFTS))
        parser.add_argument(
            "--label", default="", help="what the draft is called; otherwise the day it was read"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would go where")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        region = Region.objects.filter(agreement__isnull=False, slug=options["region"]).first()
        if region is None:
            known = ", ".join(Region.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no region {options['region']}. Known: {known}.")
        try:
            with path.open("rb") as file:
                # Enough to know and to say that it is too much.
                text = read_text(file.read(MOST_READ))
            parsed = parse(text, options["kind"], names_of(region.agreement))
            for line in report(parsed):
                self.stdout.write(line)
            if options["dry_run"]:
                self.stdout.write("Nothing was made (--dry-run).")
                return
            label = options["label"].strip() or label_for(parsed)
            draft = DRAFTS[options["kind"]](region.agreement, parsed, label=label)
        except CannotImport as refusal:
            raise CommandError(f"{path.name}: {refusal} No draft was made.") from None
        except ValidationError as refusal:
            raise CommandError(
                f"{' '.join(refusal.messages)} Choose another with --label. No draft was made."
            ) from None
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}. No draft was made.") from None
        self.stdout.write(
            f"Made the draft “{label}” ({draft.get_absolute_url()}). Only staff see it until it is adopted."
        )
