"""Labels: lines that say what stands below them, such as whom commitments bind (AGR-07).

A label is understood only when it is certain whom its words name. One that names somebody else is text like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agreement.importing.headings import COMPANIONS, known_heading, word_set, words_of
from agreement.states import Binds

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMITTING = re.compile(r"\b(?:åtar|åtagande\w*|förbinder|utfäster)\b|\bska(?:ll)?:$")
SENTENCE_END = re.compile("[.!?] (?=[A-ZÅÄÖ])")
LABEL_TAIL = word_set(
    "åtar sig att åtagande åtaganden åtagandena är ska skall oss följande förbinder utfäster"
)
PUBLIC_WORDS = re.compile(r"\b(?:offentlig\w*|myndighet\w*|det allmänna)\b")
CIVIL_WORDS = re.compile(
    r"\b(?:civilsamhäll\w*|civila|idéburn\w*|idéburen|ideell\w*|föreningar\w*|föreningsliv\w*|\w*organisationer\w*"
    r"|trossamfund\w*|folkrörelse\w*)\b"
)
PARTY_WORDS = re.compile(
    r"\b(?:region\w*|länsstyrelse\w*|kommun\w*|landsting\w*|förening(?:en|ens)?|nätverk\w*)\b"
)
CIVIL_PARTIES = ("förening", "nätverk")
# Words of a label that name nobody, or everybody who has signed.
EVERYBODY = word_set(
    "vi oss vår vårt våra part parter parterna parternas alla allas samtliga båda bägge tillsammans gemensam gemensamt "
    "gemensamma principens överenskommelsens avtalets i för och av om den det de som att därför detta vad"
)
SIDE_TAIL = re.compile(r"(?:sektor|sida|aktör|part|samhäll|samhälle)\w*|allmänna")
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
AREA_LABELS = word_set(
    "mål målet målen syfte syftet aktiviteter aktivitet insatser insats åtgärder åtgärd ansvar ansvarig "
    "ansvariga tidplan tidsplan tid resurser indikatorer indikator delmål uppföljning bakgrund nuläge "
    "effekter effekt målgrupp budget handlingar"
)
ACTION_LABELS = word_set("aktiviteter aktivitet insatser insats åtgärder åtgärd handlingar")
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
ROOM_TO_WRITE = re.compile("[_.…]{2,}")
MAX_LABEL = 100


# ------------------------------------------------------------------------------------------ parties


@dataclass(frozen=True)
class PartyName:
    """A party of the agreement by its names: its own and that of the body that represents it."""

    key: str
    names: tuple[str, ...]
    is_public: bool


NAME_FILL = frozenset(("i", "för", "på", "om", "den", "det", "de", "och", "län", "läns", "länets", "vad"))
# “Regionen” is the region among the parties, if there is one and no more.
NAME_STEMS = ("region", "länsstyrelse", "kommun", "landsting", "förening", "nätverk", "råd", "förbund")


def find_party(name: str, parties: Sequence[PartyName]) -> PartyName | None:
    """The party that the words name: all of its name, or so much of it that no other party can be meant."""
    wanted = _name_words(name)
    if not wanted:
        return None
    own = [(each, _name_words(word)) for each in parties for word in each.names if word]
    exact = {each for each, words in own if words == wanted}
    found = exact or {each for each, words in own if wanted < words}
    return found.pop() if len(found) == 1 else None


def _name_words(name: str) -> frozenset[str]:
    return frozenset(_base(word) for word in words_of(name) if word not in NAME_FILL)


def _base(word: str) -> str:
    """“Regionen”, “Regionens” and “Region” are one word; so are “Norrbotten” and “Norrbottens”."""
    for stem in NAME_STEMS:
        if word.startswith(stem) and word[len(stem) :] in ("n", "en", "et", "s", "ns", "ens", "ets"):
            return stem
    return word.removesuffix("s") if len(word) > 4 else word


# ------------------------------------------------------------------------------------------ whom a label binds


@dataclass(frozen=True)
class Bound:
    """Whom a label binds, and the party's name as the label has it.

    Not `sure`: the label names somebody who is no side and no party. Not `plain`: it says more than whom it binds.
    """

    binds: Binds
    party: str = ""
    sure: bool = True
    plain: bool = True


def commitment_label(text: str, parties: Sequence[PartyName] | None = None) -> Bound | None:
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
    return bound_by(text, parties)


def _names_someone(word: str) -> bool:
    return names_somebody(word) or word in COMPANIONS


def names_somebody(text: str) -> bool:
    """Whether a side or a kind of party is named in `text`, in small letters."""
    return bool(PUBLIC_WORDS.search(text) or CIVIL_WORDS.search(text) or PARTY_WORDS.search(text))


def names_everybody(text: str) -> bool:
    """“Alla parter”, “Gemensamt”: words that leave nobody out, and no others."""
    words = words_of(text)
    return bool(words) and EVERYBODY.issuperset(words)


def bound_by(text: str, parties: Sequence[PartyName] | None = None) -> Bound:
    """Whom the words of a label name: a side, one of the parties, or everybody.

    `parties` are those of the agreement; without them (None) every name that looks like a party's is taken for one.
    """
    lower = text.casefold()
    name = _party_name(text)
    if parties is not None and (party := find_party(name, parties)) and _is_exact(name, party):
        return Bound(Binds.PARTY, name, plain=_is_plain(lower, name))
    public, civil = PUBLIC_WORDS.search(lower), CIVIL_WORDS.search(lower)
    if "gemensam" in lower or (public and civil):
        return Bound(Binds.ALL, plain=_is_plain(lower))
    if public or civil:
        return Bound(Binds.PUBLIC if public else Binds.CIVIL, plain=_is_plain(lower))
    if parties is not None and find_party(name, parties):
        return Bound(Binds.PARTY, name, plain=_is_plain(lower, name))
    several = PARTY_WORDS.findall(lower)
    if len(several) == 1 and parties is None:
        return Bound(Binds.PARTY, name, plain=_is_plain(lower, name))
    if len(several) > 1:
        return _of_several(name, several, parties)
    # Nobody is named, so everybody is meant; or somebody of whom nothing is known.
    sure = not several and _is_plain(lower)
    return Bound(Binds.ALL, sure=sure, plain=sure)


def _of_several(name: str, words: Sequence[str], parties: Sequence[PartyName] | None) -> Bound:
    """“Region Exempellän och Länsstyrelsen …”: a side only when nobody of that side is missing."""
    public = not any(word.startswith(CIVIL_PARTIES) for word in words)
    if parties is not None:
        found = {find_party(each, parties) for each in re.split(r",| och | samt ", name)}
        public = found == {each for each in parties if each.is_public}
    return Bound(Binds.PUBLIC if public else Binds.ALL, sure=public, plain=False)


def _is_exact(name: str, party: PartyName) -> bool:
    return any(_name_words(name) == _name_words(each) for each in party.names)


def _is_plain(lower: str, name: str = "") -> bool:
    """Whether the label says nothing but whom it binds, so that none of its words is lost with it."""
    named = {*words_of(name), *(f"{word}s" for word in words_of(name))}
    rest = PUBLIC_WORDS.sub(" ", CIVIL_WORDS.sub(" ", lower))
    return all(
        word in LABEL_TAIL or word in EVERYBODY or word in named or SIDE_TAIL.fullmatch(word)
        for word in words_of(rest)
    )


def _party_name(text: str) -> str:
    """“Region Exempelläns åtaganden” and “Region Exempellän åtar sig att:” both name Region Exempellän."""
    found = COMMITTING.search(text.casefold())
    if not found:
        return text.strip(" :–-")
    before, after = text[: found.start()].strip(" :–-"), text[found.end() :].strip(" :–-")
    if found[0].startswith("åtagande") and before.endswith("s"):
        before = before[:-1]
    # Behind the verb, as in “Åtaganden för Region Exempellän”.
    after = after.removeprefix("för ").removeprefix("sig ").removesuffix(" att").strip()
    return after if after and not PARTY_WORDS.search(before.casefold()) and _may_name(after) else before


def _may_name(after: str) -> bool:
    return any(word not in LABEL_TAIL for word in words_of(after))


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


def is_action_label(text: str) -> bool:
    """“Aktiviteter:” and nothing more: what stands below it are the actions."""
    words = words_of(text[:60])
    return len(words) == 1 and words[0] in ACTION_LABELS


def is_signature_label(text: str) -> bool:
    """“Ort och datum”, or several such side by side with room to write."""
    labels = [" ".join(words_of(each)) for each in ROOM_TO_WRITE.split(text[: MAX_LABEL + 1])]
    return len(text) <= MAX_LABEL and any(labels) and SIGNATURE_LABELS.issuperset(filter(None, labels))


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
