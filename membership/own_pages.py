"""What stands on a person's own page: each room registers a source of cards, as with search and the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.offices import Offices

    Source = Callable[[User, Offices], Iterable["Card"]]


@dataclass(frozen=True)
class Card:
    """One thing on /mina-sidor/: what it is, where it stands, where its link leads, and what the person does now.

    `action` empty: nothing is asked of the person. `order`: lower stands first; 50 where nothing else is said.
    """

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    order: int = 50


SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called from an AppConfig.ready. Twice is once. A source asks a flat number of queries.

    It is given the person, and where they work today: looked up once for all sources.
    """
    if source not in SOURCES:
        SOURCES.append(source)


def cards_for(user: User, offices: Offices) -> list[Card]:
    """What all rooms have for the person: what waits for them first, then by order and title."""
    found = [card for source in SOURCES for card in source(user, offices)]
    return sorted(found, key=lambda card: (not card.action, card.order, card.title))
