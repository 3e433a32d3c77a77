"""The forms in which headings, principles and commitments come, one by one."""

from __future__ import annotations

import pytest

from agreement.importing import parse
from agreement.importing.headings import known_heading
from agreement.importing.labels import bound_by, commitment_label
from agreement.importing.markers import take_marker
from agreement.states import Binds
from tests.agreement.samples import AROUND, assert_nothing_lost


@pytest.mark.parametrize(
    ("heading", "slot"),
    [
        ("Bakgrund och syfte", "background"),
        ("Utgångspunkter för samverkan", "background"),
        ("Vår vision", "vision"),
        ("Vision för Exempellän", "vision"),
        ("Syfte med överenskommelsen", "purpose"),
        ("MÅLSÄTTNINGAR:", "goals"),
        ("Övergripande mål", "goals"),
        ("Sju principer för samverkan", "principles"),
        ("Principer för samverkan i Exempellän", "principles"),
        ("Överenskommelsens värdegrund bygger på sju principer:", "principles"),
        ("Värdegrund", "principles"),
        ("Organisation/Styrgrupp", "organisation"),
        ("Ledning och organisation", "organisation"),
        ("Handlingsplan för 2021 - 2023", "plan"),
        ("Prioriterade områden", "areas"),
        ("Att ansluta sig till överenskommelsen", "accession"),
        ("Uppföljning och revidering", "follow_up"),
        ("Giltighet, omförhandling och uppsägning", "termination"),
        ("Utträde", "termination"),
        ("Parternas underskrifter", "signatures"),
        ("Parter i överenskommelsen", "other"),
    ],
)
def test_a_heading_is_known_by_its_words(heading: str, slot: str) -> None:
    known = known_heading(heading)
    assert known
    assert (known.slot.value, known.sure) == (slot, True)


@pytest.mark.parametrize(
    "line",
    [
        "Vision.",
        "mål",
        "Målet är att alla ska få vara med",
        "Överenskommelse om samverkan och principer",
        "Regional överenskommelse för mål och principer",
        "Parterna har som",
        "Syfte med det som vi gör tillsammans varje dag hela året om och om igen",
        "Organisation: ________",
        "Vi möts",
        "",
    ],
)
def test_a_line_that_only_holds_such_a_word_is_no_sure_heading(line: str) -> None:
    known = known_heading(line)
    assert known is None or not known.sure


@pytest.mark.parametrize(
    ("line", "marker", "number"),
    [
        ("1. Dialog", "1. ", (1,)),
        ("1.Dialog", "1.", (1,)),
        ("12) Dialog", "12) ", (12,)),
        ("5.1 Dialog", "5.1 ", (5, 1)),
        ("5.1. Dialog", "5.1. ", (5, 1)),
        ("§ 3 Dialog", "§ 3 ", (3,)),
        ("3 § Dialog", "3 § ", (3,)),
        ("3 Dialog", "3 ", (3,)),
        ("IV. Dialog", "IV. ", (4,)),
        ("Princip 2: Dialog", "Princip 2: ", (2,)),
        ("PRINCIP 2 – Dialog", "PRINCIP 2 – ", (2,)),
        ("Del 2 Dialog", "Del 2 ", (2,)),
        ("• 3. Dialog", "• 3. ", (3,)),
        ("- Dialog", "- ", ()),
        ("o Dialog", "o ", ()),
        ("## 2. Dialog", "## 2. ", (2,)),
        ("2.5 miljoner kronor", "", ()),
        ("2 likalydande exemplar", "", ()),
        ("2021 ska planen följas upp", "", ()),
        ("1 januari 2024", "", ()),
        ("o dyl", "", ()),
        ("-5 grader", "", ()),
        ("Mål 17 i Agenda 2030", "", ()),
        ("0. Dialog", "", ()),
    ],
)
def test_what_stands_before_the_words(line: str, marker: str, number: tuple[int, ...]) -> None:
    marked = take_marker(line)
    assert (marked.marker, marked.number) == (marker, number)
    assert marked.marker + marked.text == line


@pytest.mark.parametrize(
    "text",
    [
        "1. Dialog\nVi talar.\n\n2. Kvalitet\nVi mäter.",
        "1 Dialog\nVi talar.\n\n2 Kvalitet\nVi mäter.",
        "I. Dialog\nVi talar.\nII. Kvalitet\nVi mäter.",
        "5.1 Dialog\n\nVi talar.\n\n5.2 Kvalitet\n\nVi mäter.",
        "1.\nDialog\nVi talar.\n2.\nKvalitet\nVi mäter.",
        "1\n\nDialog\n\nVi talar.\n\n2\n\nKvalitet\n\nVi mäter.",
        "1.\tDialog\n\nVi talar.\n\n2.\tKvalitet\n\nVi mäter.",
        "1. Dialog. Vi talar.\n2. Kvalitet. Vi mäter.",
        "1. Dialog: Vi talar.\n2. Kvalitet: Vi mäter.",
        "1. Dialog.\nVi talar.\n\n2. Kvalitet.\nVi mäter.",
        "Princip 1: Dialog\nVi talar.\n\nPrincip 2: Kvalitet\nVi mäter.",
        "Princip 1\nDialog\nVi talar.\n\nPrincip 2\nKvalitet\nVi mäter.",
        "Dialog – Vi talar.\n\nKvalitet – Vi mäter.",
        "Dialog: Vi talar.\n\nKvalitet: Vi mäter.",
        "- Dialog\nVi talar.\n- Kvalitet\nVi mäter.",
        "• Dialog – Vi talar.\n• Kvalitet – Vi mäter.",
        "Dialog\n\nVi talar.\n\nKvalitet\n\nVi mäter.",
        "Dialog\nVi talar.\n\nKvalitet\nVi mäter.",
        "### Dialog\nVi talar.\n### Kvalitet\nVi mäter.",
        "- Dialog\n- Kvalitet\n\nDialog\n\nVi talar.\n\nKvalitet\n\nVi mäter.",
        "- Dialog\n- Kvalitet\n\n1. Dialog\nVi talar.\n\n2. Kvalitet\nVi mäter.",
        "1. Dialog\n2. Kvalitet\n\nDialog: Vi talar.\n\nKvalitet: Vi mäter.",
    ],
)
@pytest.mark.parametrize(
    "heading", ["Principer", "5. Principer", "Våra två principer:", "Principer i Exempellän"]
)
def test_principles_come_in_many_forms(text: str, heading: str) -> None:
    whole = AROUND.format(f"{heading}\n\n{text}")
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [(each.name, each.meaning) for each in parsed.principles] == [
        ("Dialog", "Vi talar."),
        ("Kvalitet", "Vi mäter."),
    ]
    assert [part.heading for part in parsed.parts] == ["Bakgrund", "Uppföljning"]


@pytest.mark.parametrize(
    "text",
    [
        "- Dialog\n- Kvalitet\n- Mod",
        "1. Dialog\n2. Kvalitet\n3. Mod",
        "Dialog\nKvalitet\nMod",
        "Dialog\n\nKvalitet\n\nMod",
    ],
)
def test_principles_may_be_names_only_and_text_below_them_is_about_all(text: str) -> None:
    whole = AROUND.format(f"Principer\n\n{text}\n\nLäs mer om principerna i foldern.")
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [(each.name, each.meaning) for each in parsed.principles] == [
        ("Dialog", ""),
        ("Kvalitet", ""),
        ("Mod", ""),
    ]
    assert ("Principer", "Läs mer om principerna i foldern.") in [
        (part.heading, part.body) for part in parsed.parts
    ]


def test_values_without_a_list_of_principles_are_running_text() -> None:
    whole = AROUND.format("Värdegrund\n\nVi tror på samtal. Det räcker långt.")
    parsed = parse(whole, "agreement")
    assert parsed.principles == ()
    assert parsed.parts[1].body == "Vi tror på samtal. Det räcker långt."


def test_a_numbered_list_inside_a_principle_is_no_principle() -> None:
    whole = AROUND.format(
        "Principer\n\n1. Dialog\nDet betyder att:\n1. Vi talar\n2. Vi lyssnar\n3. Vi svarar\n\n2. Kvalitet\nVi mäter."
    )
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [each.name for each in parsed.principles] == ["Dialog", "Kvalitet"]
    assert "2. Vi lyssnar" in parsed.principles[0].meaning


def test_a_principle_without_a_name_gets_a_number_and_it_is_said() -> None:
    long = "Parterna talar med varandra tidigt och ofta, " * 4
    whole = AROUND.format(f"Principer\n\nPrincip 1: {long}och lyssnar.\n\nPrincip 2: Mod\n\nVi vågar.")
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [each.name for each in parsed.principles] == ["Princip 1", "Mod"]
    assert any(note.about == "Princip 1" for note in parsed.notes)


@pytest.mark.parametrize(
    ("label", "binds", "party"),
    [
        ("Åtaganden", Binds.ALL, ""),
        ("Gemensamma åtaganden:", Binds.ALL, ""),
        ("Parterna åtar sig att", Binds.ALL, ""),
        ("Vi åtar oss att:", Binds.ALL, ""),
        ("Det offentliga åtar sig", Binds.PUBLIC, ""),
        ("Offentlig sektors åtaganden", Binds.PUBLIC, ""),
        ("Åtaganden för det offentliga", Binds.PUBLIC, ""),
        ("Den offentliga sektorn ska:", Binds.PUBLIC, ""),
        ("Region Exempellän och Länsstyrelsen åtar sig att:", Binds.PUBLIC, ""),
        ("Civilsamhället åtar sig att:", Binds.CIVIL, ""),
        ("De idéburna organisationerna åtar sig", Binds.CIVIL, ""),
        ("Den idéburna sektorns åtaganden", Binds.CIVIL, ""),
        ("Det offentliga och civilsamhället åtar sig att:", Binds.ALL, ""),
        ("Region Exempellän åtar sig att:", Binds.PARTY, "Region Exempellän"),
        ("Region Exempelläns åtaganden", Binds.PARTY, "Region Exempellän"),
        ("Åtaganden för Länsstyrelsen i Exempellän", Binds.PARTY, "Länsstyrelsen i Exempellän"),
    ],
)
def test_a_label_says_whom_it_binds(label: str, binds: Binds, party: str) -> None:
    bound = commitment_label(label)
    assert bound
    assert (bound.binds, bound.party) == (binds, party)
    assert bound == bound_by(label)


@pytest.mark.parametrize(
    "line",
    [
        "Det offentliga åtar sig att lyssna på alla som vill säga något.",
        "Det offentliga åtar sig att lyssna",
        "Vi möts ofta",
        "Alla parter ska",
        "",
    ],
)
def test_a_sentence_about_a_commitment_is_no_label(line: str) -> None:
    assert commitment_label(line) is None


def test_a_heading_with_numbers_above_it_ends_the_principles() -> None:
    whole = (
        "4. Mål\n\n- Ett mål.\n\n5. Principer\n\n1. Dialog\nVi talar.\n2. Kvalitet\nVi mäter.\n\n"
        "6. Pengar och annat\n\nDet mesta är gratis för alla som är med.\n"
    )
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [each.name for each in parsed.principles] == ["Dialog", "Kvalitet"]
    assert parsed.parts[-1].heading == "Pengar och annat"


def test_the_declared_number_ends_principles_that_have_no_number() -> None:
    whole = (
        "Våra två principer\n\nDialog\n\nVi talar.\n\nKvalitet\n\nVi mäter.\n\n"
        "Så gör vi sedan\n\nVi dricker kaffe tillsammans.\n"
    )
    parsed = parse(whole, "agreement")
    assert_nothing_lost(whole, parsed)
    assert [each.name for each in parsed.principles] == ["Dialog", "Kvalitet"]
    assert parsed.parts[-1].heading == "Så gör vi sedan"


def test_only_the_last_sentence_above_the_points_says_who_is_bound() -> None:
    """Whoever is named in the text before it is not bound by that (AGR-07)."""
    text = (
        "Principer\n\n1. Självständighet\n\nDen idéburna sektorn är fristående. Region Exempellän åtar sig att:\n\n"
        "- lyssna\n\n2. Dialog\n\nVi möts ofta.\n"
    )
    first = parse(text, "agreement").principles[0]
    assert first.meaning == "Den idéburna sektorn är fristående."
    assert [(each.text, each.binds, each.party) for each in first.commitments] == [
        ("lyssna", Binds.PARTY, "Region Exempellän")
    ]


def test_place_and_day_begin_the_signatures_and_an_enclosure_ends_them() -> None:
    text = (
        "Syfte\n\nVi vill mötas oftare än förr.\n\nExempelstad den 3 maj 2024\n\nFör Region Exempellän\n\n"
        "____________\n\nRegionstyrelsens ordförande\n\nBilaga 1. Ord och begrepp\n\nIdéburen: utan vinstsyfte.\n"
    )
    parts = parse(text, "agreement").parts
    assert [part.heading for part in parts] == ["Syfte", "Underskrifter", "Bilaga 1. Ord och begrepp"]
    assert parts[1].body.startswith("Exempelstad den 3 maj 2024\n\nFör Region Exempellän")
    assert parts[2].body == "Idéburen: utan vinstsyfte."
