"""A plan made from another one takes along what we read into it (PLAN-03, PLAN-25)."""

from __future__ import annotations

import pytest

from actionplan.services import next_plan
from agreement.services import adopt, verify
from agreement.states import TextState
from tests.actionplan.rows import make_area, make_plan, report, serve
from tests.actionplan.rows import make_milestone as milestone
from tests.factories import make_region

pytestmark = pytest.mark.django_db


def test_next_plan_keeps_the_words_and_the_links() -> None:
    region = make_region()
    oldest, old = make_plan(region, 2018, 2020), make_plan(region, 2021, 2023)
    first, second = make_area(old, "Dialog", "Bjud in."), make_area(old, "Kunskap")
    before = make_area(oldest, "Möten")
    first.corresponds_to.add(before)
    serve(first, "dialog", "Möten är dialog.")
    report(milestone(old))
    adopt(old, by=None, despite_missing=True)

    new = next_plan(old, slug="ny", title="Ny plan", revises=old)

    assert (new.state, new.revises, new.title) == (TextState.DRAFT, old, "Ny plan")
    dialog, knowledge = new.areas.all()
    assert set(dialog.corresponds_to.all()) == {first, before}
    assert set(knowledge.corresponds_to.all()) == {second}
    assert [(each.principle.slug, each.why) for each in dialog.principle_links.all()] == [
        ("dialog", "Möten är dialog.")
    ]
    assert dialog.actions.get().text == "Bjud in."
    assert not hasattr(new.milestones.get(), "report")  # what became of the old plan's milestones is its own
    assert verify(old)
