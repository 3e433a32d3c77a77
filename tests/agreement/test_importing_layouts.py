"""One text in many layouts: a known agreement or plan comes out the same from every one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from agreement.importing import parse
from agreement.importing.blocks import SURE_WRAPS
from tests.agreement.layouts import (
    GOALS_INTRO,
    PRINCIPLES_INTRO,
    Layout,
    Model,
    PlanModel,
    layouts,
    models,
    plan_models,
    rewritten,
    written,
    written_plan,
)
from tests.agreement.samples import assert_nothing_lost, squeezed

# The same examples every time: folding now and then makes a text that can be read in two ways, and no law says which.


@pytest.mark.slow
@settings(derandomize=True, max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_an_agreement_comes_out_of_every_layout_as_it_was_meant(model: Model, layout: Layout) -> None:
    text = written(model, layout)
    assume(
        not layout.pages or not folded_twice(text)
    )  # the same line at two page edges is taken for a header
    assume(not layout.spaced or folded_sentences(text) >= SURE_WRAPS)  # fewer do not show the layout
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    assert not parsed.unplaced

    rest = [
        (slot, heading, paragraphs)
        for (slot, heading), paragraphs in zip(model.headings, model.texts, strict=True)
        if model.intro or slot not in ("goals", "principles")
    ]
    wanted = [
        (slot, heading, paragraphs)
        if slot not in ("goals", "principles")
        else ("other", heading, (PRINCIPLES_INTRO % len(model.principles),))
        if slot == "principles"
        else ("other", heading, (GOALS_INTRO,))
        for slot, heading, paragraphs in rest
    ]
    if model.signed:
        wanted.append(("other", "Underskrifter", ("För parterna", "Datum", "Ordförande, Region Exempellän")))
    assert [(part.kind.value, part.heading.casefold()) for part in parsed.parts] == [
        (slot, heading.casefold()) for slot, heading, _ in wanted
    ]
    assert [squeezed(part.body) for part in parsed.parts] == [squeezed("".join(each)) for *_, each in wanted]
    assert [squeezed(goal) for goal in parsed.goals] == [squeezed(goal) for goal in model.goals]
    assert [each.name for each in parsed.principles] == [name for name, _ in model.principles]
    assert [squeezed(each.meaning) for each in parsed.principles] == [
        squeezed("".join(meaning)) for _, meaning in model.principles
    ]
    assert {
        tuple((each.text, each.binds.value) for each in one.commitments) for one in parsed.principles
    } == {tuple((text, "public") for text in model.commitments)}
    if (
        not layout.spaced and not layout.pages
    ):  # there the paragraphs are to be seen, so they must come through
        assert [each.meaning.split("\n\n") for each in parsed.principles] == [
            list(meaning) for _, meaning in model.principles
        ]


@pytest.mark.slow
@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_reading_what_was_read_changes_nothing(model: Model, layout: Layout) -> None:
    first = parse(written(model, layout), "agreement")
    second = parse(rewritten(first), "agreement")
    assert (second.goals, second.principles, set(second.parts)) == (
        first.goals,
        first.principles,
        set(first.parts),
    )


def folded_sentences(text: str) -> int:
    return sum(line[:1].islower() and not line.startswith("o ") for line in text.split("\n"))


def folded_twice(text: str) -> bool:
    """Whether two sentences happen to be folded into a line that is the same."""
    lines = [
        line for line in text.split("\n") if line[:1].isupper() and line[-1:] not in ".:" and " " in line
    ]
    return len(lines) != len(set(lines))


@pytest.mark.slow
@settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=plan_models(), layout=layouts())
def test_a_plan_comes_out_of_every_layout_as_it_was_meant(model: PlanModel, layout: Layout) -> None:
    text = written_plan(model, layout)
    assume(not layout.pages or not folded_twice(text))
    assume(not layout.spaced or folded_sentences(text) >= SURE_WRAPS)  # fewer do not show the layout
    parsed = parse(text, "plan")
    assert_nothing_lost(text, parsed)

    assert not parsed.unplaced
    assert [area.name for area in parsed.areas] == [name for name, _, _ in model.areas]
    assert [squeezed(area.text) for area in parsed.areas] == [
        squeezed("".join(texts)) for _, texts, _ in model.areas
    ]
    assert [squeezed("".join(area.actions)) for area in parsed.areas] == [
        squeezed("".join(actions)) for _, _, actions in model.areas
    ]
    assert [len(area.actions) for area in parsed.areas] == [len(actions) for _, _, actions in model.areas]
    wanted = ["Inledning", *[model.heading] * model.intro, *["Uppföljning"] * bool(model.closing)]
    assert [part.heading.casefold() for part in parsed.parts] == [heading.casefold() for heading in wanted]
    assert parsed.period
    assert (parsed.period.begins.year, parsed.period.ends.year) == (2031, 2033)
