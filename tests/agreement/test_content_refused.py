"""A wrong file in a region's folder is refused with a sentence that helps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from agreement import content
from agreement.content_files import ContentError, Folder
from tests.agreement.regions import CONTENT

Change = Callable[[Folder], None]


def swap(old: str, new: str, name: str = "region.toml", times: int = 1) -> Change:
    def change(folder: Folder) -> None:
        text = folder.files[name].decode()
        assert old in text
        folder.files[name] = text.replace(old, new, times).encode()

    return change


def add(name: str, text: bytes = b"# Rubrik\n\ntext") -> Change:
    return lambda folder: folder.files.update({name: text})


def remove(name: str) -> Change:
    def change(folder: Folder) -> None:
        del folder.files[name]

    return change


PARTS = "versions/2021/parts"
VERSION = "versions/2021/version.toml"
DIALOG = "versions/2021/principles/4-dialog.md"
FIRST = 'last_day = 2021-05-04\neffect = "ceremony"'
SECOND = 'last_day = 2021-07-26\neffect = "development_group"'
# What is wrong -> how to make it so, and what the sentence must say.
BROKEN: dict[str, tuple[Change, list[str]]] = {
    "not TOML": (swap("format = 1", "format 1"), ["region.toml", "TOML", "line 3"]),
    "not UTF-8": (add("region.toml", b"namn = '\xe5'"), ["region.toml", "UTF-8"]),
    "other format": (swap("format = 1", "format = 2"), ["format must be 1"]),
    "misspelt key": (
        swap("balance_rule =", "balance_ruel ="),
        ["[agreement]", "balance_ruel", "balance_rule?"],
    ),
    "misspelt table": (swap("[agreement]", "[agrement]"), ["[agreement]", "missing"]),
    "misspelt list": (swap("[[criteria]]", "[[criterium]]"), ["region.toml: criterium", "criteria?"]),
    "unknown key": (swap('side = "public"', 'side = "public"\ncolour = "red"'), ["parties no. 1", "colour"]),
    "no name": (swap('name = "Norrbotten"\n', ""), ["[region]", "name is missing"]),
    "empty name": (swap('name = "Norrbotten"', 'name = " "'), ["[region]", "name is missing"]),
    "no parties": (swap("[[parties]]", "[[partys]]", times=-1), ["parties is missing"]),
    "number as text": (swap("municipalities = 2", 'municipalities = "2"'), ["min_municipalities", "number"]),
    "negative": (swap("municipalities = 2", "municipalities = -2"), ["min_municipalities", "negative"]),
    "word for true": (swap("actors = false", 'actors = "nej"'), ["admits_public_actors", "true or false"]),
    "unknown rule": (swap('rule = "party"', 'rule = "parti"'), ["balance_rule", "parti", "party, side"]),
    "unknown side": (swap('side = "public"', 'side = "left"'), ["parties no. 1", "side", "public, civil"]),
    "day as text": (swap("day = 2021-05-04", 'day = "4 maj"'), ["cut_offs no. 1", "last_day must be a day"]),
    "day and time": (
        swap("day = 2021-05-04", "day = 2021-05-04T10:00:00"),
        ["cut_offs no. 1", "must be a day"],
    ),
    "no such day": (swap("day = 2021-05-04", "day = 2021-02-30"), ["region.toml", "TOML"]),
    "no day": (swap("last_day = 2021-05-04\n", ""), ["cut_offs no. 1", "last_day is missing"]),
    "unknown effect": (
        swap('effect = "ceremony"', 'effect = "fest"'),
        ["cut_offs no. 1", "fest", "ceremony"],
    ),
    "cut-off twice": (swap(SECOND, FIRST), ["cut-off ceremony on 2021-05-04 occurs twice"]),
    "party twice": (
        swap('slug = "lansstyrelsen-', 'slug = "region-'),
        ["party region-norrbotten occurs twice"],
    ),
    "municipality twice": (swap("2506", "2505"), ["municipality 2505 occurs twice"]),
    "criterion twice": (
        swap('slug = "civilsamhallet"\nt', 'slug = "regionalt-aktiv"\nt'),
        ["criterion", "twice"],
    ),
    "body twice": (swap('kind = "development"', 'kind = "leadership"'), ["body", "leadership occurs twice"]),
    "seat twice": (swap('key = "region-2"', 'key = "region-1"'), ["bodies no. 1", "region-1 occurs twice"]),
    "seat of nobody": (
        swap('party = "region-norrbotten"', 'party = "x"'),
        ["seats no. 1", "x is not one of"],
    ),
    "seat without party": (swap(' party = "region-norrbotten",', ""), ["seats no. 1", "party is missing"]),
    "seat without key": (swap('key = "region-1", ', ""), ["seats no. 1", "key is missing"]),
    "not a list": (
        swap("municipalities = [", "municipalities = 14\nx = ["),
        ["municipalities", "list of tables"],
    ),
    "no version.toml": (remove(VERSION), [VERSION, "missing"]),
    "misspelt version": (swap("label", "lable", VERSION), [VERSION, "lable", "label?"]),
    "goal without text": (swap("[[goals]]\ntext", "[[goals]]\nnote", VERSION), ["goals no. 1", "note"]),
    "unknown part": (add(f"{PARTS}/9-slogan.md"), [f"{PARTS}/9-slogan.md", "background, vision"]),
    "part without number": (add(f"{PARTS}/vision.md"), [f"{PARTS}/vision.md", "<number>-<name>.md"]),
    "same number": (add(f"{PARTS}/2-other.md"), ["2-other.md", "2-vision.md", "same number"]),
    "part without heading": (add(f"{PARTS}/9-other.md", b"bara text"), ["9-other.md", "'# '"]),
    "commitment of nobody": (
        add(DIALOG, "# Dialog\n\n## Åtaganden\n\n- (kommunen) Vi lyssnar.".encode()),
        [DIALOG, "(kommunen)", "(offentliga sidan)"],
    ),
    "commitment without bullet": (
        add(DIALOG, "# Dialog\n\n## Åtaganden\n\nVi lyssnar.".encode()),
        [DIALOG, "'- '"],
    ),
    "unknown language": (add("versions/2021/translations/de.toml"), ["de.toml", "fit"]),
    "translation no table": (
        add("versions/2021/translations/fi.toml", b'texts = "hej"'),
        ["fi.toml", "texts must be a table"],
    ),
    "published wording": (
        swap("is_summary = true", 'is_summary = false\nstate = "published"', VERSION),
        [VERSION, "draft or adopted"],
    ),
    "adopted without hash": (
        swap("is_summary = true", 'state = "adopted"', VERSION),
        [VERSION, "content_hash"],
    ),
    "decision twice": (
        swap("samforma-2021-01-29", "run-2019-47", "decisions.toml"),
        ["decisions.toml", "decision run-2019-47 occurs twice"],
    ),
    "document twice": (
        swap('slug = "kartlaggning-2020"', 'slug = "overenskommelsen"', "documents.toml"),
        ["documents.toml", "document overenskommelsen occurs twice"],
    ),
    "unknown act": (
        swap('"proposes"', '"föreslår"', "decisions.toml"),
        ["decisions no. 3", "proposes, decides"],
    ),
    "registry without party": (
        swap('registry = { party = "region-norrbotten", ', "registry = { ", "decisions.toml"),
        ["decisions no. 3, [registry]", "party is missing"],
    ),
    "answer without sender": (
        add("making.toml", b'[[making]]\nkind = "survey"\ntitle = "E"\n[[making.answers]]\ntext = "x"'),
        ["making.toml, making no. 1, answers no. 1", "sender is missing"],
    ),
    "news without day": (
        add("news.toml", b'[[news]]\nslug = "x"\ntitle = "X"\nsummary = "x"'),
        ["news.toml, news no. 1", "published_on is missing"],
    ),
    "year as text": (swap("year = 2008", 'year = "2008"', VERSION), ["lineage no. 1", "year", "number"]),
    "principle twice": (add("versions/2021/principles/8-dialog.md"), ["principle dialog occurs twice"]),
}


@pytest.mark.parametrize(("change", "says"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_refused_with_a_sentence(change: Change, says: list[str]) -> None:
    folder = Folder.read(CONTENT / "norrbotten")
    change(folder)

    with pytest.raises(ContentError) as refusal:
        content.read_region(folder)

    sentence = str(refusal.value)
    assert [word for word in says if word not in sentence] == [], sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("versions/2021/principle/8-mod.md", "does not know"),
        ("avtal.docx", "does not know"),
        ("region.en.toml", "translation"),
        ("versions/2021/parts/2-vision.en.md", "translation"),
    ],
)
def test_file_that_nobody_asked_for_is_refused(name: str, says: str) -> None:
    folder = Folder.read(CONTENT / "norrbotten")
    folder.files = {
        path: text
        for path, text in folder.files.items()
        if not path.startswith(("plans/", "forums.", "checklist.", "words."))
    }
    content.read_region(folder)
    folder.check_all_used()

    folder.files[name] = b"# Rubrik"
    content.read_region(folder)

    with pytest.raises(ContentError, match=says):
        folder.check_all_used()


def test_folder_without_region_toml_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=re.escape("no file region.toml")):
        Folder.read(tmp_path)


def test_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "region.toml").write_text("format = 1")
    (tmp_path / "bok.md").write_bytes(b"x" * 1_000_001)

    with pytest.raises(ContentError, match=re.escape("bok.md is larger than 1 MB.")):
        Folder.read(tmp_path)


def test_hidden_files_backups_and_readmes_are_not_content(tmp_path: Path) -> None:
    for name in ("region.toml", "region.toml~", ".DS_Store", "README.md"):
        (tmp_path / name).write_text("")

    assert set(Folder.read(tmp_path).files) == {"region.toml"}
