"""Reading and writing the files of content/<region>/: TOML for facts, Markdown for texts. Knows nothing of the domain.

What lies in `documents/` is kept as it is: attachments, which are never read into memory. Every refusal is a
ContentError: one sentence that names the file and the key.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import itertools
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000  # of one file; a text of a thousand pages is less
ATTACHMENT = re.compile(r"^documents/[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z0-9]{1,8}$")
NUMBERED = re.compile(r"^(?P<order>\d{1,4})-(?P<name>[A-Za-z0-9_-]+)\.md$")
TRANSLATION = re.compile(r"\.[a-z]{2,3}\.(md|toml)$")
NOT_CONTENT = re.compile(r"(^|/)(\.[^/]*|README\.md|[^/]*~)(/|$)")


class ContentError(Exception):
    """A content file is wrong. The message is a sentence for the person who edits the file."""


def normalised(text: str) -> str:
    """The same text however it was typed: composed letters, one kind of line end, no space around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True)
class NumberedText:
    """A file such as `parts/2-vision.md`: its number, its name, its `# Heading` and the text below."""

    path: str
    order: int
    name: str
    heading: str
    body: str


@dataclass
class Folder:
    """All files of one region's folder, read once. Remembers which were used, so that a misspelt name is noticed."""

    name: str
    files: dict[str, bytes]
    used: set[str] = field(default_factory=set)
    attachments: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Folder:
        """Read the folder. Refuses one without region.toml before looking any further."""
        if not (path / "region.toml").is_file():
            raise ContentError("it holds no file region.toml, so it is not a region's folder.")
        files, attachments = {}, {}
        for file in sorted(path.rglob("*")):
            name = file.relative_to(path).as_posix()
            if NOT_CONTENT.search(name) or not file.is_file():
                continue
            if ATTACHMENT.match(name):
                attachments[name] = file
                continue
            if file.stat().st_size > MAX_BYTES:
                raise ContentError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB.")
            files[name] = file.read_bytes()
        return cls(str(path), files, attachments=attachments)

    def fingerprint(self) -> str:
        """SHA-256 over names and bytes: the same if and only if nothing in the folder changed."""
        digest = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            digest.update(f"{len(name)} {len(content)} {name}".encode() + content)
        for name, path in sorted(self.attachments.items()):
            digest.update(f"{len(name)} {name} {sha256_of(path)}".encode())
        return digest.hexdigest()

    def has(self, name: str) -> bool:
        return name in self.files

    def attachment(self, name: str) -> Path:
        """A file in documents/, by its name there."""
        self.used.add(f"documents/{name}")
        try:
            return self.attachments[f"documents/{name}"]
        except KeyError:
            raise ContentError(f"documents/{name} is missing.") from None

    def text(self, name: str) -> str:
        self.used.add(name)
        try:
            return self.files[name].decode("utf-8-sig")
        except KeyError:
            raise ContentError(f"{name} is missing.") from None
        except UnicodeDecodeError:
            raise ContentError(f"{name} is not saved as UTF-8.") from None

    def toml(self, name: str) -> Table:
        try:
            return Table(name, tomllib.loads(self.text(name).replace("\r\n", "\n")))
        except tomllib.TOMLDecodeError as error:
            raise ContentError(f"{name} cannot be read as TOML: {error}.") from None

    def subfolders(self, parent: str) -> list[str]:
        """Names of the folders in `parent`, in alphabetical order."""
        prefix = f"{parent}/"
        inside = (name.removeprefix(prefix) for name in self.files if name.startswith(prefix))
        return sorted({name.split("/")[0] for name in inside if "/" in name})

    def names(self, parent: str) -> list[str]:
        """Names of the files right in `parent`, in alphabetical order."""
        found = (name.rpartition("/") for name in self.files)
        return sorted(name for folder, _slash, name in found if folder == parent)

    def numbered_texts(self, parent: str) -> list[NumberedText]:
        """The files `<number>-<name>.md` of a folder, in the order of their numbers, which must differ."""
        texts: list[NumberedText] = []
        for name in sorted(self.files):
            if name.rpartition("/")[0] != parent or TRANSLATION.search(name):
                continue
            match = NUMBERED.match(name.rpartition("/")[2])
            if match is None:
                raise ContentError(
                    f"{name} should be called <number>-<name>.md, for example {parent}/1-dialog.md."
                )
            first, _, rest = normalised(self.text(name)).partition("\n")
            if not first.startswith("# ") or not first[2:].strip():
                raise ContentError(f"{name} must begin with a line that holds '# ' and the heading.")
            texts.append(
                NumberedText(name, int(match["order"]), match["name"], first[2:].strip(), normalised(rest))
            )
        texts.sort(key=lambda text: text.order)
        for one, next_one in itertools.pairwise(texts):
            if one.order == next_one.order:
                raise ContentError(f"{one.path} and {next_one.path} have the same number; give each its own.")
        return texts

    def check_all_used(self) -> None:
        """Refuse files that nobody asked for: most often a misspelt name."""
        for name in sorted({*self.files, *self.attachments} - self.used):
            if TRANSLATION.search(name):
                raise ContentError(
                    f"{name} looks like a translation; a version or a plan has them in translations/<language>.toml."
                )
            raise ContentError(f"{name} has a name that load_region does not know.")


class Table:
    """One table of a TOML file. Hands out typed values, refuses what is of the wrong kind; `done` checks the rest."""

    def __init__(self, where: str, data: Mapping[str, Any]) -> None:
        self.where = where
        self.data = data
        self.asked: set[str] = set()
        self.missing: list[str] = []

    def _value(self, key: str, kind: type, name: str) -> Any:
        self.asked.add(key)
        value = self.data.get(key)
        # A bool is an int and a datetime is a date for Python, but not for a reader.
        if value is not None and type(value) is not kind:
            raise ContentError(f"{self.where}: {key} must be {name}.")
        return value

    def text(self, key: str, *, required: bool = False, choices: Iterable[str] = ()) -> str:
        """A text, normalised. Empty where it is missing, unless required."""
        value = normalised(self._value(key, str, "a text in quotation marks") or "")
        if required and not value:
            self.missing.append(key)
        allowed = list(choices)
        if value and allowed and value not in allowed:
            raise ContentError(f"{self.where}: {key} is {value!r}; it must be one of {', '.join(allowed)}.")
        return value

    def whole(self, key: str, default: int | None) -> int | None:
        value = self._value(key, int, "a whole number")
        if value is not None and value < 0:
            raise ContentError(f"{self.where}: {key} must not be negative.")
        return default if value is None else int(value)

    def flag(self, key: str, default: bool | None) -> bool | None:
        value = self._value(key, bool, "true or false")
        return default if value is None else bool(value)

    def day(self, key: str, default: dt.date | None = None) -> dt.date | None:
        """A day, without time: the Swedish calendar's."""
        value = self._value(key, dt.date, "a day such as 2027-03-31, without quotation marks")
        return default if value is None else value

    def moment(self, key: str, default: dt.datetime | None = None) -> dt.datetime | None:
        """A point in time with its zone, given back in UTC."""
        value = self._value(key, dt.datetime, "a time such as 2027-03-31T09:30:00Z, without quotation marks")
        if value is None:
            return default
        if value.tzinfo is None:
            raise ContentError(f"{self.where}: {key} must say its time zone, such as 2027-03-31T09:30:00Z.")
        moment: dt.datetime = value.astimezone(dt.UTC)
        return moment

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where the key is missing."""
        value = self._value(key, list, "a list of texts") or []
        if any(not isinstance(each, str) or not normalised(each) for each in value):
            raise ContentError(f"{self.where}: {key} must be a list of texts.")
        return tuple(normalised(each) for each in value)

    def text_by_key(self) -> dict[str, str]:
        """The whole table as texts by key, whatever the keys are; what is empty is left out."""
        found = {key: self.text(key) for key in self.data}
        return {normalised(key): text for key, text in found.items() if text}

    def table(self, key: str, *, required: bool = True) -> Table | None:
        value = self._value(key, dict, "a table, [like this]")
        if value is None and required:
            raise ContentError(f"{self.where}: the table [{key}] is missing.")
        return None if value is None else Table(f"{self.where}, [{key}]", value)

    def tables(self, key: str) -> list[Table]:
        """A list of tables; none where the key is missing."""
        value = self._value(key, list, "a list of tables") or []
        if any(not isinstance(item, dict) for item in value):
            raise ContentError(f"{self.where}: {key} must be a list of tables.")
        return [Table(f"{self.where}, {key} no. {number}", item) for number, item in enumerate(value, 1)]

    def done(self) -> None:
        """Refuse keys that nobody asked for, suggesting what may have been meant; then what is missing.

        Called last: a misspelt key explains a missing one.
        """
        for key in self.data:
            if key not in self.asked:
                guess = difflib.get_close_matches(key, self.asked, n=1)
                hint = f" Did you mean {guess[0]}?" if guess else ""
                raise ContentError(f"{self.where}: {key} is not a key that load_region knows.{hint}")
        if self.missing:
            raise ContentError(f"{self.where}: {self.missing[0]} is missing.")


def check_once(where: str, what: str, values: Iterable[object]) -> None:
    """Refuse the second of two equal values."""
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise ContentError(f"{where}: {what} {value} occurs twice.")
        seen.add(value)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- Writing -----------------------------------------------------------------------------------


def toml_value(value: object, *, on_one_line: bool = False) -> str:
    """A value in TOML. Texts with several lines are written as such unless they must stand on one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(toml_value(each, on_one_line=True) for each in value)}]"
    if isinstance(value, Mapping):
        return toml_inline(value)
    if on_one_line or "\n" not in str(value):
        return _quoted(str(value))
    lines = "\n".join(_quoted(line)[1:-1] for line in str(value).split("\n"))
    return f'"""\n{lines}"""'


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, except that JSON leaves DEL as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_lines(values: Mapping[str, object], *, on_one_line: bool = False) -> list[str]:
    """`key = value` lines. What is empty or None is left out, as a person would."""
    return [
        f"{toml_key(key)} = {toml_value(value, on_one_line=on_one_line)}"
        for key, value in values.items()
        if value is not None and value != ""
    ]


def toml_inline(values: Mapping[str, object]) -> str:
    """A table on one line."""
    return "{ " + ", ".join(toml_lines(values, on_one_line=True)) + " }"


def toml_key(key: str) -> str:
    """A key as it must be written: in quotation marks unless it is of plain letters."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quoted(key)


def headed(heading: str, body: str) -> str:
    """The text of a numbered file."""
    return f"# {normalised(heading)}\n" + (f"\n{normalised(body)}\n" if normalised(body) else "")


def numbered_files(texts: Iterable[tuple[str, int, str, str, str]]) -> dict[str, str]:
    """Files from (folder, number, name, heading, body). Refuses two with one number in one folder."""
    files: dict[str, str] = {}
    numbers: dict[tuple[str, int], str] = {}
    for folder, order, name, heading, body in texts:
        if (folder, order) in numbers:
            raise ContentError(
                f"{numbers[folder, order]} and {heading} have the same number, {order}, in {folder}; "
                "give each its own first."
            )
        numbers[folder, order] = heading
        files[f"{folder}/{order}-{name}.md"] = headed(heading, body)
    return files
