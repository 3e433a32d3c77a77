"""Whatever the text is: no line and no word is lost, and a known text comes out the same from every layout."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from agreement.importing import CannotImport, Fate, Kind, ParsedText, parse
from agreement.importing.blocks import SURE_WRAPS
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
# The same examples every time: folding now and then makes a text that can be read in two ways, and no law says which.

WHO = [
    "Parterna", "Föreningarna i länet", "Region Exempellän", "Den som har fått en fråga", "Styrgruppen", "Alla som vill",
    "De som bor i länet och har något att säga", "Länsstyrelsen i Exempellän",
]  # fmt: skip
DOES = [
    "träffas två gånger om året.",
    "berättar för varandra vad som har hänt sedan sist, och varför det blev som det blev.",
    "svarar inom rimlig tid.",
    "planerar för flera år i taget, så att ingen behöver börja om från början varje höst.",
    "bjuder in Region Exempellän och Länsstyrelsen till samtal innan beslut fattas.",
    "visar alla handlingar som inte är hemliga.",
    "prövar planerings- och budgetarbete i liten skala.",
    "skriver e-post till den som inte kunde komma, och ringer till den som inte har någon.",
]
GOALS_INTRO = "Målen gäller båda sidor:"
PRINCIPLES_INTRO = "Samverkan vilar på %d principer som hör ihop."
SENTENCES = [f"{who} {does}" for who in WHO for does in DOES]
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
    commitments: tuple[str, ...]  # of every principle, of the public side
    intro: bool  # running text above the goals and above the principles
    listed: bool  # the names of the principles stand in a list first
    signed: bool


@st.composite
def models(draw: st.DrawFn) -> Model:
    deck = list(draw(st.permutations(SENTENCES)))

    def paragraphs() -> tuple[str, ...]:
        count = draw(st.integers(1, 2))
        return tuple(" ".join(deck.pop() for _ in range(draw(st.integers(1, 3)))) for _ in range(count))

    slots = [slot for slot in HEADINGS if slot in ("goals", "principles") or draw(st.booleans())]
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=7, unique=True))
    return Model(
        headings=tuple((slot, draw(st.sampled_from(HEADINGS[slot]))) for slot in slots),
        texts=tuple(() if slot in ("goals", "principles") else paragraphs() for slot in slots),
        goals=tuple(deck.pop() for _ in range(draw(st.integers(1, 4)))),
        principles=tuple((name, paragraphs()) for name in names),
        commitments=draw(st.sampled_from([(), ("lyssna", "svara inom två veckor")])),
        intro=draw(st.booleans()),
        listed=draw(st.booleans()),
        signed=draw(st.booleans()),
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


class Page:
    """The lines of a text in a layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.lines = ["Överenskommelse om samverkan i Exempellän", ""]

    def put(self, text: str, lead: str = "") -> None:
        width = self.layout.width
        self.lines += textwrap.wrap(lead + text, width, break_on_hyphens=False) if width else [lead + text]

    def put_all(self, paragraphs: tuple[str, ...]) -> None:
        for text in paragraphs:
            self.lines.append("")
            self.put(text)

    def head(self, text: str, number: int) -> None:
        lead = self.layout.sections % number if self.layout.sections else ""
        self.lines += ["", lead + (text.upper() if self.layout.capitals else text) + ":" * self.layout.colon]
        self.lines += [""] * (not self.layout.tight)

    def text(self) -> str:
        paged: list[str] = []
        for index, line in enumerate(self.lines):
            paged.append(line)
            if self.layout.pages and index % 23 == 22:
                paged += ["", str(index // 23 + 1), ""]
        return ("\n\n" if self.layout.spaced else "\n").join(paged) + "\n"


def written(model: Model, layout: Layout) -> str:
    """The agreement as it comes out of a PDF of that layout."""
    page = Page(layout)
    for number, ((slot, heading), paragraphs) in enumerate(zip(model.headings, model.texts, strict=True), 1):
        page.head(heading, number)
        if slot == "goals":
            if model.intro:
                page.put(GOALS_INTRO)
            for goal in model.goals:
                page.put(goal, layout.bullet)
        elif slot == "principles":
            if model.intro:
                page.put(PRINCIPLES_INTRO % len(model.principles))
            write_principles(page, model)
        else:
            page.put_all(paragraphs)
    if model.signed:
        page.lines += [
            "",
            "Underskrifter",
            "",
            "För parterna",
            "Datum __________",
            "Ordförande, Region Exempellän",
        ]
    return page.text()


def write_principles(page: Page, model: Model) -> None:
    names = page.layout.names
    if model.listed:
        page.lines.append("")
        for name, _ in model.principles:
            page.put(name, page.layout.bullet)
    for which, (name, meaning) in enumerate(model.principles, 1):
        page.lines += ["", (names % which if names else "") + name]
        page.put_all(meaning)
        if model.commitments:
            page.lines += ["", "Det offentliga åtar sig att:"]
            for text in model.commitments:
                page.put(text, page.layout.bullet.replace("o ", "- "))


@settings(derandomize=True, max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_an_agreement_comes_out_of_every_layout_as_it_was_meant(model: Model, layout: Layout) -> None:
    text = written(model, layout)
    assume(
        not layout.pages or not folded_twice(text)
    )  # the same line at two page edges is taken for a header
    assume(not layout.spaced or folded_sentences(text) >= SURE_WRAPS)  # fewer do not show the layout
    parsed = parse(text, "agreement")
    assert_nothing_lost(text, parsed)
    assert not parsed.unplaced

    rest = [
        (slot, heading, paragraphs)
        for (slot, heading), paragraphs in zip(model.headings, model.texts, strict=True)
        if model.intro or slot not in ("goals", "principles")
    ]
    wanted = [
        (slot, heading, paragraphs)
        if slot not in ("goals", "principles")
        else ("other", heading, (PRINCIPLES_INTRO % len(model.principles),))
        if slot == "principles"
        else ("other", heading, (GOALS_INTRO,))
        for slot, heading, paragraphs in rest
    ]
    if model.signed:
        wanted.append(("other", "Underskrifter", ("För parterna", "Datum", "Ordförande, Region Exempellän")))
    assert [(part.kind.value, part.heading.casefold()) for part in parsed.parts] == [
        (slot, heading.casefold()) for slot, heading, _ in wanted
    ]
    assert [squeezed(part.body) for part in parsed.parts] == [squeezed("".join(each)) for *_, each in wanted]
    assert [squeezed(goal) for goal in parsed.goals] == [squeezed(goal) for goal in model.goals]
    assert [each.name for each in parsed.principles] == [name for name, _ in model.principles]
    assert [squeezed(each.meaning) for each in parsed.principles] == [
        squeezed("".join(meaning)) for _, meaning in model.principles
    ]
    assert {
        tuple((each.text, each.binds.value) for each in one.commitments) for one in parsed.principles
    } == {tuple((text, "public") for text in model.commitments)}
    if (
        not layout.spaced and not layout.pages
    ):  # there the paragraphs are to be seen, so they must come through
        assert [each.meaning.split("\n\n") for each in parsed.principles] == [
            list(meaning) for _, meaning in model.principles
        ]


@settings(derandomize=True, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=models(), layout=layouts())
def test_reading_what_was_read_changes_nothing(model: Model, layout: Layout) -> None:
    first = parse(written(model, layout), "agreement")
    second = parse(rewritten(first), "agreement")
    assert (second.goals, second.principles, set(second.parts)) == (
        first.goals,
        first.principles,
        set(first.parts),
    )


def rewritten(parsed: ParsedText) -> str:
    """What was read, as plain text again: the project's own layout."""
    own = {parsed.goals_heading, parsed.principles_heading, "Underskrifter"}
    bodies = {part.heading: part.body for part in parsed.parts}
    out = ["Överenskommelse om samverkan i Exempellän", ""]
    for part in parsed.parts:
        if part.heading not in own:
            out += [part.heading, "", part.body, ""]
    out += [parsed.goals_heading, "", bodies.get(parsed.goals_heading, ""), ""]
    out += [*(f"- {goal}" for goal in parsed.goals), ""]
    out += [parsed.principles_heading, "", bodies.get(parsed.principles_heading, ""), ""]
    for each in parsed.principles:
        out += [f"{each.number}. {each.name}", "", each.meaning, "", *each.labels]
        out += [*(f"- {one.text}" for one in each.commitments), ""]
    if "Underskrifter" in bodies:
        out += ["Underskrifter", "", bodies["Underskrifter"], ""]
    return "\n".join(out)


@dataclass(frozen=True)
class PlanModel:
    """A plan before anybody made a PDF of it: areas with text and actions, and what stands around them."""

    opening: tuple[str, ...]
    heading: str
    intro: bool
    areas: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    closing: tuple[str, ...]


AREA_NAMES = [
    "Överenskommelseprocessen", "Möten, samtal och mötesplatser", "Öka kunskap", "Information, kommunikation",
    "Samverkansstruktur och arbetssätt", "Främja utveckling", "Intern förankring hos parterna",
]  # fmt: skip


@st.composite
def plan_models(draw: st.DrawFn) -> PlanModel:
    deck = list(draw(st.permutations(SENTENCES)))
    names = draw(st.lists(st.sampled_from(AREA_NAMES), min_size=2, max_size=7, unique=True))
    return PlanModel(
        opening=tuple(deck.pop() for _ in range(draw(st.integers(1, 2)))),
        heading=draw(
            st.sampled_from(["Handlingsplan för 2031 – 2033", "Utvecklingsområden", "Prioriterade områden"])
        ),
        intro=draw(st.booleans()),
        areas=tuple(
            (
                name,
                tuple(deck.pop() for _ in range(draw(st.integers(1, 2)))),
                tuple(deck.pop() for _ in range(draw(st.integers(0, 3)))),
            )
            for name in names
        ),
        closing=tuple(deck.pop() for _ in range(draw(st.integers(0, 1)))),
    )


def folded_sentences(text: str) -> int:
    return sum(line[:1].islower() and not line.startswith("o ") for line in text.split("\n"))


def folded_twice(text: str) -> bool:
    """Whether two sentences happen to be folded into a line that is the same."""
    lines = [
        line for line in text.split("\n") if line[:1].isupper() and line[-1:] not in ".:" and " " in line
    ]
    return len(lines) != len(set(lines))


def written_plan(model: PlanModel, layout: Layout) -> str:
    page = Page(layout)
    page.lines = ["Handlingsplan 2031–2033", "Överenskommelsen i Exempellän"]
    page.head("Inledning", 1)
    page.put_all(model.opening)
    page.head(model.heading, 2)
    if model.intro:
        page.put("Planen har några områden som hör ihop.")
    names = layout.names.replace("Princip", "Område")
    for number, (name, texts, actions) in enumerate(model.areas, 1):
        page.lines += ["", (names % number if names else "") + name]
        page.put_all(texts)
        for action in actions:
            page.put(action, layout.bullet)
    if model.closing:
        page.head("Uppföljning", 3)
        page.put_all(model.closing)
    return page.text()


@settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(model=plan_models(), layout=layouts())
def test_a_plan_comes_out_of_every_layout_as_it_was_meant(model: PlanModel, layout: Layout) -> None:
    text = written_plan(model, layout)
    assume(not layout.pages or not folded_twice(text))
    assume(not layout.spaced or folded_sentences(text) >= SURE_WRAPS)  # fewer do not show the layout
    parsed = parse(text, "plan")
    assert_nothing_lost(text, parsed)

    assert not parsed.unplaced
    assert [area.name for area in parsed.areas] == [name for name, _, _ in model.areas]
    assert [squeezed(area.text) for area in parsed.areas] == [
        squeezed("".join(texts)) for _, texts, _ in model.areas
    ]
    assert [squeezed("".join(area.actions)) for area in parsed.areas] == [
        squeezed("".join(actions)) for _, _, actions in model.areas
    ]
    assert [len(area.actions) for area in parsed.areas] == [len(actions) for _, _, actions in model.areas]
    wanted = ["Inledning", *[model.heading] * model.intro, *["Uppföljning"] * bool(model.closing)]
    assert [part.heading.casefold() for part in parsed.parts] == [heading.casefold() for heading in wanted]
    assert parsed.period
    assert (parsed.period.begins.year, parsed.period.ends.year) == (2031, 2033)


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


# -------------------------------------------------------------------------------- what the page leaves behind


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
