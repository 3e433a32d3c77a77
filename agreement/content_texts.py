"""The files of a text, whether a version or a plan: its parts, its principles or areas, its translations, its state."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from agreement.content_data import Commitment, Part, Principle, TextFacts, Translation
from agreement.content_files import ContentError, Folder, Table, check_once, numbered_files, toml_lines
from agreement.content_items import plain, read_item, split_list, with_list
from agreement.languages import NAMES
from agreement.states import Binds, PartKind, TextState

Facts = TypeVar("Facts", bound=TextFacts)

COMMITMENTS = "Åtaganden"
WHOM = {Binds.ALL: "alla", Binds.PUBLIC: "offentliga sidan", Binds.CIVIL: "civila sidan"}
ONE_PARTY = "part "
PIECES = ("texts", "sources")  # of a translation: tables by canonical key


# --- State ---------------------------------------------------------------------------------------------


def settled(text: Facts, where: str, place: int) -> Facts:
    """The text with its state and place filled in. Refuses (ContentError) a state that the rest does not bear out."""
    state = text.state or _usual_state(text)
    if state == TextState.PUBLISHED and not text.is_summary:
        raise ContentError(
            f"{where}: what is no summary is shown once it is adopted; state must be draft or adopted."
        )
    if state == TextState.ADOPTED and not (text.content_hash and text.frozen_at):
        raise ContentError(
            f"{where}: an adopted text has content_hash and frozen_at; export_region writes them."
        )
    if state != TextState.ADOPTED and (text.content_hash or text.frozen_at):
        raise ContentError(f"{where}: only an adopted text has content_hash and frozen_at.")
    return dataclasses.replace(text, state=state, place=text.place or place)


def text_facts(text: Facts, place: int) -> Facts:
    """The text as it is written: without the state and the place that it would have anyway."""
    state = "" if text.state == _usual_state(text) else text.state
    return dataclasses.replace(text, state=state, place=0 if text.place == place else text.place)


def _usual_state(text: TextFacts) -> str:
    return TextState.PUBLISHED if text.is_summary else TextState.DRAFT


def in_place(texts: Iterable[Facts]) -> tuple[Facts, ...]:
    return tuple(sorted(texts, key=lambda text: text.place))


# --- Reading -------------------------------------------------------------------------------------------


def read_parts(folder: Folder, here: str) -> tuple[Part, ...]:
    parts = []
    for text in folder.numbered_texts(f"{here}/parts"):
        kind = text.name.replace("-", "_")
        if kind not in PartKind.values:
            raise ContentError(
                f"{text.path}: the name after the number must be one of {', '.join(PartKind.values)}."
            )
        parts.append(Part(kind=kind, heading=text.heading, body=text.body, order=text.order))
    return tuple(parts)


def read_principles(folder: Folder, here: str) -> tuple[Principle, ...]:
    principles = []
    for text in folder.numbered_texts(f"{here}/principles"):
        meaning, points = split_list(text.body, COMMITMENTS, text.path)
        commitments = tuple(_commitment(order, point, text.path) for order, point in points)
        principles.append(Principle(text.name, text.heading, meaning, text.order, commitments))
    check_once(f"{here}/principles", "principle", (item.slug for item in principles))
    return tuple(principles)


def _commitment(order: int, point: str, where: str) -> Commitment:
    """`(whom) text`; everybody where nobody is named."""
    whom, closed, text = point.removeprefix("(").partition(")")
    if not point.startswith("(") or not closed:
        return Commitment(Binds.ALL, "", point, order)
    if whom.startswith(ONE_PARTY):
        return Commitment(Binds.PARTY, whom.removeprefix(ONE_PARTY).strip(), text.strip(), order)
    binds = next((each for each, word in WHOM.items() if word == whom.strip()), None)
    if binds is None:
        words = ", ".join(f"({word})" for word in WHOM.values())
        raise ContentError(f"{where}: ({whom}) is not one of {words}, (part <slug>).")
    return Commitment(binds, "", text.strip(), order)


def read_translations(folder: Folder, here: str) -> tuple[Translation, ...]:
    """`translations/<language>.toml`: facts, and below [texts] what is translated, by the text's canonical keys."""
    found = []
    for name in folder.names(f"{here}/translations"):
        language = name.removesuffix(".toml")
        if language not in NAMES or language == "sv":
            codes = ", ".join(code for code in NAMES if code != "sv")
            raise ContentError(
                f"{here}/translations/{name} should be called after its language: one of {codes}."
            )
        table = folder.toml(f"{here}/translations/{name}")
        pieces = {key: _by_key(table, key) for key in PIECES}
        found.append(read_item(Translation, table, 0, language=language, **pieces))
    return tuple(found)


def _by_key(table: Table, key: str) -> dict[str, str]:
    inside = table.table(key, required=False)
    return inside.text_by_key() if inside else {}


# --- Writing -------------------------------------------------------------------------------------------


def text_files(
    here: str,
    parts: Iterable[Part],
    others: Iterable[tuple[str, int, str, str, str]],
    translations: Iterable[Translation],
) -> dict[str, str]:
    """The files beside a text's own TOML; `others` are principles or areas as numbered texts."""
    texts = [(f"{here}/parts", part.order, part.kind, part.heading, part.body) for part in parts]
    files = numbered_files([*texts, *others])
    for each in translations:
        lines = toml_lines(plain(each, leave_out=("language", *PIECES)))
        for key in PIECES:
            if pieces := getattr(each, key):
                lines += ["", f"[{key}]", *toml_lines(pieces)]
        files[f"{here}/translations/{each.language}.toml"] = "\n".join(lines).strip() + "\n"
    return files


def principle_text(principle: Principle) -> str:
    """The meaning, and the commitments as a list below it."""
    points = [(each.order, f"({_whom(each)}) {each.text.strip()}") for each in principle.commitments]
    return with_list(principle.meaning, COMMITMENTS, points)


def _whom(commitment: Commitment) -> str:
    return f"{ONE_PARTY}{commitment.party}" if commitment.party else WHOM[Binds(commitment.binds)]
