"""Bring content/<region>/ into the database and back, without ever losing what staff wrote (design §4).

What stands in the folder is known to the sections (agreement.sections): this room's own and those of rooms above it.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation

from agreement import content_rows
from agreement.content_files import ContentError, Folder, normalised
from agreement.models import LoadedContent, Region
from agreement.sections import SECTIONS, Section, Wanted


class Outcome(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OVERWRITTEN = "overwritten although staff had changed it"
    KEPT = "left alone because staff changed it"
    DELETED = "left out because staff deleted it"
    NOT_IN_FILES = "no longer in the files, but kept"


@dataclass
class Report:
    """What a load did, thing by thing; `nothing_new` means that the folder had not changed since the last time."""

    slug: str
    nothing_new: bool = False
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)

    def counts(self) -> Counter[Outcome]:
        return Counter(outcome for _source, outcome in self.outcomes)


def sections() -> list[Section]:
    """This room's own section first, then those of the rooms above, which hang their rows on its."""
    return [content_rows.SECTION, *SECTIONS]


def load(path: Path, *, force: bool = False) -> Report:
    """Create and update a region from its folder, all of it or nothing.

    What staff changed or deleted since the last load stays as they left it, unless `force`. Nothing is ever deleted:
    people hold seats and members have signed versions. Run twice, the second time reads the files, compares one
    fingerprint and ends. Raises ContentError, a sentence with the file's name, when a file is wrong.
    """
    folder = Folder.read(path)
    fingerprint = _fingerprint(folder)
    if not force and (slug := _loaded_before(fingerprint)):
        return Report(slug, nothing_new=True)
    wanted = _read(folder)
    slug = next(item.values["slug"] for item in wanted if item.model is Region)
    with transaction.atomic():
        return _Load(slug, force=force).run(wanted, fingerprint)


def check(path: Path) -> None:
    """Read a folder and change nothing. Raises ContentError when a file is wrong."""
    _read(Folder.read(path))


def _read(folder: Folder) -> list[Wanted]:
    wanted = [item for section in sections() for item in section.read(folder)]
    folder.check_all_used()
    return wanted


def export(region: Region) -> dict[str, str]:
    """The files of a region's folder as the database has it now. Loading them again changes nothing."""
    return {path: text for section in sections() for path, text in section.write(region).items()}


def _fingerprint(folder: Folder) -> str:
    """Of the files, and of the code that reads them: a new version of the program looks at old files anew."""
    digest = hashlib.sha256(folder.fingerprint().encode())
    modules = [
        __name__,
        "agreement.content",
        "agreement.content_files",
        *(section.module for section in sections()),
    ]
    for module in modules:
        digest.update(Path(str(sys.modules[module].__file__)).read_bytes())
    return digest.hexdigest()


def _loaded_before(fingerprint: str) -> str:
    """The region that was last loaded from exactly these files and still exists, or nothing."""
    slugs = LoadedContent.objects.filter(key="", fingerprint=fingerprint).values("region_slug")
    return Region.objects.filter(slug__in=slugs).values_list("slug", flat=True).first() or ""


class _Load:
    """One run. Works through the wanted rows in order, parents before children."""

    def __init__(self, slug: str, *, force: bool) -> None:
        self.slug = slug
        self.force = force
        records = LoadedContent.objects.filter(region_slug=slug)
        if not Region.objects.filter(slug=slug).exists():
            records.delete()  # the region was removed as a whole: begin again
        self.records = {record.key: record for record in records.all()}
        self.ids: dict[str, int] = {}  # key -> row, for what exists now
        self.spoken_for: set[tuple[str, int | None]] = set()  # (kind, row) that belong to some key
        self.report = Report(slug)

    def run(self, wanted: Iterable[Wanted], fingerprint: str) -> Report:
        items = list(wanted)
        keys = {item.key for item in items}
        self.spoken_for = {
            (record.key.partition("/")[0], record.object_id)
            for key, record in self.records.items()
            if key in keys
        }
        for item in items:
            self.report.outcomes.append((item.source, self._bring(item)))
        claimed = {(key.partition("/")[0], pk) for key, pk in self.ids.items()}
        for key, record in self.records.items():
            if key and key not in keys and (key.partition("/")[0], record.object_id) not in claimed:
                self.report.outcomes.append((key, Outcome.NOT_IN_FILES))
        self._remember("", None, fingerprint)
        return self.report

    def _bring(self, item: Wanted) -> Outcome:
        """Make one row as wanted, unless that would undo what staff did."""
        if any(key not in self.ids for key in item.parents.values()):
            return Outcome.DELETED  # what it belongs to is gone, on purpose
        values = {**item.values, **{f"{name}_id": self.ids[key] for name, key in item.parents.items()}}
        wanted = _digest(values)
        record = self.records.get(item.key)
        row = self._row(item, values, record)
        if row is None:
            if record is not None and not self.force:
                return Outcome.DELETED
            return self._save(item, item.model(), values, Outcome.CREATED)
        self._claim(item, row)
        now = _digest({name: getattr(row, name) for name in values})
        if now == wanted:
            self._remember(item.key, row.pk, wanted)
            return Outcome.UNCHANGED
        if record is not None and record.fingerprint == now:
            return self._save(item, row, values, Outcome.UPDATED)
        if self.force:
            return self._save(item, row, values, Outcome.OVERWRITTEN)
        return Outcome.KEPT

    def _row(
        self, item: Wanted, values: Mapping[str, Any], record: LoadedContent | None
    ) -> models.Model | None:
        """The row that was loaded under this key; else one that is plainly the same thing."""
        manager = item.model._default_manager
        if record is not None:
            row = manager.filter(pk=record.object_id).first()
            if row is not None or not self.force:
                return row
        by = {name: values.get(name, values.get(f"{name}_id")) for name in item.match}
        kind = item.key.partition("/")[0]
        rows = [row for row in manager.filter(**by).order_by("pk") if (kind, row.pk) not in self.spoken_for]
        wanted = _digest(values)
        equal = (row for row in rows if _digest({name: getattr(row, name) for name in values}) == wanted)
        found = next(equal, None)
        if found is None and rows and not item.only_equal:
            found = rows[0]
        return found

    def _claim(self, item: Wanted, row: models.Model) -> None:
        self.ids[item.key] = row.pk
        self.spoken_for.add((item.key.partition("/")[0], row.pk))

    def _save(self, item: Wanted, row: models.Model, values: Mapping[str, Any], outcome: Outcome) -> Outcome:
        for name, value in values.items():
            setattr(row, name, value)
        with translation.override(
            "en"
        ):  # for whoever runs the command; the rest of the sentence is English, too
            try:
                row.full_clean()
                row.save()
            except ValidationError as error:
                raise ContentError(f"{item.source}: {_sentence(error)}") from None
        self._claim(item, row)
        self._remember(item.key, row.pk, _digest(values))
        return outcome

    def _remember(self, key: str, pk: int | None, fingerprint: str) -> None:
        record = self.records.get(key)
        if record and (record.object_id, record.fingerprint) == (pk, fingerprint):
            return
        self.records[key], _created = LoadedContent.objects.update_or_create(
            region_slug=self.slug, key=key, defaults={"object_id": pk, "fingerprint": fingerprint}
        )


def _digest(values: Mapping[str, Any]) -> str:
    """The same for equal values, however a text's lines end and its letters are composed."""
    plain = {
        name: normalised(value) if isinstance(value, str) else _plain(value) for name, value in values.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _sentence(error: ValidationError) -> str:
    """The first thing that the model refuses, with its field."""
    name, messages = next(iter(error.message_dict.items()))
    return f"{messages[0]}" if name == "__all__" else f"{name}: {messages[0]}"
