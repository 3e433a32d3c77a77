"""What changed from one plan to another, area by area, also where an area's name did (PLAN-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actionplan.models import DevelopmentArea
from actionplan.reading import gather_plans
from agreement import comparing
from agreement.canon import Canonical, Item
from agreement.pieces import HEADINGS
from agreement.states import LinkKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from actionplan.models import ActionPlan
    from agreement.comparing import Comparison


def compare(old: ActionPlan, new: ActionPlan) -> Comparison:
    """What changed from `old` to `new`. Two queries.

    Areas that correspond to each other are compared with each other; of the others, those with the same address.
    """
    gather_plans([old, new])
    links = DevelopmentArea.corresponds_to.through.objects.filter(
        from_developmentarea__plan=old, to_developmentarea__plan=new
    )
    pairs = links.values_list("from_developmentarea_id", "to_developmentarea_id")
    names = matched(list(old.areas.all()), list(new.areas.all()), set(pairs))
    headings = {kind: str(words) for kind, words in HEADINGS.items()}
    return comparing.compare(_under(old.canonical(), names), new.canonical(), headings, _note)


def matched(
    old: Collection[DevelopmentArea], new: Collection[DevelopmentArea], pairs: Collection[tuple[int, int]]
) -> dict[str, str]:
    """Under which slug each old area is compared: its counterpart's, or one that no area has (an anchor as well). Pure.

    An area that corresponds to several is compared with the one of its own slug, else with the first that is free.
    """
    found: dict[str, str] = {}
    for area in old:
        counterparts = [each.slug for each in new if (area.pk, each.pk) in pairs]
        _take(found, area.slug, sorted(counterparts, key=lambda slug: slug != area.slug))
    slugs = [each.slug for each in new]
    for area in old:
        if area.slug not in found and area.slug in slugs:
            _take(found, area.slug, [area.slug])
    return {area.slug: found.get(area.slug, f"{area.slug}.gone") for area in old}


def _take(found: dict[str, str], slug: str, wanted: Iterable[str]) -> None:
    """The first wanted one that no other area has taken."""
    free = next((each for each in wanted if each not in found.values()), None)
    if free is not None:
        found[slug] = free


def _under(text: Canonical, names: dict[str, str]) -> Canonical:
    """The text with its areas under other slugs."""
    return Canonical(
        text.head, [Item(_renamed(item.key, names), item.text, item.note) for item in text.items]
    )


def _renamed(key: str, names: dict[str, str]) -> str:
    kind, *rest = key.split("/")
    return "/".join((kind, names[rest[0]], *rest[1:])) if kind == "area" else key


def _note(item: Item) -> str:
    """A milestone's year; what a link is a link to."""
    if item.key.startswith("link/") and item.note:
        kind, _space, rest = item.note.partition(" ")
        return f"{dict(LinkKind.choices).get(kind, '')} {rest}".strip()
    return item.note
