"""One run of load_region: rows, then what links them, then the state of texts. Never undoes what staff did."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import translation

from agreement import services
from agreement.content_files import ContentError, normalised
from agreement.content_rows import sources_of
from agreement.exceptions import StepNotAllowed, TextHasChanged
from agreement.files import keep_file
from agreement.frozen import AdoptableText, TextRow
from agreement.models import Document, LoadedContent, Region, Translation
from agreement.sections import Elsewhere, Wanted, key_of
from agreement.states import TextState

# Moved by services when every row of the text is there, never set.
STATE = ("state", "frozen_at", "content_hash")
# Found in the file itself when it is kept.
FILE = ("size", "sha256")
LINK = "link"  # the kind of a record of links


class Outcome(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OVERWRITTEN = "overwritten although staff had changed it"
    KEPT = "left alone because staff changed it"
    FROZEN = "left alone because it is adopted"
    DELETED = "left out because staff deleted it"
    NOT_IN_FILES = "no longer in the files, but kept"


SAVED = (Outcome.CREATED, Outcome.UPDATED, Outcome.OVERWRITTEN)


@dataclass
class Report:
    """What a load did, thing by thing; `nothing_new` means that the folder had not changed since the last time.

    `notes` are sentences about what is not wrong but should be known.
    """

    slug: str
    nothing_new: bool = False
    outcomes: list[tuple[str, Outcome]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> Counter[Outcome]:
        return Counter(outcome for _source, outcome in self.outcomes)


class Load:
    """One run. Works through the wanted rows in order, parents before children.

    A text that is adopted in the database stays as it is with all its rows, whatever `force` says: its rows are
    neither changed nor added to. Rows about it that are no part of it (translations, reports) follow the files.
    """

    def __init__(self, slug: str, *, force: bool) -> None:
        self.slug = slug
        self.force = force
        records = LoadedContent.objects.filter(region_slug=slug)
        if not Region.objects.filter(slug=slug).exists():
            records.delete()  # the region was removed as a whole: begin again
        self.records = {record.key: record for record in records.all()}
        self.items: dict[str, Wanted] = {}
        self.ids: dict[str, int] = {}  # key -> row, for what exists now
        self.done: dict[str, Outcome] = {}  # key -> what became of it
        self.frozen: set[str] = set()  # keys of texts that were adopted before this run
        self.spoken_for: set[tuple[str, int | None]] = set()  # (kind, row) that belong to some key
        self.new_files: list[tuple[Any, str]] = []  # storage and name of files kept in this run
        self.report = Report(slug)

    def run(self, wanted: Iterable[Wanted], fingerprint: str) -> Report:
        self.items = {item.key: item for item in wanted}
        keys = set(self.items) | {
            _link_key(item, name) for item in self.items.values() for name in item.links
        }
        self.spoken_for = {
            (_kind(key), record.object_id) for key, record in self.records.items() if key in keys
        }
        for item in self.items.values():
            self.done[item.key] = self._bring(item)
            self.report.outcomes.append((item.source, self.done[item.key]))
        for item in self.items.values():
            for name in item.links:
                self._bring_links(item, name)
        for item in self.items.values():
            self._bring_state(item)
        claimed = {(_kind(key), pk) for key, pk in self.ids.items()}
        for key, record in self.records.items():
            told = not key or key in keys or _kind(key) == LINK
            if not told and (_kind(key), record.object_id) not in claimed:
                self.report.outcomes.append((key, Outcome.NOT_IN_FILES))
        self._look_at_translations()
        self._remember("", None, fingerprint)
        return self.report

    def throw_away_files(self) -> None:
        """After a run that came to nothing: the files that it kept belong to no row."""
        for storage, name in self.new_files:
            storage.delete(name)

    # --- Rows ---------------------------------------------------------------------------------------

    def _bring(self, item: Wanted) -> Outcome:
        """Make one row as wanted, unless that would undo what staff did or touch what is adopted."""
        parents = {name: key for name, key in item.parents.items() if key in self.ids}
        for name in item.parents.keys() - parents.keys():
            if not item.model._meta.get_field(name).null:
                return self.done[item.parents[name]]  # what it belongs to is not there, on purpose
        empty = {f"{name}_id": None for name in item.parents.keys() - parents.keys()}
        values = {**item.values, **empty, **{f"{name}_id": self.ids[key] for name, key in parents.items()}}
        record = self.records.get(item.key)
        row = self._row(item, values, record)
        if row is not None:
            return self._change(item, row, values, record)
        if self._is_frozen(item):
            return Outcome.FROZEN
        if record is not None and not self.force:
            return Outcome.DELETED
        return self._save(item, item.model(), values, Outcome.CREATED)

    def _change(
        self, item: Wanted, row: models.Model, values: Mapping[str, Any], record: LoadedContent | None
    ) -> Outcome:
        self._claim(item, row)
        if self._is_frozen(item):
            # That it has been adopted since is no difference: the files need not say so.
            closed = {name: value for name, value in values.items() if name not in STATE}
            same = _digest({name: getattr(row, name) for name in closed}) == _digest(closed)
            return Outcome.UNCHANGED if same else Outcome.FROZEN
        now, wanted = _digest({name: getattr(row, name) for name in values}), _digest(values)
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
        kind = _kind(item.key)
        rows = [row for row in manager.filter(**by).order_by("pk") if (kind, row.pk) not in self.spoken_for]
        wanted = _digest(values)
        equal = (row for row in rows if _digest({name: getattr(row, name) for name in values}) == wanted)
        found = next(equal, None)
        if found is None and rows and not item.only_equal:
            found = rows[0]
        return found

    def _claim(self, item: Wanted, row: models.Model) -> None:
        self.ids[item.key] = row.pk
        self.spoken_for.add((_kind(item.key), row.pk))
        if isinstance(row, AdoptableText) and row.is_frozen:
            self.frozen.add(item.key)

    def _is_frozen(self, item: Wanted) -> bool:
        """Whether the item is part of a text that is adopted, or that text itself."""
        if issubclass(item.model, AdoptableText):
            return item.key in self.frozen
        if not issubclass(item.model, TextRow):
            return False
        above = self.items.get(item.parents[item.model.text_path.partition("__")[0]])
        return above is not None and self._is_frozen(above)

    def _save(self, item: Wanted, row: models.Model, values: Mapping[str, Any], outcome: Outcome) -> Outcome:
        later = STATE if isinstance(row, AdoptableText) else FILE if item.file else ()
        for name, value in values.items():
            if name not in later:
                setattr(row, name, value)
        self._checked_save(item, row)
        if item.file and isinstance(row, Document):
            self._keep_file(item, row)
        self._claim(item, row)
        self._remember(item.key, row.pk, _digest(values))
        return outcome

    def _checked_save(self, item: Wanted, row: models.Model) -> None:
        with translation.override("en"):  # for whoever runs the command; the sentence's rest is English, too
            try:
                row.full_clean()
                row.save()
            except ValidationError as error:
                raise ContentError(f"{item.source}: {_sentence(error)}") from None

    def _keep_file(self, item: Wanted, row: Document) -> None:
        assert item.file is not None  # noqa: S101 - asked by the caller
        before = row.file.name
        with translation.override("en"), item.file.open("rb") as opened:
            upload = UploadedFile(opened, item.file.name, size=item.file.stat().st_size)
            try:
                keep_file(document=row, upload=upload)
            except ValidationError as error:
                raise ContentError(f"{item.source}: {item.file.name}: {error.messages[0]}") from None
        if row.file.name and row.file.name != before:
            self.new_files.append((row.file.storage, row.file.name))

    # --- Links --------------------------------------------------------------------------------------

    def _bring_links(self, item: Wanted, name: str) -> None:
        """Link one row as wanted, now that all rows are there. Told only where there is something to tell."""
        if item.key not in self.ids:
            return
        key, column = _link_key(item, name), item.model._meta.get_field(name)
        row = item.model._default_manager.get(pk=self.ids[item.key])
        found = (self._target(each, column.related_model) for each in item.links[name])
        wanted = sorted(pk for pk in found if pk is not None)
        many = bool(column.many_to_many)
        attribute = getattr(row, name if many else f"{name}_id")
        now = sorted(attribute.values_list("pk", flat=True)) if many else [attribute] if attribute else []
        record = self.records.get(key)
        if now == wanted:
            if wanted or record is not None:
                self._remember(key, row.pk, _digest({name: wanted}))
            return
        seen = record.fingerprint if record is not None else _digest({name: []})
        if not many and self._is_frozen(item):
            outcome = Outcome.FROZEN
        elif seen != _digest({name: now}) and not self.force:
            outcome = Outcome.KEPT
        else:
            outcome = Outcome.UPDATED if seen == _digest({name: now}) else Outcome.OVERWRITTEN
            if many:
                attribute.set(wanted)
            else:
                setattr(row, f"{name}_id", wanted[0] if wanted else None)
                self._checked_save(item, row)
            self._remember(key, row.pk, _digest({name: wanted}))
        if outcome != Outcome.UPDATED or record is not None:
            self.report.outcomes.append((f"{item.source}, {name}", outcome))

    def _target(self, target: str | Elsewhere, model: Any) -> int | None:
        if isinstance(target, str):
            return self.ids.get(target)
        pk: int | None = (
            model._default_manager.filter(**dict(target.lookup)).values_list("pk", flat=True).first()
        )
        return pk

    # --- States -------------------------------------------------------------------------------------

    def _bring_state(self, item: Wanted) -> None:
        """Publish, take down or adopt what was just saved. Refuses a text that is not the one that was adopted."""
        if not issubclass(item.model, AdoptableText) or self.done[item.key] not in SAVED:
            return
        row: AdoptableText = item.model._default_manager.get(pk=self.ids[item.key])
        if row.state == item.values["state"]:
            return
        try:
            match item.values["state"]:
                case TextState.PUBLISHED:
                    services.publish(row)
                case TextState.DRAFT:
                    services.take_down(row)
                case TextState.ADOPTED:
                    self._adopt(item, row)
        except StepNotAllowed:
            raise ContentError(
                f"{item.source}: it is {row.state} here and cannot become {item.values['state']}."
            ) from None
        except ValidationError as error:
            with translation.override("en"):
                raise ContentError(f"{item.source}: {error.messages[0]}") from None

    def _adopt(self, item: Wanted, row: AdoptableText) -> None:
        """Freeze the text as it was frozen elsewhere: the same words, the same moment."""
        seen, at = item.values["content_hash"], item.values["frozen_at"]
        try:
            services.adopt(row, by=None, despite_missing=True, seen=seen, at=at)
        except TextHasChanged:
            here = row.canonical().fingerprint()
            raise ContentError(
                f"{item.source}: content_hash is {seen}, but the text's is {here}: this is not what was adopted."
            ) from None

    # --- Notes and records --------------------------------------------------------------------------

    def _look_at_translations(self) -> None:
        """Note what new translations are made of, and say which are of another Swedish text than this (LAW-L2)."""
        fingerprints: dict[str, str] = {}
        for item in self.items.values():
            if not issubclass(item.model, Translation) or item.key not in self.ids:
                continue
            row: Any = item.model._default_manager.get(pk=self.ids[item.key])
            ((name, key),) = item.parents.items()
            canonical = getattr(row, name).canonical()
            here = fingerprints.setdefault(key, canonical.fingerprint())
            if row.made_of != here:
                self.report.notes.append(
                    f"{item.source} shows as out of date: made_of is not {here}, the Swedish text's fingerprint."
                )
            elif self.done[item.key] in SAVED and "sources" not in item.values:
                row.sources = sources_of(row, canonical)
                row.save(update_fields=["sources"])
            if unknown := sorted(row.texts.keys() - canonical.texts().keys()):
                self.report.notes.append(f"{item.source}: the Swedish text has no {unknown[0]}.")

    def _remember(self, key: str, pk: int | None, fingerprint: str) -> None:
        record = self.records.get(key)
        if record and (record.object_id, record.fingerprint) == (pk, fingerprint):
            return
        self.records[key], _created = LoadedContent.objects.update_or_create(
            region_slug=self.slug, key=key, defaults={"object_id": pk, "fingerprint": fingerprint}
        )


def _kind(key: str) -> str:
    return key.partition("/")[0]


def _link_key(item: Wanted, name: str) -> str:
    return key_of(LINK, name, item.key)


def _digest(values: Mapping[str, Any]) -> str:
    """The same for equal values, however a text's lines end and its letters are composed."""
    plain = {name: _plain(value) for name, value in values.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case str():
            return normalised(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date():
            return value.isoformat()
        case dict():
            texts = {key: _plain(each) for key, each in value.items()}
            return {key: text for key, text in texts.items() if text != ""}
        case _:
            return value


def _sentence(error: ValidationError) -> str:
    """The first thing that the model refuses, with its field."""
    name, messages = next(iter(error.message_dict.items()))
    return f"{messages[0]}" if name == "__all__" else f"{name}: {messages[0]}"
