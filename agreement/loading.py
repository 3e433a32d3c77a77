"""Bring content/<region>/ into the database and back, without ever losing what staff wrote (design §4).

What stands in the folder is known to the sections (agreement.sections): this room's own and those of rooms above it.
"""

from __future__ import annotations

import difflib
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from agreement import content_records, content_rows
from agreement.bringing import Load, Outcome, Report
from agreement.content_files import ContentError, Folder
from agreement.models import LoadedContent, Region
from agreement.sections import SECTIONS, Section, Wanted

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

__all__ = ["Outcome", "Report", "attachments", "check", "export", "load"]

OWN_MODULES = (
    __name__,
    "agreement.bringing",
    "agreement.canon",
    "agreement.content_files",
    "agreement.sections",
)


def sections() -> list[Section]:
    """This room's own section first, then those of the rooms above, which hang their rows on its."""
    return [content_rows.SECTION, *SECTIONS]


def load(path: Path, *, force: bool = False) -> Report:
    """Create and update a region from its folder, all of it or nothing.

    What staff changed or deleted since the last load stays as they left it, unless `force`; what is adopted stays as
    it is in any case. Nothing is ever deleted: people hold seats and members have signed versions. Run twice, the
    second time reads the files, compares one fingerprint and ends. Raises ContentError, a sentence with the file's
    name, when a file is wrong.
    """
    folder = Folder.read(path)
    fingerprint = _fingerprint(folder)
    if not force and (slug := _loaded_before(fingerprint)):
        return Report(slug, nothing_new=True)
    wanted = _read(folder)
    slug = next(item.values["slug"] for item in wanted if item.model is Region)
    run = None
    try:
        with transaction.atomic():
            run = Load(slug, force=force)
            return run.run(wanted, fingerprint)
    except BaseException:
        if run is not None:
            run.throw_away_files()
        raise


def check(path: Path) -> None:
    """Read a folder and change nothing. Raises ContentError when a file is wrong."""
    _read(Folder.read(path))


def _read(folder: Folder) -> list[Wanted]:
    wanted = [item for section in sections() for item in section.read(folder)]
    folder.check_all_used()
    keys = {item.key for item in wanted}
    for item in wanted:
        links = (key for targets in item.links.values() for key in targets if isinstance(key, str))
        for key in (*item.parents.values(), *links):
            if key not in keys:
                raise ContentError(f"{item.source}: {_unknown(key, keys)}")
    return wanted


def _unknown(key: str, keys: set[str]) -> str:
    """A sentence about a name that stands for nothing in the folder."""
    kind, _slash, name = key.partition("/")
    known = [each.partition("/")[2] for each in keys if each.startswith(f"{kind}/")]
    guess = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    hint = f" Did you mean {guess[0]}?" if guess else ""
    return f"there is no {kind.replace('_', ' ')} {name} in the folder.{hint}"


def export(region: Region, *, private: bool = False) -> dict[str, str]:
    """The files of a region's folder as the database has it now. Loading them again changes nothing.

    `private` adds what is not for everybody's eyes: the names of those who signed, and what leads to a withheld
    document. The documents' own files are `attachments`.
    """
    return {path: text for section in sections() for path, text in section.write(region, private).items()}


def attachments(region: Region, *, private: bool = False) -> dict[str, FieldFile]:
    """The documents' files, by their path in the folder; withheld ones only with `private` (AGR-31)."""
    return {
        f"documents/{content_records.file_name(document)}": document.file
        for document in region.agreement.documents.order_by("pk")
        if content_records.is_written(document, private=private)
    }


def _fingerprint(folder: Folder) -> str:
    """Of the files, and of the code that reads them: a new version of the program looks at old files anew."""
    digest = hashlib.sha256(folder.fingerprint().encode())
    for module in (*OWN_MODULES, *(name for section in sections() for name in section.modules)):
        digest.update(Path(str(sys.modules[module].__file__)).read_bytes())
    return digest.hexdigest()


def _loaded_before(fingerprint: str) -> str:
    """The region that was last loaded from exactly these files and still exists, or nothing."""
    slugs = LoadedContent.objects.filter(key="", fingerprint=fingerprint).values("region_slug")
    return Region.objects.filter(slug__in=slugs).values_list("slug", flat=True).first() or ""
