"""What is said about an import: every place with its lines, every guess, every line without a place."""

from __future__ import annotations

import time

import pytest

from agreement.importing import Fate, parse, place_name, report
from agreement.importing.reporting import line_numbers
from tests.agreement.samples import parsed_sample

pytestmark = pytest.mark.usefixtures("in_english")


def test_a_report_says_where_each_part_went() -> None:
    said = report(parsed_sample("numrerad"))
    assert said[0] == "Read as an agreement."
    assert said[1].endswith("mellan Region Exempellän och den idéburna sektorn")
    assert "Part “Bakgrund” (Background): lines 15–19, 21–22" in said
    assert "3 goals: lines 30–34" in said
    assert "Principle 3 “Långa linjer”: lines 51–53, 55" in said
    assert "Headers and footers of the page, left out: lines 1, 13, 36, 61" in said
    assert "Table of contents, left out: lines 6–12" in said


def test_a_report_gives_every_line_without_a_place_with_its_number() -> None:
    parsed = parsed_sample("bara_form")
    said = report(parsed)
    at = said.index("3 lines could not be placed and stand last in the draft:")
    assert said[at + 1 : at + 4] == [
        "  line 5: Diarienummer EX 12-2031",
        "  line 7: Den här skriften kom till under en lång vinter och trycktes i tolv exemplar.",
        "  line 13: Vision, syfte och mål",
    ]
    assert "Every line has its place." not in said
    assert "Every line has its place." in report(parsed_sample("dubbelt"))


def test_a_report_says_what_was_guessed_and_where() -> None:
    said = "\n".join(report(parsed_sample("bara_form")))
    assert (
        "Please check: Known by its form only, a short line with text below it; read as a principle. "
        "(line 31 “Fritt uppdrag”, line 35 “Samtal på riktigt”, line 41 “Ordning och reda”)"
    ) in said


def test_a_report_says_what_is_missing_and_nothing_else() -> None:
    said = report(parsed_sample("versaler"))
    assert [line for line in said if line.startswith("Not found")] == [
        "Not found: Vision.",
        "Not found: Purpose.",
    ]
    assert not [line for line in report(parsed_sample("dubbelt")) if line.startswith("Not found")]


def test_a_report_counts_commitments_by_whom_they_bind() -> None:
    (line,) = [line for line in report(parsed_sample("versaler")) if line.startswith("Principle 1 ")]
    assert line.startswith("Principle 1 “Tillit”: lines 15–25;")
    assert "2 commitments (The public side)" in line
    assert "1 commitment (The civil side)" in line


def test_a_principle_with_its_name_only_is_said_to_be_so() -> None:
    parsed = parse("Principer\n\n- Dialog\n- Mod\n\nUppföljning\n\nVi ser efter.\n", "agreement")
    assert "Principle 1 “Dialog”: line 3; only the name, no meaning" in report(parsed)


def test_a_plan_is_reported_with_period_areas_and_years() -> None:
    said = report(parsed_sample("plan_numrerad", "plan"))
    assert said[0] == "Read as an action plan."
    assert said[2].startswith("Period: Jan. 1, 2024 to Dec. 31, 2026")
    assert "Area 1 “Möten, samtal och kaffe”: lines 10–17; 2 actions" in said
    assert "Area 3 “Uppföljning”: lines 26–28; 1 action" in said
    assert "Milestone 2025: Hålla kursen." in said
    assert not [line for line in said if line.startswith("Not found")]


@pytest.mark.parametrize(
    ("name", "kind"), [("dubbelt", "agreement"), ("plan_numrerad", "plan"), ("versaler", "agreement")]
)
def test_the_sum_tallies_and_every_place_has_a_name(name: str, kind: str) -> None:
    parsed = parsed_sample(name, "plan" if kind == "plan" else "agreement")
    placed = sum(line.fate is Fate.PLACED for line in parsed.lines)
    assert report(parsed)[-1].startswith(f"{len(parsed.lines)} lines: {placed} placed, ")
    names = {place_name(parsed, place) for line in parsed.lines for place in line.places}
    assert all(names)
    assert len(names) > 10


def test_a_place_is_named_in_words() -> None:
    parsed = parsed_sample("versaler")
    assert place_name(parsed, "principles/1/commitments/0") == "Principle 2 “Närvaro”, commitment 1"
    assert place_name(parsed, "principles/1/meaning") == "Principle 2 “Närvaro”, meaning"
    assert place_name(parsed, "parts/0/heading") == "Part “BAKGRUND”, heading"
    assert place_name(parsed, "goals/1") == "Goal 2"
    with pytest.raises(KeyError):
        place_name(parsed, "nowhere/1")


def test_lines_in_a_row_are_a_range() -> None:
    assert line_numbers([3, 1, 2, 7, 9, 10, 3]) == "1–3, 7, 9–10"
    assert line_numbers([]) == ""


def test_two_thousand_parts_are_reported_in_no_time() -> None:
    parts = "".join(f"Bakgrund {number}\n\nText som är en mening.\n\n" for number in range(2000))
    parsed = parse(parts, "agreement")
    assert len(parsed.parts) == 2000

    begun = time.process_time()
    said = report(parsed)
    assert time.process_time() - begun < 2
    assert len(said) > 2000
