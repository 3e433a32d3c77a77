"""The two regions' folders hold what is known; written and read again they are the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement import content
from agreement.content_data import Region, Registered
from agreement.content_files import Folder, headed, normalised, toml_inline, toml_lines
from tests.agreement.regions import CONTENT

REGIONS = ("norrbotten", "blekinge")


def read(name: str) -> Region:
    return content.read_region(Folder.read(CONTENT / name))


# --- What the folders say ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "prefix", "county", "municipalities", "sides", "rule", "public_actors"),
    [
        ("norrbotten", "NB", "25", 14, ["public", "public", "civil"], "party", False),
        ("blekinge", "BL", "10", 5, ["civil", "public"], "side", True),
    ],
)
def test_region_has_its_own_facts(
    name: str, prefix: str, county: str, municipalities: int, sides: list[str], rule: str, public_actors: bool
) -> None:
    region = read(name)

    assert (region.slug, region.reference_prefix, region.county_code) == (name, prefix, county)
    assert len(region.municipalities) == municipalities
    assert all(place.code.startswith(county) and len(place.code) == 4 for place in region.municipalities)
    assert [party.side for party in region.agreement.parties] == sides
    assert region.agreement.balance_rule == rule
    assert region.agreement.admits_public_actors is public_actors


@pytest.mark.parametrize(
    ("name", "principles"),
    [
        (
            "norrbotten",
            [
                "Självständighet och oberoende",
                "Kvalitet",
                "Långsiktighet",
                "Dialog",
                "Öppenhet",
                "Mångfald",
                "Innovation",
            ],
        ),
        (
            "blekinge",
            [
                "Självständighet och oberoende",
                "Dialog",
                "Kvalitet",
                "Långsiktighet",
                "Öppenhet och insyn",
                "Mångfald",
                "Innovation",
            ],
        ),
    ],
)
def test_principles_stand_in_the_regions_own_order(name: str, principles: list[str]) -> None:
    (version,) = read(name).agreement.versions

    assert [principle.name for principle in version.principles] == principles
    assert [principle.order for principle in version.principles] == [1, 2, 3, 4, 5, 6, 7]


def test_norrbottens_unknown_commitments_are_not_invented() -> None:
    (version,) = read("norrbotten").agreement.versions

    assert {principle.meaning for principle in version.principles} == {""}


def test_blekinges_unknown_vision_and_purpose_are_not_invented() -> None:
    (version,) = read("blekinge").agreement.versions

    assert {part.kind: part.body for part in version.parts if part.kind in {"vision", "purpose"}} == {
        "vision": "",
        "purpose": "",
    }
    assert version.goals == ()


def test_every_text_is_marked_as_our_own_words() -> None:
    assert [version.is_summary for name in REGIONS for version in read(name).agreement.versions] == [
        True,
        True,
    ]


def test_parties_are_represented_as_known() -> None:
    represented = {
        party.name: party.represented_by for name in REGIONS for party in read(name).agreement.parties
    }

    assert represented == {
        "Region Norrbotten": "",
        "Länsstyrelsen Norrbotten": "",
        "Civilsamhället på regional nivå": "Samforma",
        "Idéburen sektor": "Nätverket Idéburet Blekinge",
        "Offentliga aktörer": "Region Blekinge",
    }


def test_bodies_have_the_regions_names() -> None:
    bodies = {name: {body.kind: body.name for body in read(name).agreement.bodies} for name in REGIONS}

    assert bodies == {
        "norrbotten": {"leadership": "Ledningsgruppen", "development": "Utvecklingsgruppen"},
        "blekinge": {"leadership": "Styrgruppen"},
    }


@pytest.mark.parametrize("name", REGIONS)
def test_ordinary_seats_are_in_balance_by_the_regions_rule(name: str) -> None:
    agreement = read(name).agreement
    side = {party.slug: party.side for party in agreement.parties}
    seats = [seat for body in agreement.bodies for seat in body.seats if seat.kind == "ordinary"]
    by = Counter(seat.party if agreement.balance_rule == "party" else side[seat.party] for seat in seats)

    assert len(by) == (len(agreement.parties) if agreement.balance_rule == "party" else 2)
    assert len(set(by.values())) == 1


def test_cut_offs_are_norrbottens_documented_ones() -> None:
    cut_offs = [(cut.last_day, cut.effect) for name in REGIONS for cut in read(name).agreement.cut_offs]

    assert cut_offs == [(dt.date(2021, 5, 4), "ceremony"), (dt.date(2021, 7, 26), "development_group")]


# --- What was decided, and what is not known ---------------------------------------------------------------


def test_norrbottens_chain_is_the_one_that_is_known() -> None:
    """The extract proposes and has no date; Samforma's board decided; nobody else's decision is known (AGR-09 …)."""
    decisions = {each.slug: each for each in read("norrbotten").agreement.decisions}

    assert [(each.party, each.body, each.act, each.decided_on) for each in decisions.values()] == [
        ("region-norrbotten", "Regionala utvecklingsnämnden", "decides", dt.date(2019, 3, 19)),
        ("civilsamhallet", "Samformas styrelse", "decides", dt.date(2021, 1, 29)),
        ("region-norrbotten", "Regionala utvecklingsnämnden", "proposes", None),
    ]
    proposal = decisions["run-51-handlingsplan"]
    assert (proposal.paragraph, proposal.registry) == ("§ 51", Registered("region-norrbotten", "00015-2021"))
    assert (proposal.refers_to, proposal.basis) == ("run-2019-47", ("handlingsplan-2021-2023",))
    assert [each.role for each in proposal.distribution] == [
        "Regional utvecklingsdirektör",
        "Utvecklingsdirektör",
        "Verksamhetsdirektör",
    ]
    assert decisions["run-2019-47"].about == "other"


def test_blekinges_decision_has_no_date() -> None:
    (decision,) = read("blekinge").agreement.decisions

    assert (decision.body, decision.act, decision.decided_on) == ("Regionfullmäktige", "decides", None)
    assert (decision.paragraph, decision.registry) == ("", None)


@pytest.mark.parametrize(
    ("name", "required"),
    [
        (
            "norrbotten",
            [
                ("agreement", "region-norrbotten", "Regionfullmäktige"),
                ("agreement", "lansstyrelsen-norrbotten", ""),
                ("agreement", "civilsamhallet", "Samformas styrelse"),
                ("plan", "region-norrbotten", "Regionstyrelsen"),
                ("plan", "lansstyrelsen-norrbotten", ""),
                ("plan", "civilsamhallet", "Samformas styrelse"),
            ],
        ),
        (
            "blekinge",
            [
                ("agreement", "ideburen-sektor", ""),
                ("agreement", "offentliga-aktorer", "Regionfullmäktige"),
                ("plan", "ideburen-sektor", "Partnerskapet"),
                ("plan", "offentliga-aktorer", "Partnerskapet"),
            ],
        ),
    ],
)
def test_every_party_has_to_decide(name: str, required: list[tuple[str, str, str]]) -> None:
    agreement = read(name).agreement

    assert [(each.subject, each.party, each.body) for each in agreement.required_decisions] == required
    parties = {party.slug for party in agreement.parties}
    for subject in ("agreement", "plan"):
        assert {each.party for each in agreement.required_decisions if each.subject == subject} == parties


@pytest.mark.parametrize("name", REGIONS)
def test_no_commitment_is_invented(name: str) -> None:
    (version,) = read(name).agreement.versions

    assert [each.slug for each in version.principles if each.commitments] == []


@pytest.mark.parametrize("name", REGIONS)
def test_agreement_says_where_it_comes_from(name: str) -> None:
    (version,) = read(name).agreement.versions

    assert [step.year for step in version.lineage] == [2008, 2018]
    assert version.links[0].kind == "strategy"


def test_norrbottens_agreement_names_the_agenda_and_goal_17_only() -> None:
    """The sources name the Agenda as a whole, and one goal by its number (domain 4.6)."""
    (version,) = read("norrbotten").agreement.versions

    assert [link.number for link in version.links if link.kind == "agenda2030"] == [None, 17]


def test_blekinges_two_originals_are_kept_by_the_parties() -> None:
    (version,) = read("blekinge").agreement.versions

    assert version.originals == 2
    assert [(each.party, each.keeps_original, each.signed_on) for each in version.signatures] == [
        ("ideburen-sektor", True, None),
        ("offentliga-aktorer", True, None),
    ]


@pytest.mark.parametrize("name", REGIONS)
def test_nothing_is_said_to_be_reviewed_on_a_day_that_nobody_knows(name: str) -> None:
    agreement = read(name).agreement

    assert agreement.next_review_on is None
    assert agreement.review_note
    assert agreement.news == ()


@pytest.mark.parametrize("name", REGIONS)
def test_every_municipality_has_its_own_place_on_the_map(name: str) -> None:
    places = [(place.map_x, place.map_y) for place in read(name).municipalities]

    assert None not in {value for place in places for value in place}
    assert len(set(places)) == len(places)


def strings(value: object) -> Iterator[str]:
    """Every text in the data."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for each in vars(value).values():
            yield from strings(each)
    elif isinstance(value, tuple | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.mark.parametrize("name", REGIONS)
def test_no_person_is_named(name: str) -> None:
    """As far as a machine can tell: no signer, no address, no title before a name, no number of a person."""
    region = read(name)
    signers = [each.name for version in region.agreement.versions for each in version.signatures]
    suspect = re.compile(
        r"@|\b\d{6}-?\d{4}\b|\b(herr|fru|ordförande|projektledare|direktör)n? [A-ZÅÄÖ]\w+ [A-ZÅÄÖ]"
    )

    assert set(signers) <= {""}
    assert [each for each in strings(region) if suspect.search(each)] == []


# --- Writing and reading are each other's reverse -----------------------------------------------------


@pytest.mark.parametrize("name", REGIONS)
def test_region_written_and_read_is_the_same(name: str) -> None:
    region = read(name)

    files = {path: text.encode() for path, text in content.write_region(region).items()}

    assert content.read_region(Folder("written", files)) == region


text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=80)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), text | st.booleans() | st.integers() | st.dates()))
def test_toml_is_written_so_that_it_reads_the_same(values: dict[str, object]) -> None:
    expected = {key: value for key, value in values.items() if value != ""}

    # Line ends are one kind in content files; a reader turns \r\n into \n and the writer normalises before.
    plain = {key: normalised(value) if isinstance(value, str) else value for key, value in expected.items()}
    plain = {key: value for key, value in plain.items() if value != ""}

    assert tomllib.loads("\n".join(toml_lines(plain))) == plain
    assert tomllib.loads(f"t = {toml_inline(plain)}")["t"] == plain


@given(heading=text, body=text)
def test_text_is_written_so_that_it_reads_the_same(heading: str, body: str) -> None:
    heading = normalised(" ".join(heading.split())) or "x"

    folder = Folder("written", {"parts/1-other.md": headed(heading, body).encode()})

    (read_back,) = folder.numbered_texts("parts")
    assert (read_back.heading, read_back.body) == (heading, normalised(body))
