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
from tests.agreement.samples import assert_nothing_lost, sample

SAMPLES = ("numrerad", "dubbelt", "versaler", "lista_forst", "bara_form")
PLANS = ("plan_numrerad", "plan_dubbel")
KINDS = st.sampled_from(["agreement", "plan"])
# Lines that look like everything the reader knows, in an order that makes no sense.
PIECES = [
    "", "", "", " ", "Bakgrund", "1. Bakgrund", "VISION:", "Syfte", "Mål", "Syfte och mål", "Principer", "4 Principer",
    "Överenskommelsens värdegrund bygger på sju principer:", "1. Dialog", "2. Kvalitet", "3. Mod: vi vågar.", "4.1 Dialog",
    "Princip 1: Tillit", "Princip 2", "Dialog", "Kvalitet", "- Dialog", "- Kvalitet", "• Dialog: vi talar.", "\uf0b7 Mångfald",
    "o Punkt", "•", "1.", "2", "3", "- 4 -", "Sida 2 av 9", "3 (12)", "Överenskommelsen Exempellän 3 (12)",
    "Exempellän", "Exempellän", "\fExempellän", "Innehåll", "Vision ........ 3", "Syfte ........ 4", "Vision 3", "____", "* * *",
    "Betydelse", "Det innebär att:", "Det offentliga åtar sig att:", "Civilsamhället åtar sig", "Åtaganden",
    "Region Exempelläns åtaganden", "Handlingsplan 2024–2026", "Utvecklingsområden", "Område 1: Möten", "Möten, samtal",
    "Aktiviteter:", "Mål:", "2024", "År 2025", "2025 ska planen följas upp.", "Organisation", "5.1 Styrgrupp",
    "Styrgrupp", "Uppföljning", "Underskrifter", "För parterna", "För Region Exempellän", "Ort och datum", "Datum ____",
    "Ordförande", "Bilaga 1", "Parterna möts två gånger om året och talar om det som är vik-", "tigt för dem.",
    "regio-\u00ad", "nala frågor, e-", "post och IT-", "Stöd ges i god tid.", "och sedan fortsätter meningen här.", "## Vision",
    "Vi vill att", "lyssna på varandra", "Den här meningen är så lång att den fyller hela raden och ändå", "a)", "§ 3",
    "§ 3 Insyn", "3 §", "Dnr 12-2031", "namn@exempel.test", "Läs mer: www.exempel.test", "“Citat” – med tankstreck", "ﬁnt",
    "a\u030angstro\u0308m", "\u00a0", "Överenskommelse om", "samverkan", "Vision, syfte och mål", "7. ", "-Skapa",
]  # words, not lines  # fmt: skip


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Pieces and noise in any order."""
    line = st.sampled_from(PIECES) | st.text(
        st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30
    )
    end = draw(st.sampled_from(["\n", "\n", "\n\n", " \n \n"]))
    return end.join(draw(st.lists(line, min_size=1, max_size=40)))


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
    "areas": "Handlingsplan 2024\n\nUtvecklingsområden\n\nMöten\n\nVi möts ofta här.\n\n",
}


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
