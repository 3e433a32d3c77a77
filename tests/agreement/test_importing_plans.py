"""Invented plans: areas with text and actions, the period, and what is said about single years."""

from __future__ import annotations

import datetime as dt

import pytest

from agreement.importing import CannotImport, ParsedMilestone, parse
from agreement.importing.plans import read_period
from tests.agreement.samples import assert_nothing_lost, parsed_sample, sample


def test_numbered_areas_have_text_and_actions() -> None:
    first, second, third = parsed_sample("plan_numrerad", "plan").areas
    assert first.name == "Möten, samtal och kaffe"
    assert first.actions == ("Ordna tre träffar om året, varav en utomhus.", "Bjuda in grannlänet.")
    assert second.text.startswith("Mål:\n\n- Alla ska ha läst överenskommelsen.")
    assert (third.name, third.text, third.actions) == ("Uppföljning", "", ("Räkna träffarna.",))
    assert third.labels == ("Aktiviteter:",)


def test_what_follows_the_areas_is_a_part_again() -> None:
    assert [(part.kind.value, part.heading) for part in parsed_sample("plan_numrerad", "plan").parts] == [
        ("background", "Inledning"),
        ("plan", "Insatsområden"),
        ("other", "Tidplan"),
        ("other", "Ekonomi"),
    ]


def test_years_become_milestones_and_stay_where_they_stand() -> None:
    parsed = parsed_sample("plan_numrerad", "plan")
    assert set(parsed.milestones) == {
        ParsedMilestone(2024, "Starta grupperna."),
        ParsedMilestone(2025, "Hålla kursen."),
        ParsedMilestone(2025, "Under 2025 prövas kursen i tre föreningar."),
        ParsedMilestone(2026, "2026 ska planen läsas om från början."),
    }
    assert "Under 2025 prövas kursen" in parsed.areas[1].text


def test_areas_are_known_by_the_form_of_their_headings() -> None:
    parsed = parsed_sample("plan_dubbel", "plan")
    assert [area.name for area in parsed.areas] == [
        "Mötesplatser, dialog",
        "Öka kunskapen om varandra",
        "Organisation",
        "Nya sätt att arbeta",
    ]
    assert parsed.areas[0].actions == (
        "leta rum",
        "ställa dit stolar, bord och en kaffebryggare som går att lita på även när det är många som vill ha",
    )
    assert parsed.parts[-1].heading == "Uppföljning"
    assert {area.name for area in parsed.areas} <= {note.about for note in parsed.notes}


def test_a_plan_without_a_heading_above_its_areas_is_read_by_form() -> None:
    text = (
        "Handlingsplan 2030\n\nInledning\n\nDen här planen är påhittad.\n\n"
        "Fler möten\n\nVi ses oftare än förut.\n\n- Boka rum.\n\nBättre kaffe\n\nVi köper nya bönor till alla möten.\n"
    )
    parsed = parse(text, "plan")
    assert_nothing_lost(text, parsed)
    assert [(area.name, area.actions) for area in parsed.areas] == [
        ("Fler möten", ("Boka rum.",)),
        ("Bättre kaffe", ()),
    ]
    assert parsed.title == ("Handlingsplan 2030",)


def test_areas_that_are_only_listed_have_no_text() -> None:
    text = "Verksamhetsplan\n\nUtvecklingsområden\n\n- Möten\n- Lärande, läsning\n- Nya idéer\n"
    parsed = parse(text, "plan")
    assert [(area.name, area.text) for area in parsed.areas] == [
        ("Möten", ""),
        ("Lärande, läsning", ""),
        ("Nya idéer", ""),
    ]


def test_a_list_of_areas_is_not_a_second_set_of_areas() -> None:
    text = (
        "Handlingsplan 2030–2032\n\nUtvecklingsområden\n\nOmrådena är:\n\n- Möten och samtal\n- Lärande\n\n"
        "Möten, samtal\n\nVi ses i bygdegården.\n\nLärande\n\nVi läser högt.\n"
    )
    parsed = parse(text, "plan")
    assert_nothing_lost(text, parsed)
    assert [(area.name, area.text) for area in parsed.areas] == [
        ("Möten och samtal", "Vi ses i bygdegården."),
        ("Lärande", "Vi läser högt."),
    ]


def test_an_agreement_read_as_a_plan_is_refused() -> None:
    with pytest.raises(CannotImport, match="utvecklingsområden|development areas"):
        parse(sample("dubbelt").replace("Verksamhetsplan", "Kontakt"), "plan")


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("Handlingsplan 2021- 2023", (2021, 1, 1), (2023, 12, 31)),
        ("Handlingsplan 2021–2023", (2021, 1, 1), (2023, 12, 31)),
        ("Plan för åren 2021 till 2023", (2021, 1, 1), (2023, 12, 31)),
        ("1 mars 2024 – 28 februari 2026", (2024, 3, 1), (2026, 2, 28)),
        ("2024-01-01 – 2026-06-30", (2024, 1, 1), (2026, 6, 30)),
        ("Verksamhetsplan 2027", (2027, 1, 1), (2027, 12, 31)),
    ],
)
def test_a_period_is_read_as_it_is_written(
    text: str, begins: tuple[int, int, int], ends: tuple[int, int, int]
) -> None:
    period = read_period(text)
    assert period
    assert (period.begins, period.ends) == (dt.date(*begins), dt.date(*ends))


@pytest.mark.parametrize(
    "text",
    [
        "Dnr 00015-2021",
        "Plan",
        "2023–2021",
        "Antagen 2021",
        "31 februari 2024 – 1 mars 2024",
        "telefon 0920-2021 2023",
    ],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert read_period(text) is None
