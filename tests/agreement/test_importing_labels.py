"""Whom commitments bind is said only where it is certain; other labels are text, and the report names them (AGR-07)."""

from __future__ import annotations

import pytest

from agreement.importing import (
    ParsedCommitment,
    ParsedText,
    PartyName,
    find_party,
    parse,
    report,
    said_by_form,
)
from agreement.importing.labels import commitment_label
from agreement.states import Binds
from tests.agreement.samples import assert_nothing_lost

PARTIES = (
    PartyName("region-exempellan", ("Region Exempellän", ""), is_public=True),
    PartyName("lansstyrelsen", ("Länsstyrelsen Exempellän", ""), is_public=True),
    PartyName(
        "civilsamhallet", ("Civilsamhället på regional nivå", "Föreningsrådet i Exempellän"), is_public=False
    ),
)
pytestmark = pytest.mark.usefixtures("in_english")


def read(label: str, below: str = "- svara i tid") -> ParsedText:
    text = f"Principer\n\n1. Dialog\nVi talar.\n\n{label}\n{below}\n\n2. Mod\nVi vågar.\n"
    parsed = parse(text, "agreement", PARTIES)
    assert_nothing_lost(text, parsed)
    assert [each.name for each in parsed.principles] == ["Dialog", "Mod"]
    return parsed


@pytest.mark.parametrize(
    "label",
    [
        "Föreningslivet åtar sig att:",
        "Frivilligorganisationerna åtar sig att",
        "Trossamfunden åtar sig att:",
        "Folkrörelserna åtar sig att:",
        "Ideella föreningars åtaganden",
    ],
)
def test_the_civil_side_has_many_names(label: str) -> None:
    parsed = read(label)
    assert parsed.principles[0].commitments == (ParsedCommitment("svara i tid", Binds.CIVIL),)


@pytest.mark.parametrize(
    "label",
    [
        "Kommunerna i inlandet åtar sig att:",
        "Region Grannlän åtar sig att:",
        "Kyrkan åtar sig att:",
        "Under perioden åtar sig Kommun Y att:",
        "Mötena ska:",
    ],
)
def test_who_is_not_known_is_bound_to_nothing_and_all_words_stay(label: str) -> None:
    parsed = read(label)
    first = parsed.principles[0]
    assert first.commitments == ()
    assert first.meaning == f"Vi talar.\n\n{label}\n\n- svara i tid"
    assert [note.about for note in parsed.notes if "not certain" in str(note.message)] == [label]


@pytest.mark.parametrize("who", ["Kyrkorna", "Polisen"])
def test_below_the_commitments_somebody_unknown_is_bound_to_nothing(who: str) -> None:
    parsed = read("Åtaganden\nDet offentliga\n- lyssna", f"{who}\n- svara i tid")
    assert parsed.principles[0].commitments == (ParsedCommitment("lyssna", Binds.PUBLIC),)
    assert f"{who}\n\n- svara i tid" in parsed.principles[0].meaning
    assert any(note.about == who for note in parsed.notes)


@pytest.mark.parametrize("who", ["Alla:", "Parterna tillsammans", "Gemensamt"])
def test_below_the_commitments_everybody_may_be_named(who: str) -> None:
    parsed = read("Åtaganden\nDet offentliga\n- lyssna", f"{who}\n- svara i tid")
    assert parsed.principles[0].commitments[1:] == (ParsedCommitment("svara i tid", Binds.ALL),)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Regionen åtar sig att:", "region-exempellan"),
        ("Regionens åtaganden", "region-exempellan"),
        ("Vad Regionen åtar sig", "region-exempellan"),
        ("Länsstyrelsen i Exempellän åtar sig att:", "lansstyrelsen"),
        ("Länsstyrelsen åtar sig att", "lansstyrelsen"),
        ("Föreningsrådet åtar sig att:", "civilsamhallet"),
        ("Åtaganden för Region Exempellän", "region-exempellan"),
    ],
)
def test_a_party_is_known_by_what_people_call_it(label: str, key: str) -> None:
    (commitment,) = read(label).principles[0].commitments
    assert commitment.binds == Binds.PARTY
    found = find_party(commitment.party, PARTIES)
    assert found is not None
    assert found.key == key


def test_a_name_that_two_parties_share_is_neither() -> None:
    assert find_party("Exempellän", PARTIES) is None
    assert find_party("", PARTIES) is None
    assert find_party("Region Grannlän", PARTIES) is None


def test_several_parties_are_a_side_only_when_nobody_of_it_is_missing() -> None:
    whole = commitment_label("Region Exempellän och Länsstyrelsen åtar sig att:", PARTIES)
    assert whole is not None
    assert (whole.binds, whole.sure) == (Binds.PUBLIC, True)
    for label in ("Region Exempellän och kommunerna åtar sig att:", "Regionen och föreningen åtar sig att:"):
        part = commitment_label(label, PARTIES)
        assert part is not None
        assert not part.sure


def test_a_label_that_says_more_stays_as_text_above_its_commitments() -> None:
    label = "Det offentliga åtar sig i mån av resurser att:"
    parsed = read(label)
    first = parsed.principles[0]
    assert first.meaning == f"Vi talar.\n\n{label}"
    assert first.commitments == (ParsedCommitment("svara i tid", Binds.PUBLIC),)
    assert any(note.about == label for note in parsed.notes)


@pytest.mark.parametrize(
    "label", ["För det offentliga innebär det att:", "Det offentliga:", "Civilsamhället"]
)
def test_a_side_without_a_word_of_commitment_is_text_and_noted(label: str) -> None:
    parsed = read(label)
    assert parsed.principles[0].commitments == ()
    assert parsed.principles[0].meaning == f"Vi talar.\n\n{label}\n\n- svara i tid"
    assert [note.about for note in parsed.notes if "commitments?" in str(note.message)] == [label]


def test_labels_are_reported_by_their_words() -> None:
    parsed = read("Det offentliga åtar sig att:")
    assert [line.text for line in said_by_form(parsed)] == ["Principer", "Det offentliga åtar sig att:"]
    said = report(parsed)
    assert any("Det offentliga åtar sig att:" in line for line in said)


def test_headings_that_say_more_are_kept_and_said() -> None:
    text = (
        "Bakgrund\n\nVi möts.\n\nMål för perioden 2024–2028\n\n- Fler möten\n\n"
        "Värdegrunden bygger på två principer som parterna är överens om:\n\n1. Dialog\nVi talar.\n\n2. Mod\nVi vågar.\n"
    )
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    assert said_by_form(parsed) == []
    assert any(
        "Mål för perioden 2024–2028" in line and "last in the draft" in line for line in report(parsed)
    )


def test_what_the_page_shows_in_another_order_is_said() -> None:
    text = (
        "Bakgrund\n\nVi möts.\n\nOrganisation\n\nEn grupp leder.\n\nPrinciper\n\n1. Dialog\nVi talar.\n\n2. Mod\nVi vågar.\n\n"
        "Civilsamhället åtar sig att:\n- fråga\n\nDet offentliga åtar sig att:\n- svara\n\nMål\n\n- Fler möten\n"
    )
    said = report(parse(text, "agreement"))
    assert any(line.endswith("than in the document: Organisation · Principer") for line in said)
    assert any(line.endswith("differs from the document in: Mod") for line in said)
    assert not [
        line for line in report(read("Det offentliga åtar sig att:")) if "than in the document" in line
    ]


def test_commitments_outside_the_principles_are_text_and_noted() -> None:
    text = "Principer\n\n1. Dialog\n2. Mod\n\nÅtaganden\n\nDet offentliga åtar sig att:\n- svara\n\nUppsägning\n\nNär som helst.\n"
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    assert parsed.parts[0].body == "Åtaganden\n\nDet offentliga åtar sig att:\n\n- svara"
    assert [note.about for note in parsed.notes if "outside" in str(note.message)] == [
        "Åtaganden",
        "Det offentliga åtar sig att:",
    ]
