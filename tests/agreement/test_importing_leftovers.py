"""What the page leaves behind in a text: headers, page numbers, tables of contents, hyphens, bullets."""

from __future__ import annotations

import pytest

from agreement.importing import Fate, parse
from tests.agreement.samples import assert_nothing_lost, parsed_sample


def fates(text: str) -> dict[Fate, list[int]]:
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    return {fate: [line.number for line in parsed.lines if line.fate is fate] for fate in Fate}


def test_a_header_without_a_number_is_known_by_interrupting_sentences() -> None:
    pages = (
        "Parterna möts ofta och talar om det som är viktigt för\n{0}\ndem som bor i länet.\n\n",
        "Föreningarna i länet är många, och ingen av dem är så\n{0}\nliten att den inte hörs.\n\n",
        "Den som har något att säga säger det, och den som inte\n{0}\nhar det lyssnar.\n\n",
    )
    text = "Bakgrund\n\n" + "".join(page.format("Exempellän") for page in pages)
    assert fates(text)[Fate.RUNNING_HEAD] == [8, 12]  # the first may be anything


def test_a_header_above_a_page_number_goes_with_it_and_a_heading_does_not() -> None:
    page = "Parterna möts.\n\nÖverenskommelsen Exempellän\n%d\n\nMål\n\n- Ett mål till.\n\n"
    text = "Bakgrund\n\n" + "".join(page % number for number in (1, 2, 3))
    found = fates(text)
    assert found[Fate.PAGE_NUMBER] == [6, 15, 24]
    assert found[Fate.RUNNING_HEAD] == [5, 14, 23]


def test_the_title_stays_though_every_page_repeats_it() -> None:
    text = "Överenskommelse i Exempellän\n\nBakgrund\n\nParterna möts.\n\n\fÖverenskommelse i Exempellän\n\nSyfte\n\nAtt mötas.\n"
    parsed = parse(text, "agreement")
    assert parsed.title == ("Överenskommelse i Exempellän",)
    assert [line.number for line in parsed.lines if line.fate is Fate.RUNNING_HEAD] == [7]


def test_figures_in_the_text_are_no_page_numbers() -> None:
    text = "Bakgrund\n\nSå många platser har gruppen:\n12\nVarje part har\n4\n"
    assert fates(text)[Fate.PAGE_NUMBER] == []
    assert "12" in parse(text, "agreement").parts[0].body


def test_page_numbers_may_miss_a_page_but_not_turn_back() -> None:
    text = "Bakgrund\n\n" + "".join(f"Ett stycke text på sidan.\n\n{number}\n\n" for number in (2, 3, 5, 1))
    assert fates(text)[Fate.PAGE_NUMBER] == [5, 9, 13]


@pytest.mark.parametrize("line", ["Sida 3 av 12", "sid 3", "- 3 -", "3 (12)", "3 av 12", "| 3", "Sid. 3/12"])
def test_page_numbers_are_known_by_their_form(line: str) -> None:
    assert fates(f"Bakgrund\n\nEtt stycke text.\n{line}\nEtt till.\n")[Fate.PAGE_NUMBER] == [4]


@pytest.mark.parametrize(
    "contents",
    [
        "Innehåll\nBakgrund ........ 2\nSyfte .......... 3\nMål med en rubrik som går över\nflera rader ..... 4\n",
        "Innehållsförteckning\nBakgrund 2\nSyfte 3\nMål 4\n",
        "Innehåll\n\nBakgrund\n\nSyfte\n\nMål\n\n",
        "Bakgrund ……… 2\nSyfte ……… 3\nMål ……… 4\n",
        "Bakgrund\nSyfte\nMål\nOrganisation\n",
    ],
)
def test_a_table_of_contents_is_no_text(contents: str) -> None:
    body = "Bakgrund\nParterna möts.\nSyfte\nAtt mötas.\nMål\n- Ett möte.\nOrganisation\nEn grupp leder.\n"
    parsed = parse(contents + "\n" + body, "agreement")
    assert_nothing_lost(contents + "\n" + body, parsed)
    assert [(part.heading, part.body) for part in parsed.parts] == [
        ("Bakgrund", "Parterna möts."),
        ("Syfte", "Att mötas."),
        ("Organisation", "En grupp leder."),
    ]
    assert parsed.goals == ("Ett möte.",)
    left = [line for line in parsed.lines if line.fate is Fate.CONTENTS]
    assert len(left) == len([line for line in contents.split("\n") if line])


def test_hyphens_go_only_where_a_word_was_folded() -> None:
    text = (
        "Bakgrund\n\nVi använder e-post. Det är regio-\nnala frågor om IT-\nstöd, planerings-\noch budgetarbete, e-\n"
        "post och soft\u00ad\nhyphen under 2021-\n2023 i alla lä\u00adnets delar och mel-\n\n7\n\nlan dem.\n"
    )
    (part,) = parse(text, "agreement").parts
    assert part.body == (
        "Vi använder e-post. Det är regionala frågor om IT-stöd, planerings- och budgetarbete, e-post och "
        "softhyphen under 2021-2023 i alla länets delar och mellan dem."
    )
    assert_nothing_lost(text, parse(text, "agreement"))


@pytest.mark.parametrize("bullet", ["-", "–", "—", "*", "•", "·", "▪", "o", "\uf0b7", "\uf0a7", "➢", "✓"])
@pytest.mark.parametrize("gap", [" ", "\t", "\n", "\u00a0"])
def test_every_bullet_is_a_point(bullet: str, gap: str) -> None:
    text = f"Mål\n\n{bullet}{gap}Möten för alla\n{bullet}{gap}Bättre kaffe\n"
    parsed = parse(text, "agreement")
    assert parsed.goals == ("Möten för alla", "Bättre kaffe")
    assert_nothing_lost(text, parsed)


def test_the_account_names_each_line_once_and_as_it_came() -> None:
    parsed = parsed_sample("dubbelt")
    assert [line.number for line in parsed.lines if line.fate is Fate.PLACED and not line.places] == []
    assert parsed.lines[0].text.endswith(" ")
    assert {line.fate for line in parsed.lines} == {Fate.PLACED, Fate.BLANK, Fate.PAGE_NUMBER, Fate.RULE}
