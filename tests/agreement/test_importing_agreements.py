"""Invented agreements in five layouts, each read to the last line."""

from __future__ import annotations

from agreement.importing import Fate, ParsedCommitment, parse
from agreement.states import Binds, PartKind
from tests.agreement.samples import parsed_sample, sample


def headings(name: str) -> list[tuple[str, str]]:
    return [(part.kind.value, part.heading) for part in parsed_sample(name).parts]


def body(name: str, heading: str) -> str:
    return next(part.body for part in parsed_sample(name).parts if part.heading == heading)


def lines_that_were(name: str, fate: Fate) -> list[int]:
    return [line.number for line in parsed_sample(name).lines if line.fate is fate]


# ------------------------------------------- numbered headings, folded lines, a header and a number on every page


def test_numbered_headings_become_parts_in_order() -> None:
    assert headings("numrerad") == [
        ("background", "Bakgrund"),
        ("vision", "Vision"),
        ("purpose", "Syfte och mål"),
        ("other", "Principer"),
        ("organisation", "Organisation"),
        ("termination", "Giltighet och uppsägning"),
        ("other", "Underskrifter"),
    ]


def test_folded_lines_become_paragraphs_and_folded_words_become_whole() -> None:
    first, second = body("numrerad", "Bakgrund").split("\n\n")
    assert first.endswith("och det finns skäl att tro att kaffet hade betydelse.")
    assert "den här texten. Arbetet tog" in first
    assert second.startswith("Texten bygger på samtal")


def test_a_word_with_a_hyphen_of_its_own_keeps_it() -> None:
    goals = parsed_sample("numrerad").goals
    assert goals[2] == "e-posten besvaras"
    assert "e-postadress, och e-postsvaren" in body("dubbelt", "Inledning")


def test_numbered_principles_have_name_and_paragraphs() -> None:
    principles = parsed_sample("numrerad").principles
    assert [(each.number, each.name) for each in principles] == [
        (1, "Självständighet"),
        (2, "Samtal"),
        (3, "Långa linjer"),
        (4, "Insyn"),
        (5, "Nyfikenhet"),
    ]
    assert principles[1].meaning.split("\n\n")[1] == "Frågor som inte går att lösa i rummet tas upp igen."
    assert principles[2].meaning.endswith("planeras arbetet i år och inte i veckor.")
    assert body("numrerad", "Principer").startswith("Samverkan vilar på fem principer.")


def test_the_page_and_its_table_of_contents_are_left_out_and_said() -> None:
    assert lines_that_were("numrerad", Fate.RUNNING_HEAD) == [1, 13, 36, 61]
    assert lines_that_were("numrerad", Fate.CONTENTS) == [6, 7, 8, 9, 10, 11, 12]
    assert parsed_sample("numrerad").title == (
        "Överenskommelse om samverkan mellan Region Exempellän och den idéburna sektorn",
    )


def test_points_below_a_heading_that_names_the_goals_are_goals_and_that_is_a_guess() -> None:
    parsed = parsed_sample("numrerad")
    assert parsed.goals[0] == (
        "fler föreningar känner till vem de kan ringa på regionen, och får svar inom rimlig tid"
    )
    assert [note.line for note in parsed.notes if note.about in parsed.goals] == [30, 32, 33]


def test_a_numbered_heading_below_another_is_a_paragraph_of_its_part() -> None:
    assert body("numrerad", "Organisation").split("\n\n") == [
        "5.1 Styrgrupp",
        "En styrgrupp med lika många platser för vardera sidan leder arbetet. Den möts fyra gånger om året.",
        "5.2 Sekretariat",
        "Regionen håller med papper, penna och protokoll.",
    ]


# ------------------------------------------------------------------ a blank line after every line, seven principles


def test_blank_lines_after_every_line_say_nothing() -> None:
    assert headings("dubbelt") == [
        ("background", "Inledning"),
        ("other", "Parter"),
        ("vision", "Vision"),
        ("purpose", "Syfte"),
        ("other", "Mål"),
        ("other", "Principer"),
        ("organisation", "Organisation/Styrgrupp"),
        ("plan", "Verksamhetsplan"),
        ("accession", "Anslutning till överenskommelsen"),
        ("follow_up", "Uppföljning och revidering"),
        ("termination", "Giltighet och omförhandling"),
        ("other", "Underskrifter"),
    ]
    first, second = body("dubbelt", "Inledning").split("\n\n")
    assert first.endswith("lyssna bättre och göra mer tillsammans.")
    assert second.startswith("Parterna har skrivit den i samråd.")


def test_seven_principles_are_read_across_pages() -> None:
    principles = parsed_sample("dubbelt").principles
    assert [each.name for each in principles] == [
        "Självständighet och oberoende",
        "Dialog",
        "Kvalitet",
        "Långsiktighet",
        "Öppenhet och insyn",
        "Mångfald",
        "Innovation",
    ]
    assert all(each.meaning for each in principles)
    assert "Region Skogslanda fattar" in principles[3].meaning
    assert lines_that_were("dubbelt", Fate.PAGE_NUMBER) == [56, 104, 156, 198]


def test_a_vision_without_a_full_stop_is_text_and_no_heading() -> None:
    assert body("dubbelt", "Vision") == "Alla hälsar på alla"
    assert body("bara_form", "Vision") == "Ett län som läser sina egna texter"


def test_folded_points_with_words_own_bullets_are_goals() -> None:
    parsed = parsed_sample("dubbelt")
    assert parsed.goals == (
        "fler unga hittar en förening som passar dem, och att de stannar kvar där även när intresset byter form",
        "planerings- och budgetarbetet öppnas för föreningarna i ett tidigt skede",
        "samtalen följs upp",
    )
    assert body("dubbelt", "Mål") == "Parterna vill att"


def test_points_of_a_part_stay_points_of_its_text() -> None:
    assert body("dubbelt", "Verksamhetsplan").endswith(
        "områden:\n\n- Möten och mötesplatser\n- Kunskap om varandra\n- Synlighet\n- Nya idéer"
    )


def test_lines_to_sign_on_stay_lines() -> None:
    assert body("dubbelt", "Underskrifter").split("\n\n") == [
        "Överenskommelsen finns i två lika exemplar, ett för varje part.",
        "För parterna",
        "Datum ______________",
        "Ordförande, Region Skogslanda",
        "Datum ______________",
        "Ordförande, Föreningsrådet i Skogslanda",
    ]
    assert lines_that_were("dubbelt", Fate.RULE) == [180, 192]


# ------------------------------------------------------------------- capitals with a colon, commitments by whom


def test_headings_in_capitals_with_a_colon_are_headings() -> None:
    parsed = parsed_sample("versaler")
    assert headings("versaler") == [
        ("background", "BAKGRUND"),
        ("other", "GEMENSAM VÄRDEGRUND"),
        ("organisation", "LEDNING OCH STYRNING"),
        ("termination", "UTTRÄDE"),
        ("other", "UNDERTECKNANDE"),
    ]
    assert parsed.goals == ("Fler gemensamma beslut.", "Färre brev som ingen förstår.")
    assert parsed.goals_heading == "ÖVERGRIPANDE MÅL"


def test_commitments_say_whom_they_bind() -> None:
    first, second, third = parsed_sample("versaler").principles
    assert first.meaning == "Vi utgår från att den andra menar väl."
    assert first.commitments == (
        ParsedCommitment("säga till när något skaver", Binds.ALL),
        ParsedCommitment("inte skvallra", Binds.ALL),
        ParsedCommitment("svara inom två veckor", Binds.PUBLIC),
        ParsedCommitment("förklara beslut på vanlig svenska", Binds.PUBLIC),
        ParsedCommitment("skicka in det som behövs i tid", Binds.CIVIL),
    )
    assert second.commitments == (
        ParsedCommitment("besöka minst tre hamnar om året", Binds.PARTY, "Länsstyrelsen i Kustmark"),
        ParsedCommitment("komma när vi bjuder in", Binds.PUBLIC),
        ParsedCommitment("bjuda in", Binds.CIVIL),
    )
    assert third.labels == ("Betydelse", "Gemensamma åtaganden")


def test_what_stands_above_the_first_heading_and_is_no_title_is_reported() -> None:
    assert [line.text for line in parsed_sample("versaler").unplaced] == ["Antagen av parterna"]
    assert [line.number for line in parsed_sample("bara_form").unplaced] == [5, 7, 13]


# ------------------------------------------------------------------------- names first, their explanation later


def test_a_list_of_names_and_their_explanation_are_the_same_principles() -> None:
    principles = parsed_sample("lista_forst").principles
    assert [each.name for each in principles] == [
        "Självständighet och oberoende",
        "Dialog",
        "Mod, lekfullhet",
        "Öppenhet",
    ]
    assert principles[0].meaning.startswith("Den som får pengar")
    assert principles[1].meaning.endswith("\n\n- Vi träffas två gånger om året.\n- Vi skriver upp vad vi sa.")
    assert principles[2].meaning == "Det ska gå att skratta på ett möte om budgeten."
    assert principles[3].meaning == "Dörren står öppen, även den till arkivet."


def test_headings_nobody_knows_are_parts_and_said_to_be_guesses() -> None:
    parsed = parsed_sample("lista_forst")
    guessed = {note.about for note in parsed.notes}
    assert guessed == {"Så organiserar vi arbetet", "Hur vi blir fler"}
    assert ("other", "Hur vi blir fler") in headings("lista_forst")
    assert body("lista_forst", "Hur vi blir fler") == "Den som vill vara med skriver en rad till oss."


# --------------------------------------------------------------------------- nothing but the form of the lines


def test_principles_are_known_by_the_form_of_their_headings() -> None:
    parsed = parsed_sample("bara_form")
    assert [each.name for each in parsed.principles] == [
        "Fritt uppdrag",
        "Samtal på riktigt",
        "Ordning och reda",
    ]
    assert parsed.principles[1].meaning.count("\n\n") == 1
    assert {"Fritt uppdrag", "Samtal på riktigt", "Ordning och reda"} <= {note.about for note in parsed.notes}


def test_a_heading_above_headings_is_not_made_into_an_empty_part() -> None:
    assert "Vision, syfte och mål" not in [heading for _, heading in headings("bara_form")]
    assert any(note.about == "Vision, syfte och mål" for note in parsed_sample("bara_form").notes)


def test_goals_without_bullets_are_guessed() -> None:
    assert parsed_sample("bara_form").goals == (
        "Målet är att inget ord ska gå förlorat.",
        "Målet är att det som är oklart ska sägas vara oklart.",
    )


def test_signatures_without_a_heading_get_one_and_it_is_said() -> None:
    parsed = parsed_sample("bara_form")
    assert parsed.parts[-1].heading == "Underskrifter"
    assert parsed.parts[-1].kind is PartKind.OTHER
    assert parsed.parts[-1].body == "Ort och datum\n\nNamnförtydligande"
    assert any(note.about == "Ort och datum" for note in parsed.notes)


def test_a_number_of_principles_that_does_not_tally_is_noted() -> None:
    text = sample("dubbelt").replace("bygger på sju principer", "bygger på nio principer")
    assert any(
        "9" in str(note.message) and "7" in str(note.message) for note in parse(text, "agreement").notes
    )
    assert not any("7" in str(note.message) for note in parsed_sample("dubbelt").notes)
