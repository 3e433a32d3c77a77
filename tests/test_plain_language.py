"""Plain Swedish (U16, language act section 11): LIX is at most 36 in everything that the portal says in running text.

Running text is what somebody reads as text: paragraphs, items of lists, explanations, of at least five words; on pages
and in letters, where names and rows of lists stand between, only what ends like a sentence. Headings, buttons, cells of
tables and figures are none: LIX is made for sentences. Names inside a sentence count like every other word. A text
shorter than 25 words says little by itself and is counted together with the other short ones of its kind (in content/)
or of its page.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from membership.models import Organisation
from tests.browser.public_pages import samples
from tests.harness.reading import Page, is_sentence, lix, words

CONTENT = Path(__file__).resolve().parent.parent / "content"
REGIONS = ("norrbotten", "blekinge")
MOST = 36
SHORT = 25  # words
SENTENCE = 5  # words: less is a name or a label
NAMES = (
    "name",
    "title",
    "heading",
    "label",
    "short_name",
    "contact_name",
    "represented_by",
    "data_controllers",
)
NO_TEXT = (
    "svg",
    "nav",
    "table",
    "form",
    "button",
    "legend",
    "label",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dt",
    "code",
)


def running(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if len(words(text)) >= SENTENCE]


def table(figures: dict[str, float]) -> str:
    return "\n".join(
        f"{figure:5.1f}  {name}" for name, figure in sorted(figures.items(), key=lambda each: -each[1])
    )


# --- The measure ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Vi ses i byn.", 4),  # 4 words, 1 sentence, none long
        ("Vi ses. Hej då nu.", 2.5),  # 5 words, 2 sentences
        ("Överenskommelsen gäller nu", 3 + 100 / 3),  # no mark at the end; "gäller" has six letters
        ("Den 1 maj, kl. 9 ses vi.", 7),  # a dot inside a sentence ends nothing
        ("Samverkan: ni och vi.", 4 + 25),  # a colon ends nothing
    ],
)
def test_lix_is_what_it_says(text: str, expected: float) -> None:
    assert lix([text]) == pytest.approx(expected)


def test_officialese_is_found() -> None:
    text = (
        "Verksamhetsutvecklingen avseende överenskommelsens implementering förutsätter kontinuerlig återkoppling "
        "mellan organisationsföreträdare inom respektive verksamhetsområde."
    )
    assert lix([text]) > 2 * MOST


# --- content/ -------------------------------------------------------------------------------------


def paragraphs(text: str) -> list[str]:
    """The paragraphs and items of a text as content/ writes it."""
    lines = (line.strip() for line in text.splitlines())
    return [line.removeprefix("- ") for line in lines if line and not line.startswith("#")]


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file, with the name it has there."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, key)
    elif isinstance(value, str) and key not in NAMES:
        yield key, value


def content_texts(region: str) -> dict[tuple[str, str], list[str]]:
    """Running Swedish text by kind and place. Our own words only: a text that is no summary is the parties'."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in sorted((CONTENT / region).rglob("*")):
        place = str(file.relative_to(CONTENT))
        if "translations" in file.parts:
            continue
        if file.suffix == ".md":
            found[file.parent.name, place] = running(paragraphs(file.read_text(encoding="utf-8")))
        elif file.suffix == ".toml":
            for number, (key, text) in enumerate(strings(tomllib.loads(file.read_text(encoding="utf-8")))):
                found[key, f"{place}: {key} ({number})"] = running(paragraphs(text))
    return {place: texts for place, texts in found.items() if texts}


@pytest.mark.parametrize("region", REGIONS)
def test_summaries_are_plain(region: str) -> None:
    """Each text of 25 words by itself; the shorter ones of a kind together; and each kind as a whole."""
    figures: dict[str, float] = {}
    short: dict[str, list[str]] = defaultdict(list)
    whole: dict[str, list[str]] = defaultdict(list)
    for (kind, place), texts in content_texts(region).items():
        whole[kind] += texts
        if len(words(" ".join(texts))) < SHORT:
            short[kind] += texts
        else:
            figures[place] = lix(texts)
    figures |= {
        f"short texts: {kind}": lix(texts)
        for kind, texts in short.items()
        if len(words(" ".join(texts))) >= SHORT
    }
    figures |= {
        f"all together: {kind}": lix(texts)
        for kind, texts in whole.items()
        if len(words(" ".join(texts))) >= SHORT
    }
    assert len(figures) > 10
    assert max(figures.values()) <= MOST, table(figures)


# --- Pages and letters ------------------------------------------------------------------------------


def read(html: str, *, inside: str, leave_out: Iterable[str] = ()) -> list[str]:
    """The running Swedish text of a page."""
    blocks = [
        block
        for block in Page(html).blocks
        if inside in block.path and not set(NO_TEXT).intersection(block.path) and block.language in ("sv", "")
    ]
    return running(block.text for block in blocks if is_sentence(block.text) and block.text not in leave_out)


@pytest.mark.django_db
@pytest.mark.slow
def test_public_pages_are_plain(peopled: dict[str, Any]) -> None:
    """The main content of every kind of page, both regions; what the demo's people are called is left out."""
    invented = set(Organisation.objects.values_list("name", flat=True))
    pages = {
        address: read(Client().get(address).content.decode(), inside="main", leave_out=invented)
        for _name, address in samples(peopled)
    }
    figures = {
        address: lix(texts) for address, texts in pages.items() if len(words(" ".join(texts))) >= SHORT
    }
    assert len(figures) > len(pages) // 2
    assert max(figures.values()) <= MOST, table(figures)


@pytest.mark.slow
@pytest.mark.django_db
def test_letters_are_plain(peopled: dict[str, Any]) -> None:
    figures = {kind: lix(read(html, inside="body")) for kind, html in peopled["letters"].items()}
    assert max(figures.values()) <= MOST, table(figures)
