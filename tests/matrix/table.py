"""The table of rights: role × surface. Each room has its own rows (`surfaces.py`); here they become one table."""

from __future__ import annotations

from tests.accounts.surfaces import people
from tests.actionplan.surfaces import of_plans
from tests.agreement.row_surfaces import extracts, scoped
from tests.agreement.surfaces import of_texts
from tests.letters.surfaces import letters
from tests.matrix.surface import Surface
from tests.matrix.world import World
from tests.meetings.surfaces import of_meetings
from tests.membership.surfaces import cases, decided, members, positions, supplements
from tests.nominations.surfaces import of_nominations
from tests.samverkan.surfaces import site


def surfaces(world: World) -> list[Surface]:
    """Every row, in an order that is the same each time."""
    return [
        *site(world),
        *cases(world),
        *members(world),
        *letters(world),
        *scoped(world),
        *extracts(world),
        *people(world),
        *decided(world),
        *positions(world),
        *supplements(world),
        *(Surface(*row) for row in of_texts(world.north)),
        *(Surface(*row) for row in of_plans(world.north)),
        *(Surface(*row) for row in of_nominations(world.north)),
        *(Surface(*row) for row in of_meetings(world.north)),
    ]
