"""Whatever the text is: no line and no word is lost, and a known text comes out the same from every layout."""

from __future__ import annotations

import textwrap
import time
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agreement.importing import CannotImport, Fate, Kind, parse
from agreement.importing.parse import assemble
from agreement.importing.reading import check_text
from tests.agreement.samples import assert_nothing_lost, parsed_sample, sample, squeezed

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
]  # fmt: skip


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


# --------------------------------------------------------------------------- one text in many layouts

SENTENCES = [
    "Parterna träffas två gånger om året och berättar för varandra vad som har hänt sedan sist.",
    "Föreningarna i länet är olika stora, och den som är liten ska höras lika väl som den som är stor.",
    "Den som har fått en fråga svarar inom rimlig tid.",
    "Stödet planeras för flera år i taget, så att ingen behöver börja om från början varje höst.",
    "Region Exempellän bjuder in till samtal innan beslut fattas och berättar efteråt vad samtalet ledde till.",
    "Alla handlingar som inte är hemliga visas för den som vill se dem.",
    "Nya idéer prövas i liten skala.",
]
NAMES = [
    "Självständighet och oberoende", "Dialog", "Kvalitet", "Långsiktighet", "Öppenhet och insyn", "Mångfald", "Innovation",
    "Tillit", "Delaktighet, inflytande", "Jämlika villkor",
]  # fmt: skip
HEADINGS = {
    "background": ["Bakgrund", "Inledning", "Bakgrund och utgångspunkter"],
    "vision": ["Vision", "Vår vision", "Överenskommelsens vision"],
    "purpose": ["Syfte", "Överenskommelsens syfte"],
    "goals": ["Mål", "Målsättningar", "Övergripande mål"],
    "principles": ["Principer", "Våra principer", "Gemensam värdegrund", "Överenskommelsens principer"],
    "organisation": ["Organisation", "Samverkansorganisation", "Organisation/Styrgrupp"],
    "plan": ["Verksamhetsplan", "Handlingsplan"],
    "accession": ["Anslutning", "Anslutning till överenskommelsen"],
    "follow_up": ["Uppföljning", "Uppföljning och revidering"],
    "termination": ["Giltighet och omförhandling", "Uppsägning", "Utträde"],
}


@dataclass(frozen=True)
class Model:
    """An agreement as its authors thought of it, before anybody made a PDF of it."""

    headings: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, ...], ...]
    goals: tuple[str, ...]
    principles: tuple[tuple[str, tuple[str, ...]], ...]


@st.composite
def models(draw: st.DrawFn) -> Model:
    paragraph = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join)
    paragraphs = st.lists(paragraph, min_size=1, max_size=3).map(tuple)
    slots = [slot for slot in HEADINGS if slot in ("goals", "principles") or draw(st.booleans())]
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=8, unique=True))
    return Model(
        headings=tuple((slot, draw(st.sampled_from(HEADINGS[slot]))) for slot in slots),
        texts=tuple(draw(paragraphs) for _ in slots),
        goals=tuple(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True))),
        principles=tuple((name, draw(paragraphs)) for name in names),
    )


@dataclass(frozen=True)
class Layout:
    width: int  # 0: every paragraph is one line
    spaced: bool  # a blank line after every line
    sections: str  # "", "1." or "1"
    names: str  # "", "1.", "5.1" or "Princip 1:"
    bullet: str
    capitals: bool
    colon: bool
    tight: bool  # text right below its heading
    pages: bool


def layouts() -> st.SearchStrategy[Layout]:
    return st.builds(
        Layout,
        width=st.sampled_from([0, 62, 76, 95]),
        spaced=st.booleans(),
        sections=st.sampled_from(["", "%d. ", "%d ", "§ %d "]),
        names=st.sampled_from(["", "%d. ", "%d) ", "Princip %d: "]),
        bullet=st.sampled_from(["- ", "• ", "\uf0b7 ", "– ", "* ", "o "]),
        capitals=st.booleans(),
        colon=st.booleans(),
        tight=st.booleans(),
        pages=st.booleans(),
    ).filter(lambda layout: not (layout.spaced and not layout.width))


def written(model: Model, layout: Layout) -> str:
    """The agreement as it comes out of a PDF of that layout."""
    out: list[str] = ["Överenskommelse om samverkan i Exempellän", ""]

    def put(text: str, lead: str = "") -> None:
        out.extend(textwrap.wrap(lead + text, layout.width, break_on_hyphens=False) if layout.width else [lead + text])

    def head(text: str, lead: str) -> None:
        out.append("")
        out.append(lead + (text.upper() if layout.capitals else text) + (":" if layout.colon else ""))
        if not layout.tight:
            out.append("")

    for number, ((slot, heading), paragraphs) in enumerate(zip(model.headings, model.texts, strict=True), 1):
        head(heading, layout.sections % number if layout.sections else "")
        if slot == "goals":
            for goal in model.goals:
                put(goal, layout.bullet)
        elif slot == "principles":
            for which, (name, meaning) in enumerate(model.principles, 1):
                out.extend(["", (layout.names % which if layout.names else "") + name])
                for text in meaning:
                    out.append("")
                    put(text)
        else:
            for text in paragraphs:
                put(text)
                out.append("")
    if layout.pages:
        paged: list[str] = []
        for index, line in enumerate(out):
            paged.append(line)
            if index % 23 == 22:
                paged += ["", str(index // 23 + 1), ""]
        out = paged
    return ("\n\n" if layout.spaced else "\n").join(out) + "\n"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_an_agreement_comes_out_of_every_layout_as_it_was_meant(model: Model, layout: Layout) -> None:
    text = written(model, layout)
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    assert not parsed.unplaced

    rest = [
        (slot, heading, paragraphs)
        for (slot, heading), paragraphs in zip(model.headings, model.texts, strict=True)
        if slot not in ("goals", "principles")
    ]
    assert [(part.kind.value, part.heading.casefold()) for part in parsed.parts] == [
        (slot, heading.casefold()) for slot, heading, _ in rest
    ]
    assert [squeezed(part.body) for part in parsed.parts] == [squeezed("".join(each)) for *_, each in rest]
    assert [squeezed(goal) for goal in parsed.goals] == [squeezed(goal) for goal in model.goals]
    assert [each.name for each in parsed.principles] == [name for name, _ in model.principles]
    assert [squeezed(each.meaning) for each in parsed.principles] == [
        squeezed("".join(meaning)) for _, meaning in model.principles
    ]
    if not layout.spaced and not layout.pages:  # there the paragraphs are to be seen, so they must come through
        assert [each.meaning.split("\n\n") for each in parsed.principles] == [
            list(meaning) for _, meaning in model.principles
        ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_reading_what_was_read_changes_nothing(model: Model, layout: Layout) -> None:
    first = parse(written(model, layout), "agreement")
    out = ["Överenskommelse om samverkan i Exempellän", ""]
    for part in first.parts:
        out += [part.heading, "", part.body, ""]
    out += [first.goals_heading, "", *(f"- {goal}" for goal in first.goals), "", first.principles_heading, ""]
    for each in first.principles:
        out += [f"{each.number}. {each.name}", "", each.meaning, ""]
    second = parse("\n".join(out), "agreement")
    assert (second.parts, second.goals, second.principles) == (first.parts, first.goals, first.principles)


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
def test_ten_times_the_text_takes_about_ten_times_as_long(name: str, kind: Kind) -> None:
    unit = ENDLESS[name]
    small = unit * (20_000 // len(unit) + 1)

    def seconds(text: str) -> float:
        begun = time.process_time()
        assemble("Bakgrund\n\nText.\n\n" + text, kind)
        return time.process_time() - begun

    once = min(seconds(small) for _ in range(3))
    assert seconds(small * 10) < 35 * once + 0.2  # a square would be a hundred times as long


def test_the_account_names_each_line_once_and_as_it_came() -> None:
    parsed = parsed_sample("dubbelt")
    assert [line.number for line in parsed.lines if line.fate is Fate.PLACED and not line.places] == []
    assert parsed.lines[0].text.endswith(" ")
    assert {line.fate for line in parsed.lines} == {Fate.PLACED, Fate.BLANK, Fate.PAGE_NUMBER, Fate.RULE}
