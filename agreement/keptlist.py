"""A list of what was adopted, kept outside the database: only that can tell of a text that is gone (AGR-34, PLAN-25).

Triggers refuse changes, and a hash tells of one that was made all the same. Neither tells of a text that was removed
whole by somebody who owns the tables. A line of the list is the hash, then what it is the hash of, for people to read
and for `sort` and `diff` to work on:

    5f1c…  agreement.agreementversion /norrbotten/overenskommelsen/versioner/2021/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.utils import translation

from agreement.frozen import AdoptableText
from agreement.states import TextState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LINE = re.compile(r"([0-9a-f]{64})  (\S+ \S+)", re.ASCII)


def adopted() -> Iterator[AdoptableText]:
    """Every adopted text of every room, in one order."""
    for model in apps.get_models():
        if issubclass(model, AdoptableText) and not model._meta.proxy:
            yield from model._default_manager.filter(state=TextState.ADOPTED).order_by("pk")


def name_of(text: AdoptableText) -> str:
    """What stands for the text in the list: its kind and its address, which stays the same (AGR-34)."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{text._meta.label_lower} {text.get_absolute_url()}"


def written(hashes: Mapping[str, str]) -> str:
    """The list, for a file."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))


def read(text: str) -> dict[str, str]:
    """Name to hash. Refuses (ValueError, with the number of the line) what is not such a list."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        fitting = LINE.fullmatch(line)
        if fitting is None or fitting[2] in found:
            raise ValueError(number)
        found[fitting[2]] = fitting[1]
    return found


def faults(kept: Mapping[str, str], hashes: Mapping[str, str]) -> list[str]:
    """A line for each text of the kept list that is gone or another; what has been adopted since is no fault."""
    return [
        f"{name} is gone: it was adopted with the hash {digest}."
        if name not in hashes
        else f"{name} has another hash than in the list: {digest} became {hashes[name]}."
        for name, digest in sorted(kept.items())
        if hashes.get(name) != digest
    ]
