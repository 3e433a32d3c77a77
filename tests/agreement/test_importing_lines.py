"""Whatever the text is: no line and no word is lost, and reading takes no more time than its length."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agreement.importing import CannotImport, Kind
from agreement.importing.parse import assemble
from agreement.importing.reading import check_text
from tests.agreement.mixtures import mixtures
from tests.agreement.samples import assert_nothing_lost, sample

SAMPLES = ("numrerad", "dubbelt", "versaler", "lista_forst", "bara_form")
PLANS = ("plan_numrerad", "plan_dubbel")
KINDS = st.sampled_from(["agreement", "plan"])


def account(text: str, kind: Kind) -> None:
    _, parsed = assemble(text, kind)
    assert_nothing_lost(text, parsed)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_accounted_for_as_both_kinds(name: str) -> None:
    account(sample(name), "agreement")
    account(sample(name), "plan")


@pytest.mark.parametrize("name", PLANS)
def test_every_plan_is_accounted_for_as_both_kinds(name: str) -> None:
    account(sample(name), "agreement")
    account(sample(name), "plan")


@settings(max_examples=400, deadline=None)
@given(text=mixtures(), kind=KINDS)
@example(text="Princip 1: Tillit\nPrincip 1: Tillit", kind="agreement")
@example(text=":\u2f00", kind="agreement")  # a letter by its compatible form only
@example(text="Princip 1: Tillit\n7. \n- Dialog", kind="agreement")
def test_no_line_and_no_word_of_any_mixture_is_lost(text: str, kind: Kind) -> None:
    account(text, kind)


@settings(max_examples=200, deadline=None)
@given(text=st.text(), kind=KINDS)
def test_no_text_whatsoever_makes_it_fail(text: str, kind: Kind) -> None:
    try:
        check_text(text)
    except CannotImport:
        return
    account(text, kind)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(SAMPLES + PLANS), data=st.data())
def test_a_sample_with_lines_dropped_doubled_and_moved_loses_nothing(name: str, data: st.DataObject) -> None:
    lines = sample(name).split("\n")
    picked = data.draw(st.lists(st.sampled_from(range(len(lines))), min_size=1, max_size=120))
    text = "\n".join(lines[index] for index in picked)
    account(text, data.draw(KINDS))


# ---------------------------------------------------------------------------------- what takes no time

ENDLESS = {
    "headings": "Bakgrund\n\nEn mening som är en mening.\n\n",
    "shapes": "Mål\n\n- ett\n\nPrinciper\n\nDialog\n\nEn mening som är en mening.\n\n",
    "numbers": "1.\n2.\n3\n4\n5\n",
    "points": "Principer\n- Dialog\n- Kvalitet\n",
    "wrapped": "Bakgrund ord ord ord ord ord ord ord ord ord ord och\nmera text som fortsätter på nästa rad utan att ta\n",
    "contents": "Innehåll\nVision ........ 3\nSyfte ........ 4\nVision\n",
    "running": "\fÖverenskommelsen Exempellän\nSyfte\nText.\n",
    "commitments": "Principer\n\nPrincip 1: Tillit\nVi åtar oss att:\n- lyssna\nDet offentliga åtar sig\n",
    "dots": "Vision " + "." * 900 + "\n",
    "spaces": "Vision" + " " * 900 + "x\n",
    "digits": "1." * 400 + " x\n",
    "letters": "Mål\n\na) ett\nb) två\n\ni) tre\nii) fyra\n",
    "run in": "Uppföljning: Varje år.\n\nSyfte: Att mötas.\n\n",
    "columns": "Datum      Datum\n______     ______\nAnna       Bo\n",
    "announced": "Det bygger på tre principer som alla delar:\n- Dialog\n- Mod\n- Tillit\n",
    "areas": "Handlingsplan 2024\n\nUtvecklingsområden\n\nMöten\n\nVi möts ofta här.\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.parametrize("kind", ["agreement", "plan"])
def test_ten_times_the_text_takes_about_ten_times_as_much_work(name: str, kind: Kind) -> None:
    """Lines of Python and calls are counted: a clock would measure the machine. A square would be a hundredfold."""
    unit = ENDLESS[name]
    small = unit * (1_600 // len(unit) + 1)

    once, tenfold = (work("Bakgrund\n\nText.\n\n" + text, kind) for text in (small, small * 10))
    assert once > 100
    assert tenfold < 20 * once


def work(text: str, kind: Kind) -> int:
    """Lines run and functions called (ours, Python's and those written in C) to read the text."""
    steps = 0

    def ran(_frame: FrameType, _event: str, _about: Any) -> Any:
        nonlocal steps
        steps += 1
        return ran

    before = sys.gettrace(), sys.getprofile()
    sys.setprofile(ran)
    sys.settrace(ran)
    try:
        assemble(text, kind)
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return steps
