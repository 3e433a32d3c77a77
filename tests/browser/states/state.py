"""One page as somebody meets it, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.browser.public_pages import fill

if TYPE_CHECKING:
    from playwright.sync_api import Page


def nothing(page: Page) -> None:
    """Only look."""


@dataclass(frozen=True)
class State:
    """A page as somebody meets it: who, where, and what they do there first."""

    name: str
    who: str
    address: str
    do: Callable[[Page], None] = nothing
    status: int = 200


def address(state: State, facts: Mapping[str, Any]) -> str:
    """Where the state is in a house whose `world` gave these facts."""
    filled = state.address
    for name, case in facts["cases"].items():
        filled = filled.replace(f"{{{name}}}", case["reference"]).replace(f"{{{name}.pk}}", str(case["pk"]))
    return fill(filled, facts)
