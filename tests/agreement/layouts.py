"""Agreements and plans that a machine makes up, and the layouts they are written in."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from hypothesis import strategies as st

from agreement.importing import ParsedText

WHO = [
    "Parterna", "Föreningarna i länet", "Region Exempellän", "Den som har fått en fråga", "Styrgruppen", "Alla som vill",
    "De som bor i länet och har något att säga", "Länsstyrelsen i Exempellän",
]  # words, not lines  # fmt: skip
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
]  # words, not lines  # fmt: skip
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
]  # words, not lines  # fmt: skip


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
