"""Every text is there in both languages: the catalogue is complete, and no page shows one that is in no catalogue."""

from __future__ import annotations

import contextlib
import itertools
import re
from typing import Any

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, JSONField, TextField
from django.template.loader import render_to_string
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from agreement.languages import NAMES
from letters.models import Letter
from membership.models import Application
from scripts.messages import CATALOGUE, ROOT, unfinished
from tests.browser.seed import letters_about
from tests.browser.states import ADMIN, APPLICANT, DOOR, EMPTY, ERRORS, PUBLIC, State, address, nothing
from tests.harness.pseudo import BEGIN, END, Known, pseudo_language, untranslated, values_in

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
# What Django calls the rows between two tables when it asks whether to delete.
BETWEEN_TABLES = re.compile(r"<li> [\w-]+ relation(er)?:")
# The same in every language, and why.
WORDS = {
    "Samverkan": "the site's name, from the settings",
    "Svenska": "a language calls itself so",
    "English": "a language calls itself so",
    **dict.fromkeys(NAMES.values(), "a language calls itself so"),
    "Windows": "a name",
    "macOS": "a name",
    "Linux": "a name",
    "csrf": "a cookie's name",
    "messages": "a cookie's name",
    "Message-ID": "what mail itself calls it",
    "True": "Django's own text for the picture of a tick",
    "False": "Django's own text for the picture of a cross",
}


# --- The catalogue --------------------------------------------------------------------------------


def test_swedish_is_complete() -> None:
    """No empty text, no fuzzy one; English is what stands in the code."""
    assert unfinished(ROOT / CATALOGUE) == []


def test_placeholders_are_the_same() -> None:
    wrong = []
    for entry in polib.pofile(str(ROOT / CATALOGUE)):
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        used = set(PLACEHOLDER.findall("".join(texts)))
        if used - wanted:
            wrong.append(f"{entry.msgid!r}: {used - wanted} from nowhere")
        if wanted - used:
            wrong.append(f"{entry.msgid!r}: {wanted - used} left out")
    assert wrong == []


def test_texts_in_the_code_are_english() -> None:
    """A Swedish text that somebody wrote where the English one belongs."""
    swedish = re.compile(r"\b(och|att|är|för|inte|eller|ni|du|på|till|med)\b", re.IGNORECASE)
    assert [entry.msgid for entry in polib.pofile(str(ROOT / CATALOGUE)) if swedish.search(entry.msgid)] == []


# --- Pages ----------------------------------------------------------------------------------------


def rows() -> list[str]:
    """Every text that is kept in a row."""
    found: list[str] = []
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, (CharField, TextField, JSONField))
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            found += values_in(row)
    return found


def show(state: State, facts: dict[str, Any], known: Known, *, send: bool) -> list[str]:
    """What the page shows that is neither translated nor known."""
    client = Client(raise_request_exception=False)
    if state.who != "visitor":
        client.cookies[settings.SESSION_COOKIE_NAME] = facts["sessions"][state.who]
    where = address(state, facts)
    answer = client.post(where, {}) if send else client.get(where, follow=True)
    if answer.status_code != state.status:
        return [f"{where} answers {answer.status_code}"]
    return untranslated(answer.content.decode(), known)


def table(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {', '.join(dict.fromkeys(texts))}" for name, texts in sorted(found.items()))


def untranslated_on(
    states: list[State], facts: dict[str, Any], *, send: bool = False
) -> dict[str, list[str]]:
    known = Known(rows(), WORDS)
    with pseudo_language():
        found = {
            state.name: show(state, facts, known, send=send)
            for state in states
            if state.do is nothing and not state.address.startswith("/en/")
        }
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize(
    "states", [PUBLIC, DOOR, APPLICANT, ADMIN], ids=["public", "door", "applicant", "admin"]
)
def test_pages_show_no_untranslated_text(states: list[State], peopled: dict[str, Any]) -> None:
    found = untranslated_on(states, peopled)
    assert found == {}, table(found)


@pytest.mark.django_db
@pytest.mark.slow
def test_admin_shows_no_untranslated_text(peopled: dict[str, Any]) -> None:
    """Every list, every empty form, and the first row of each list, as the operator and the secretary see them."""
    known = Known(rows(), WORDS)
    found: dict[str, list[str]] = {}
    asked: list[tuple[str, list[Any]]]
    looked_at = 0
    with pseudo_language():
        for model, who in itertools.product(admin.site._registry, ("operator", "secretary")):
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = peopled["sessions"][who]
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            first = model._default_manager.first()
            asked = [("changelist", []), ("add", [])]
            if first:
                asked += [("change", [first.pk]), ("delete", [first.pk])]
            places = []
            for page, arguments in asked:
                with contextlib.suppress(NoReverseMatch):  # a list of work has fewer pages
                    places.append(reverse(f"{name}_{page}", args=arguments))
            for place in places:
                answer = client.get(place)
                if answer.status_code != 200:
                    continue  # not theirs: tests/test_matrix.py says which is whose
                looked_at += 1
                texts = untranslated(answer.content.decode(), known)
                if texts := [text for text in texts if not BETWEEN_TABLES.search(text)]:
                    found[f"{place} ({who})"] = texts
    assert looked_at > 30
    assert found == {}, table(found)


@pytest.mark.django_db
@pytest.mark.slow
def test_forms_with_errors_show_no_untranslated_text(peopled: dict[str, Any]) -> None:
    found = untranslated_on(EMPTY, peopled, send=True)
    assert found == {}, table(found)


@pytest.mark.django_db
def test_pages_of_errors_show_no_untranslated_text() -> None:
    known = Known([], {**WORDS, "MB": "a unit"})
    with pseudo_language():
        pages = {
            name: render_to_string(f"{name}.html", {"limit": "50 MB", "LANGUAGE_CODE": "sv"})
            for name in ERRORS
        }
    assert {name: texts for name, html in pages.items() if (texts := untranslated(html, known))} == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_letters_show_no_untranslated_text(peopled: dict[str, Any]) -> None:
    """Both halves and the subject, composed anew in the pseudo-language."""
    known = Known(rows(), WORDS)
    cases = {name: Application.objects.get(pk=case["pk"]) for name, case in peopled["cases"].items()}
    Letter.objects.exclude(kind="copy_refused").delete()
    with pseudo_language():
        letters_about(cases, User.objects.get(is_superuser=True))
    found: dict[str, list[str]] = {}
    for letter in Letter.objects.exclude(kind="copy_refused"):
        for half in (
            letter.html,
            f"<p>{letter.subject}</p>",
            *(f"<p>{line}</p>" for line in letter.text.splitlines()),
        ):
            if texts := untranslated(half, known):
                found.setdefault(letter.kind, []).extend(texts)
    assert found == {}, table(found)


def test_untranslated_text_is_found() -> None:
    known = Known(["En rad\nAndra raden", "Fem ord i en lång rad ur databasen."], {"PDF": "a format"})
    html = (
        f"<html><head><title>{BEGIN}x{END} – Sajten</title></head><body><p>{BEGIN}Ett <b>ord</b>{END} 12 (PDF)</p>"
        f"<p>En rad</p><p>ord i en lång rad ur databasen</p><img alt='En bild'><p>Hej då</p><p>{BEGIN}slut</p>"
    )
    assert untranslated(html, known) == [
        "<title> – Sajten",
        "<p> Hej då",
        "1 brackets are not closed",
        "alt='En bild'",
    ]
