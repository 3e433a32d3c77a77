"""Headings as agreements and plans have them: known by their words, whatever the order, number and form around them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import StrEnum

from agreement.states import PartKind

MAX_HEADING = 120  # a part's heading and a principle's name have room for as much
MAX_WORDS = 12
WORDS = re.compile(r"[^\W_]+")


def word_set(words: str) -> frozenset[str]:
    """Words as one reads them, as a set."""
    return frozenset(words.split())


class Slot(StrEnum):
    """What a heading announces; more than a part's kind, since goals, principles and areas are rows of their own."""

    BACKGROUND = "background"
    VISION = "vision"
    PURPOSE = "purpose"
    GOALS = "goals"
    PRINCIPLES = "principles"
    ORGANISATION = "organisation"
    PLAN = "plan"
    AREAS = "areas"
    ACCESSION = "accession"
    FOLLOW_UP = "follow_up"
    TERMINATION = "termination"
    SIGNATURES = "signatures"
    CONTENTS = "contents"
    OTHER = "other"

    @property
    def part_kind(self) -> PartKind:
        """The kind of part that such a heading gives; goals, principles, signatures and the like are OTHER."""
        if self is Slot.AREAS:
            return PartKind.PLAN
        return PartKind(self.value) if self.value in PartKind.values else PartKind.OTHER


# A word that ends in * stands for every word that begins so. The first word of a heading that is found here decides.
KEY_WORDS: dict[Slot, str] = {
    Slot.BACKGROUND: "bakgrund bakgrunden inledning inledningen introduktion utgångspunkt* historik",
    Slot.VISION: "vision visionen visioner",
    Slot.PURPOSE: "syfte syftet syften ändamål ändamålet",
    Slot.GOALS: "mål målen målet målsättning* målbild* huvudmål delmål",
    Slot.PRINCIPLES: "princip* grundprincip* samverkansprincip* värdegrund* kärnvärden grundvärden",
    Slot.ORGANISATION: (
        "organisation organisationen organisering* samverkansorganisation* samverkansstruktur* ledning ledningen "
        "ledningsgrupp* styrning styrningen styrgrupp* utvecklingsgrupp* arbetsgrupp* partnerskap partnerskapet "
        "samverkansform* arbetsform* samverkansråd* rollfördelning ansvarsfördelning"
    ),
    Slot.PLAN: "verksamhetsplan* handlingsplan* aktivitetsplan* arbetsplan* årsplan* genomförande*",
    Slot.AREAS: (
        "utvecklingsområde* insatsområde* fokusområde* samverkansområde* målområde* handlingsområde* områden "
        "områdena"
    ),
    Slot.ACCESSION: "anslut anslutning* ansluta ansluter anslutna",
    Slot.FOLLOW_UP: "uppföljning* utvärdering* revidering* översyn*",
    Slot.TERMINATION: (
        "omförhandling* uppsägning* utträde* giltighet* avtalstid* avtalsperiod* upphörande* löptid* avslutande "
        "ändringar"
    ),
    Slot.SIGNATURES: "underskrift* undertecknande* undertecknas signering* signatur* påskrift* namnunderskrift*",
    Slot.CONTENTS: "innehåll innehållsförteckning",
    Slot.OTHER: (
        "definition* begrepp* sammanfattning* förord kontakt kontaktuppgifter kontaktperson* bilaga bilagor ekonomi "
        "finansiering resurser avgränsning* målgrupp* läsanvisning* åtagande* avtalspart* tvist* omfattning milstolp*"
    ),
}
# Words that may stand beside the key words without making the heading a sentence about something else.
COMPANIONS = word_set(
    "och samt för av i till om på den det de dess med mellan inom hos vid en ett vår vårt våra vi "
    "gemensam gemensamt gemensamma övergripande överenskommelse överenskommelsen överenskommelsens "
    "överenskommelser samverkan samverkans avtal avtalet avtalets plan planen planens arbete arbetet "
    "arbetets regional regionala regionalt regionen länet länets parter parterna parternas lokal lokala "
    "långsiktig långsiktiga vägledande grundläggande bärande bygger vilar utgår från följande är som "
    "ska att sig er era så här hur kortfattad period perioden perioder tid årlig årliga åren år "
    "strategisk strategiska prioriterade prioriterat kring under löpande därav idéburen idéburna "
    "sektorn civilsamhället offentlig offentliga uppdrag våren hösten"
)
NUMBER_WORDS = {
    word: number
    for number, word in enumerate("noll en två tre fyra fem sex sju åtta nio tio elva tolv".split())  # noqa: SIM905
}
# A line that ends so goes on.
OPEN_ENDS = word_set(
    "och samt eller att med av för i på till om den det de en ett mellan som från inom hos vid bygger "
    "vilar är enligt genom under utan mot kring per där när men respektive via än våra vår vårt sin "
    "sitt sina dess"
)
SENTENCE_VERBS = word_set("är bygger vilar utgår ska")
PARTIES_HEADINGS = re.compile(
    r"(?:överenskommelsens |avtalets |ingående |samverkande )?parter(?:na)?(?: i \w+)?"
)

OF_PLACE = re.compile(r" (?:i|för|inom) [A-ZÅÄÖ][a-zåäö]+(?: län)?$")

_EXACT: dict[str, Slot] = {}
_STEMS: list[tuple[str, Slot]] = []
for _slot, _words in KEY_WORDS.items():
    for _word in _words.split():
        if _word.endswith("*"):
            _STEMS.append((_word[:-1], _slot))
        else:
            _EXACT[_word] = _slot


@dataclass(frozen=True)
class Known:
    """A heading by its words. Not `sure`: a word of it is known, and the form of the line has to speak for it too."""

    slot: Slot
    sure: bool
    slots: tuple[Slot, ...]


def words_of(text: str) -> list[str]:
    return WORDS.findall(text.casefold())


def _slot_of(word: str) -> Slot | None:
    if word in _EXACT:
        return _EXACT[word]
    return next((slot for stem, slot in _STEMS if word.startswith(stem)), None)


def known_heading(text: str) -> Known | None:
    """What the line announces, if it can be a heading at all. `text` has lost its number already."""
    bare = text.removesuffix(":").rstrip()
    if not bare or len(bare) > MAX_HEADING or "__" in bare or ".." in bare or "…" in bare:
        return None
    if bare[-1] in ".,;!?-–" or not (bare[0].isupper() or bare[0].isdigit()):
        return None
    words = words_of(OF_PLACE.sub("", bare))
    if not words or len(words) > MAX_WORDS or words[-1] in OPEN_ENDS or _is_title(words):
        return None
    if PARTIES_HEADINGS.fullmatch(" ".join(words)):
        return Known(Slot.OTHER, sure=True, slots=(Slot.OTHER,))
    slots = [_slot_of(word) for word in words]
    found = tuple(slot for slot in slots if slot)
    if not found:
        return None
    plain = all(
        slot or word in COMPANIONS or word in NUMBER_WORDS or word.isdigit()
        for word, slot in zip(words, slots, strict=True)
    )
    # "Målet är …" without its colon is the beginning of a sentence; a name of principles may do without.
    sentence = (
        bool(SENTENCE_VERBS.intersection(words))
        and not text.endswith(":")
        and found[0] is not Slot.PRINCIPLES
    )
    sure = plain and not sentence
    if not sure and (_slot_of(words[0]) or (len(words) > 1 and _slot_of(words[1]))) is None:
        return None
    return Known(found[0], sure, found)


def _is_title(words: list[str]) -> bool:
    """“Överenskommelse om …”, “Regional överenskommelse mellan …”: the name of a document."""
    for word, after in itertools.pairwise(words[:3]):
        if word in ("överenskommelse", "överenskommelsen", "avtal") and after in ("om", "mellan", "för"):
            return True
    return False


def number_of_principles(text: str) -> int:
    """How many principles the text says that there are, or 0."""
    words = words_of(text)
    for index, word in enumerate(words):
        if _slot_of(word) is Slot.PRINCIPLES:
            for before in words[max(0, index - 3) : index][::-1]:
                if before in NUMBER_WORDS and NUMBER_WORDS[before] > 1:
                    return NUMBER_WORDS[before]
                if before.isdigit() and 1 < int(before[:3]) < 30:
                    return int(before)
    return 0


# ------------------------------------------------------------------------------------------ run in

RUN_IN = re.compile(r"[:.]\s+|\s[–—-]\s")
LONGEST_RUN_IN, RUN_IN_WORDS = 60, 5
# Headings that are also names or labels inside other things never run into their text.
NEVER_RUN_IN = (Slot.OTHER, Slot.CONTENTS, Slot.SIGNATURES, Slot.AREAS)


@dataclass(frozen=True)
class RunIn:
    """“Uppföljning: Varje år …”: a heading and the text behind it on the same line."""

    known: Known
    head: str
    rest: str


def run_in_heading(text: str) -> RunIn | None:
    """The heading that a paragraph begins with, if its words are surely one; whole sentences behind a dash or stop."""
    found = RUN_IN.search(text[: LONGEST_RUN_IN + 3])
    if not found:
        return None
    head, rest = text[: found.start()], text[found.end() :].strip()
    known = known_heading(head)
    if known is None or not known.sure or known.slot in NEVER_RUN_IN or len(words_of(head)) > RUN_IN_WORDS:
        return None
    sentence = rest[-1:] in (".", "!", "?")
    if not any(char.isalpha() for char in rest) or not (sentence or found[0].startswith(":")):
        return None
    return RunIn(known, head, rest)
