"""Headings as agreements and plans have them: known by their words, whatever the order, number and form around them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import StrEnum

from agreement.states import Binds, PartKind

MAX_HEADING = 120  # a part's heading and a principle's name have room for as much
MAX_WORDS = 12
WORDS = re.compile(r"[^\W_]+")


def _set(words: str) -> frozenset[str]:
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
COMPANIONS = _set(
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
OPEN_ENDS = _set(
    "och samt eller att med av för i på till om den det de en ett mellan som från inom hos vid bygger "
    "vilar är enligt genom under utan mot kring per där när men respektive via än våra vår vårt sin "
    "sitt sina dess"
)
SENTENCE_VERBS = _set("är bygger vilar utgår ska")
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


# ------------------------------------------------------------------------------------------ labels

COMMITTING = re.compile(r"\b(?:åtar|åtagande\w*|förbinder|utfäster)\b|\bska(?:ll)?:$")
SENTENCE_END = re.compile("[.!?] (?=[A-ZÅÄÖ])")
LABEL_TAIL = frozenset(
    [
        "åtar",
        "sig",
        "att",
        "åtagande",
        "åtaganden",
        "åtagandena",
        "är",
        "ska",
        "oss",
        "följande",
        "förbinder",
        "utfäster",
    ]
)
PUBLIC_WORDS = re.compile(r"\b(?:offentlig\w*|myndighet\w*|det allmänna)\b")
CIVIL_WORDS = re.compile(
    r"\b(?:civilsamhäll\w*|civila|idéburn\w*|idéburen|ideell\w*|föreningar\w*|organisationer\w*)\b"
)
PARTY_WORDS = re.compile(
    r"\b(?:region\w*|länsstyrelse\w*|kommun\w*|landsting\w*|förening(?:en|ens)?|nätverk\w*)\b"
)
MEANING_LABELS = frozenset(
    (
        "betydelse",
        "innebörd",
        "innebär",
        "beskrivning",
        "förklaring",
        "principens betydelse",
        "principens innebörd",
        "vad innebär principen",
        "vad det innebär",
        "så tolkar vi principen",
    )
)
AREA_LABELS = _set(
    "mål målet målen syfte syftet aktiviteter aktivitet insatser insats åtgärder åtgärd ansvar ansvarig "
    "ansvariga tidplan tidsplan tid resurser indikatorer indikator delmål uppföljning bakgrund nuläge "
    "effekter effekt målgrupp budget handlingar"
)
ACTION_LABELS = _set("aktiviteter aktivitet insatser insats åtgärder åtgärd handlingar")
SIGNATURE_LABELS = frozenset(
    (
        "för parterna",
        "ort och datum",
        "ort datum",
        "datum",
        "datum och ort",
        "ort",
        "underskrift",
        "underskrifter",
        "namn",
        "namnteckning",
        "namnförtydligande",
        "namnunderskrift",
        "titel",
        "befattning",
        "ordförande",
        "signatur",
    )
)
MAX_LABEL = 100


@dataclass(frozen=True)
class Bound:
    """Whom a label binds, and the party's name as the label has it."""

    binds: Binds
    party: str = ""


def commitment_label(text: str) -> Bound | None:
    """Whom “Det offentliga åtar sig att:” and its like bind; None when the line is no such label."""
    if len(text) > MAX_LABEL or text[-1:] in (".", "!", ";", ","):
        return None
    lower = text.casefold()
    verb = COMMITTING.search(lower)
    if not verb:
        return None
    # A whole sentence without its full stop is not a label: after the verb nothing but its tail may follow.
    rest = lower[verb.end() :]
    after = words_of(rest)
    if (
        not text.endswith(":")
        and not rest.startswith(" för ")
        and any(word not in LABEL_TAIL and not _names_someone(word) for word in after)
    ):
        return None
    return bound_by(text)


def _names_someone(word: str) -> bool:
    someone = PUBLIC_WORDS.search(word) or CIVIL_WORDS.search(word) or PARTY_WORDS.search(word)
    return bool(someone) or word in COMPANIONS


def bound_by(text: str) -> Bound:
    """Whom the words of a label name: a side, one party, or everybody."""
    lower = text.casefold()
    public, civil = PUBLIC_WORDS.search(lower), CIVIL_WORDS.search(lower)
    if "gemensam" in lower or (public and civil):
        return Bound(Binds.ALL)
    if public:
        return Bound(Binds.PUBLIC)
    if civil:
        return Bound(Binds.CIVIL)
    parties = PARTY_WORDS.findall(lower)
    if len(parties) == 1:
        return Bound(Binds.PARTY, _party_name(text))
    return Bound(Binds.PUBLIC if len(parties) > 1 else Binds.ALL)


def _party_name(text: str) -> str:
    """“Region Exempelläns åtaganden” and “Region Exempellän åtar sig att:” both name Region Exempellän."""
    found = COMMITTING.search(text.casefold())
    name = (text[: found.start()] if found else text).strip(" :–-")
    if found and found[0].startswith("åtagande") and name.endswith("s"):
        name = name[:-1]
    if not name and found:  # "Åtaganden för Region Exempellän"
        name = text[found.end() :].strip(" :–-").removeprefix("för ")
    return name


def is_meaning_label(text: str) -> bool:
    return " ".join(words_of(text[:60])) in MEANING_LABELS if len(text) <= 40 else False


def split_label(text: str) -> tuple[str, str]:
    """“Innebörd: Vi talar med varandra.” is a label and a text; anything else is text."""
    head, colon, rest = text[: MAX_LABEL + 1].partition(": ")
    label = head + colon.strip()
    if rest and (is_meaning_label(label) or commitment_label(label)):
        return label, text[len(head) + 2 :]
    return "", text


def split_lead(text: str) -> tuple[str, str]:
    """“Vi är fria. Region Exempellän åtar sig att:” is text and a label: only the last sentence says who is bound."""
    lead, stop, label = "", "", text
    if text.endswith(":"):
        for found in SENTENCE_END.finditer(text):
            lead, stop, label = text[: found.start()], found[0].strip(), text[found.end() :]
    return (lead + stop, label) if lead and commitment_label(label) else ("", text)


def is_area_label(text: str) -> bool:
    words = words_of(text[:60]) if len(text) <= 40 else []
    return bool(words) and words[0] in AREA_LABELS and (len(words) == 1 or text.endswith(":"))


def is_signature_label(text: str) -> bool:
    return len(text) <= MAX_LABEL and " ".join(words_of(text.rstrip(":_. …"))) in SIGNATURE_LABELS


def is_label(text: str) -> bool:
    """A line that may rightly return again and again in a text, so that it is no running head."""
    if len(text) > MAX_LABEL:
        return False
    known = known_heading(text)
    return bool(
        (known and known.sure)
        or commitment_label(text)
        or is_meaning_label(text)
        or is_area_label(text)
        or is_signature_label(text)
        or text.endswith(":")
    )
