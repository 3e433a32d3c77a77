"""What people and attackers type: each slip gets an answer at its field, and nothing is changed or lost."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from letters.models import Letter
from membership.models import Application
from membership.states import Status
from tests.factories import make_application, make_upload, sign_in
from tests.membership.applying import GOOD, ORDER, address
from tests.membership.wrong_input import WRONG, send

pytestmark = pytest.mark.django_db


# How to mend it: every sentence about a slip says what to do, and these are the words for that.
MENDING = re.compile(
    r"\b(skriv|välj|kryssa|ta bort|korta|berätta|kontrollera|hoppa över|se efter|titta efter|skanna)\b",
    re.IGNORECASE,
)


class Form(HTMLParser):
    """A form as a browser holds it: what it would send, what each field is described by, every id of the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sends: dict[str, list[str]] = {}
        self.offers: dict[str, set[str]] = {}
        self.about: dict[str, list[dict[str, str]]] = {}
        self.texts: dict[str, str] = {}
        self._area: str | None = None
        self._group: dict[str, str] = {}
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._group = got
        if tag == "div":
            self._inside.append(got.get("id", ""))
        name = got.get("name", "")
        if tag not in ("input", "textarea") or not name:
            return
        self.about.setdefault(name, []).append({**self._group, **got})
        if tag == "textarea":
            self._area = name
            self.sends[name] = [""]
        elif got.get("type") in ("radio", "checkbox"):
            self.offers.setdefault(name, set()).add(got.get("value", "on"))
            if "checked" in got:
                self.sends.setdefault(name, []).append(got.get("value", "on"))
        elif got.get("type") != "file":
            self.sends[name] = [got.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._group = {}
        elif tag == "textarea":
            self._area = None
        elif tag == "div" and self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sends[self._area][0] += data
        for id_ in filter(None, self._inside):
            self.texts[id_] = self.texts.get(id_, "") + data

    def lost(self, data: dict[str, Any]) -> dict[str, Any]:
        """What was sent and does not stand in the form any more; a choice that is none can stand nowhere."""
        found = {}
        for name, sent in data.items():
            values = sent if isinstance(sent, list) else [sent]
            if name in self.offers:
                meant = {value for value in values if value in self.offers[name]}
                if meant != set(self.sends.get(name, [])):
                    found[name] = self.sends.get(name)
            elif [_written(value) for value in values] != [_written(value) for value in self.sends[name]]:
                found[name] = self.sends[name]
        return found


def _written(text: str) -> str:
    """As a page can hold it: there a line ends with one character, and none is nothing at all."""
    return text.replace("\r\n", "\n").replace("\x00", "\ufffd").lstrip("\n")


@pytest.mark.parametrize(("slug", "changes", "field", "code"), WRONG)
def test_wrong_input_is_answered_at_its_field(
    applicant: Client,
    draft: Application,
    region: Region,
    slug: str,
    changes: dict[str, Any],
    field: str,
    code: str,
) -> None:
    """One sentence, in the summary and at the field, that says how to mend it; nothing typed or chosen is lost."""
    before = Application.objects.values().get(pk=draft.pk)

    response, data = send(applicant, region, slug, changes)

    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors.keys() == {field}
    assert form.has_error(field, code=code)
    assert Application.objects.values().get(pk=draft.pk) == before
    assert not Letter.objects.exists()
    shown = response.content.decode()
    assert re.search("<title>\\s*Fel: ", shown)
    assert MENDING.search(str(form.errors[field][0]))
    sentence = html.escape(str(form.errors[field][0]))
    assert shown.count(sentence) == 2  # in the summary, and in the same words at the field
    (target,) = re.findall(r'<li><a href="#([^"]+)">' + re.escape(sentence), shown)
    page = Form(shown)
    (at,) = [each for each in page.about[field] if each["id"] == target]
    assert at["aria-invalid"] == "true"
    described = " ".join(page.texts.get(id_, "") for id_ in at["aria-describedby"].split())
    assert str(form.errors[field][0]) in described
    assert page.lost(data) == {}


def test_what_is_lost_is_found() -> None:
    """The test itself can fail."""
    page = Form(
        '<input name="a" value="x"><textarea name="b">y</textarea>'
        '<input type="radio" name="c" value="1"><input type="radio" name="c" value="2" checked>'
    )
    assert page.lost({"a": "x", "b": "y", "c": "2"}) == {}
    assert page.lost({"a": "z", "b": "", "c": "1"}) == {"a": ["x"], "b": ["y"], "c": ["2"]}
    assert page.lost({"c": "9"}) == {"c": ["2"]}


# --- Files and people, in a case that has been sent ---------------------------------------------------

GOOD_FILE = ("stadgar.pdf", None)  # None: a whole PDF

WRONG_LATER: list[tuple[str, dict[str, Any], str, str]] = [
    # page, what is sent, the field, what its sentence begins with
    ("supplement", {}, "answer", "Skriv ett svar eller välj en fil."),
    ("supplement", {"answer": "x" * 4001, "attached": [GOOD_FILE]}, "answer", "Det här är 4001 tecken"),
    ("supplement", {"answer": "a\x00b", "attached": [GOOD_FILE]}, "answer", "Här finns ett tecken"),
    ("supplement", {"answer": "👍", "attached": [GOOD_FILE]}, "answer", "Det här går inte att skriva"),
    (
        "supplement",
        {"answer": "Se filen.", "attached": [GOOD_FILE, ("bild.pdf", b"<html></html>")]},
        "attached",
        "bild.pdf: Filen är varken en PDF",
    ),
    ("supplement", {"answer": "Se filen.", "attached": [("tom.pdf", b"")]}, "attached", "tom.pdf: "),
    (
        "supplement",
        {"answer": "Se filen.", "attached": [("trasig.pdf", b"%PDF-1.7\n...")]},
        "attached",
        "trasig.pdf: ",
    ),
    ("upload", {}, "copy", "Välj filen först"),
    ("upload", {"copy": [("bild.pdf", b"<html></html>")]}, "copy", "Filen är varken en PDF"),
    ("upload", {"copy": [("tom.pdf", b"")]}, "copy", ""),
    ("people", {"email": ""}, "email", "Skriv personens e-postadress."),
    ("people", {"email": "kassoren"}, "email", "Adressen ska se ut som namn@exempel.se."),
    ("people", {"email": "a@b.example, c@d.example"}, "email", "Adressen ska se ut som namn@exempel.se."),
    ("people", {"email": "a@b.example\nBcc: c@d.example"}, "email", "Skriv det här på en rad"),
]


@pytest.mark.parametrize(("name", "sent", "field", "begins"), WRONG_LATER)
def test_wrong_input_after_sending_is_answered_at_its_field(
    client: Client,
    region: Region,
    person: User,
    name: str,
    sent: dict[str, Any],
    field: str,
    begins: str,
) -> None:
    """The same of a sent case: one sentence in both places, words stay, and a file that came along is kept."""
    status = Status.APPROVED if name == "upload" else Status.SUPPLEMENT
    case = make_application(region, status, user=person)
    sign_in(client, person)
    files = {key: value for key, value in sent.items() if isinstance(value, list)}
    words = {key: value for key, value in sent.items() if key not in files}
    uploads = {
        key: [make_upload(content, filename) for filename, content in value] for key, value in files.items()
    }

    response = client.post(reverse(f"membership:{name}", args=[case.reference]), {**words, **uploads})

    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors.keys() == {field}
    (said,) = form.errors[field]
    assert said.startswith(begins)
    assert MENDING.search(said)
    shown = response.content.decode()
    assert shown.count(html.escape(said)) == 2
    (target,) = re.findall(r'<li><a href="#([^"]+)">' + re.escape(html.escape(said)), shown)
    assert f'id="{target}"' in shown
    assert Form(shown).lost(words) == {}
    kept = list(case.attachments.values_list("filename", flat=True))
    assert kept == [filename for filename, content in files.get("attached", []) if content is None]
    assert all(f">{filename}</a>" in shown for filename in kept)
    case.refresh_from_db()
    assert case.status == status


def test_title_says_that_something_is_wrong(applicant: Client, draft: Application) -> None:
    good = applicant.get(address("organisation")).content.decode()
    bad = applicant.post(address("organisation"), {}).content.decode()

    titles = [re.search("<title>(.*?)</title>", page) for page in (good, bad)]
    assert titles[0]
    assert titles[1]
    assert titles[1].group(1).endswith(titles[0].group(1))
    assert titles[1].group(1) != titles[0].group(1)


def test_personal_number_is_neither_kept_nor_logged(
    applicant: Client, draft: Application, caplog: pytest.LogCaptureFixture
) -> None:
    applicant.post(address("organisation"), {**GOOD["organisation"], "number": "850709-9805"})

    draft.refresh_from_db()
    assert "850709" not in draft.number
    assert "850709" not in caplog.text
    assert "850709" not in str(dict(applicant.session))


@pytest.mark.parametrize("slug", ORDER)
def test_empty_page_names_every_question(applicant: Client, draft: Application, slug: str) -> None:
    response = applicant.post(address(slug), {})

    assert response.status_code == 200
    expected = {
        "organisation": {"name", "number", "form"},
        "omrade": {"scope"},
        "kontakt": {"contact_name", "contact_email", "contact_level"},
        "intygande": {"declared", "declared_by"},
    }
    assert set(response.context["form"].errors) == expected[slug]
