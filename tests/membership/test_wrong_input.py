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
from agreement.models import Municipality, Region
from letters.models import Letter
from membership.models import Application
from membership.states import Status
from tests.factories import make_application, make_draft, make_region, make_upload, make_user, sign_in
from tests.membership.test_apply import GOOD, ORDER, address

pytestmark = pytest.mark.django_db
LATIN_AND_SAMI = "Łukasz Åström-Đorđević, Árjepluovve čđŋšŧž"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {{ 1111*1111 }}",
    "{% debug %}",
    "${1111*1111} #{1111*1111} <%= 1111*1111 %>",
    "'; DROP TABLE membership_application; --",
    "%s %(name)s {0} {}",
    '=HYPERLINK("http://x.example")',
]


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def person() -> User:
    return make_user("maja@vinterljus.example")


@pytest.fixture
def draft(region: Region, person: User) -> Application:
    return make_draft(region, person)


@pytest.fixture
def applicant(client: Client, draft: Application, person: User) -> Client:
    return sign_in(client, person)


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    # --- The name
    ("organisation", {"name": ""}, "name", "required"),
    ("organisation", {"name": "   "}, "name", "required"),
    ("organisation", {"name": "\u200b\u200b"}, "name", "required"),
    ("organisation", {"name": "x" * 201}, "name", "max_length"),
    ("organisation", {"name": "x" * 500_000}, "name", "max_length"),
    ("organisation", {"name": "å" * 201}, "name", "max_length"),
    ("organisation", {"name": "X\r\nBcc: evil@x.example"}, "name", "lines"),
    ("organisation", {"name": "X\nCc: evil@x.example"}, "name", "lines"),
    ("organisation", {"name": "X\u2028Y"}, "name", "lines"),
    ("organisation", {"name": "a\x00b"}, "name", "characters"),
    ("organisation", {"name": "a\x1b[31mb"}, "name", "characters"),
    ("organisation", {"name": "a\x08b"}, "name", "characters"),
    ("organisation", {"name": "a\ufffdb"}, "name", "characters"),
    ("organisation", {"name": "a\ue000b"}, "name", "characters"),
    ("organisation", {"name": "Glada laget 👍"}, "name", "letters"),
    ("organisation", {"name": "中文协会"}, "name", "letters"),
    # --- The number
    ("organisation", {"number": ""}, "number", "required"),
    ("organisation", {"number": "802518-4221"}, "number", "checksum"),
    ("organisation", {"number": "850709-9805"}, "number", "person"),
    ("organisation", {"number": "19850709-9805"}, "number", "person"),
    ("organisation", {"number": "8025"}, "number", "length"),
    ("organisation", {"number": "80251842200"}, "number", "length"),
    ("organisation", {"number": "vet inte"}, "number", "length"),
    ("organisation", {"number": "<script>"}, "number", "length"),
    ("organisation", {"number": "802518-4220\r\nX: y"}, "number", "lines"),
    ("organisation", {"number": "9" * 100_000}, "number", "length"),
    ("organisation", {"no_number": "on"}, "no_number", "contradiction"),
    ("organisation", {"number": "", "no_number": "on"}, "number_missing_reason", "required"),
    (
        "organisation",
        {"number": "", "no_number": "on", "number_missing_reason": "x" * 301},
        "number_missing_reason",
        "max_length",
    ),
    (
        "organisation",
        {"number": "", "no_number": "on", "number_missing_reason": "a\nb"},
        "number_missing_reason",
        "lines",
    ),
    # --- The form of organisation
    ("organisation", {"form": ""}, "form", "required"),
    ("organisation", {"form": "hacked"}, "form", "invalid_choice"),
    ("organisation", {"form": "public"}, "form", "invalid_choice"),
    # --- Where
    ("omrade", {"scope": ""}, "scope", "required"),
    ("omrade", {"scope": "världen"}, "scope", "invalid_choice"),
    ("omrade", {"scope": "several"}, "municipalities", "too_few"),
    ("omrade", {"scope": "several", "municipalities": ["own"]}, "municipalities", "too_few"),
    ("omrade", {"scope": "several", "municipalities": ["own", "own"]}, "municipalities", "too_few"),
    (
        "omrade",
        {"scope": "several", "municipalities": ["own", "foreign"]},
        "municipalities",
        "invalid_choice",
    ),
    ("omrade", {"scope": "county", "municipalities": ["foreign"]}, "municipalities", "invalid_choice"),
    ("omrade", {"scope": "several", "municipalities": ["999999"]}, "municipalities", "invalid_choice"),
    ("omrade", {"scope": "several", "municipalities": ["x"]}, "municipalities", "invalid_pk_value"),
    ("omrade", {"scope": "several", "municipalities": ["1' OR 1=1"]}, "municipalities", "invalid_pk_value"),
    ("omrade", {"scope": "other"}, "scope_reason", "required"),
    ("omrade", {"scope": "other", "scope_reason": " \n "}, "scope_reason", "required"),
    ("omrade", {"scope": "other", "scope_reason": "x" * 1001}, "scope_reason", "max_length"),
    ("omrade", {"scope": "other", "scope_reason": "a\x00"}, "scope_reason", "characters"),
    # --- The contact
    ("kontakt", {"contact_name": ""}, "contact_name", "required"),
    ("kontakt", {"contact_name": "x" * 121}, "contact_name", "max_length"),
    ("kontakt", {"contact_name": "X\r\nBcc: evil@x.example"}, "contact_name", "lines"),
    ("kontakt", {"contact_email": ""}, "contact_email", "required"),
    ("kontakt", {"contact_email": "maja"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "maja@"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@b.example\nCc: c@d.example"}, "contact_email", "lines"),
    ("kontakt", {"contact_email": "a@b.example\r\nBcc:c@d.example"}, "contact_email", "lines"),
    ("kontakt", {"contact_email": "a@b.example, c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@b.example;c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "Maja <a@b.example>"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": '"a b"@x.example'}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a@[127.0.0.1]"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "åsa@x.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_email": "a" * 310 + "@x.example"}, "contact_email", "max_length"),
    ("kontakt", {"contact_email": "mailto:a@b.example?bcc=c@d.example"}, "contact_email", "invalid"),
    ("kontakt", {"contact_phone": "ring mig"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "112"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "1234567890123456"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "٠٧٠١٢٣٤٥٦٧"}, "contact_phone", "letters"),
    ("kontakt", {"contact_phone": "070-1234567<b>"}, "contact_phone", "invalid"),
    ("kontakt", {"contact_phone": "070-1234567" + "-" * 20}, "contact_phone", "max_length"),
    ("kontakt", {"contact_level": ""}, "contact_level", "required"),
    ("kontakt", {"contact_level": "global"}, "contact_level", "invalid_choice"),
    # --- The declaration
    ("intygande", {"declared": ""}, "declared", "required"),
    ("intygande", {"declared_by": ""}, "declared_by", "required"),
    ("intygande", {"declared_by": "x" * 121}, "declared_by", "max_length"),
    ("intygande", {"declared_by": "X\nY"}, "declared_by", "lines"),
]


# What is chosen besides, so that it can be lost.
CHOSEN: dict[str, dict[str, Any]] = {"kontakt": {"publish_name": "on", "publish_phone": "on"}}
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


def send(client: Client, region: Region, page: str, changes: dict[str, Any]) -> Any:
    data = {**GOOD[page], **CHOSEN.get(page, {}), **changes}
    if "municipalities" in data:
        blekinge = make_region("blekinge")
        stand_for = {
            "own": str(region.municipalities.first().pk),  # type: ignore[union-attr]
            "foreign": str(Municipality.objects.filter(region=blekinge).first().pk),  # type: ignore[union-attr]
        }
        data["municipalities"] = [stand_for.get(value, value) for value in data["municipalities"]]
    return client.post(address(page), data), data


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


# --- What is unusual and right ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "field", "typed", "kept"),
    [
        ("organisation", "name", "x" * 200, "x" * 200),
        ("organisation", "name", LATIN_AND_SAMI, LATIN_AND_SAMI),
        ("organisation", "name", "  Två\u00a0 \t ord ", "Två ord"),
        ("organisation", "name", "A\u030angstro\u0308m", "Ångström"),
        ("organisation", "name", "evil\u202egpj.exe", "evilgpj.exe"),
        ("organisation", "name", "a\u200bb\ufeff", "ab"),
        ("organisation", "name", "e" + "\u0301" * 10_000, "\u00e9" + "\u0301" * 3),
        ("organisation", "number", "16802518-4220", "802518-4220"),
        ("organisation", "number", "802518–4220", "802518-4220"),
        ("omrade", "scope_reason", "rad ett\r\nrad två", "rad ett\nrad två"),
        (
            "omrade",
            "scope_reason",
            "\r\n".join("x" * 499 for _line in range(2)),
            "x" * 499 + "\n" + "x" * 499,
        ),
        ("kontakt", "contact_email", " Maja@Vinterljus.EXAMPLE ", "maja@vinterljus.example"),
        (
            "kontakt",
            "contact_email",
            "maja+styrelsen@vinterljus.example",
            "maja+styrelsen@vinterljus.example",
        ),
        ("kontakt", "contact_phone", "+46 (0)920–12 34 56", "+46 (0)920-12 34 56"),
        ("kontakt", "contact_phone", "", ""),
        ("kontakt", "contact_name", "x" * 120, "x" * 120),
        ("intygande", "declared_by", "x" * 120, "x" * 120),
    ],
)
def test_unusual_input_is_taken_as_meant(
    applicant: Client, draft: Application, region: Region, slug: str, field: str, typed: str, kept: str
) -> None:
    changes = {field: typed, **({"scope": "other"} if field == "scope_reason" else {})}
    response, _data = send(applicant, region, slug, changes)

    assert response.status_code == 302, response.context["form"].errors
    draft.refresh_from_db()
    assert getattr(draft, field) == kept


def test_reason_of_exactly_a_thousand_characters_counts_a_line_break_as_one(
    applicant: Client, draft: Application
) -> None:
    text = "\r\n".join(["x" * 199] * 5) + "\r\n" + "x"
    assert len(text.replace("\r\n", "\n")) == 1001
    for typed, status in ((text, 200), (text[:-3] + "x", 302)):
        data = {"scope": "other", "scope_reason": typed}
        assert applicant.post(address("omrade"), data).status_code == status


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_everywhere(
    applicant: Client, draft: Application, region: Region, text: str
) -> None:
    applicant.post(
        address("organisation"),
        {"name": text, "form": "other", "no_number": "on", "number_missing_reason": text},
    )
    applicant.post(address("omrade"), {"scope": "other", "scope_reason": text})
    applicant.post(address("kontakt"), {**GOOD["kontakt"], "contact_name": text})
    applicant.post(address("intygande"), {"declared": "on", "declared_by": text})
    pages = [applicant.get(address(page)) for page in (*ORDER, "kontrollera")] + [applicant.get(address())]
    receipt = applicant.post(address("kontrollera"), {})
    assert receipt.status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    pages += [applicant.get(url) for url in (receipt.url, "/mina-sidor/", draft.get_absolute_url())]
    pages.append(applicant.get(reverse("membership:withdraw", args=[draft.reference])))

    seen = 0
    for response in pages:
        page = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "1234321" not in page  # 1111 × 1111: nobody has worked it out, and no id or date looks like it
        seen += html.escape(text) in page
    assert seen >= 8


def test_text_that_does_not_belong_to_the_choice_is_not_kept(
    applicant: Client, draft: Application, region: Region
) -> None:
    several = [municipality.pk for municipality in region.municipalities.all()]
    applicant.post(address("omrade"), {"scope": "several", "municipalities": several, "scope_reason": "Kvar"})
    draft.refresh_from_db()
    assert draft.scope_reason == ""
    assert draft.municipalities.count() == len(several)

    applicant.post(address("omrade"), {"scope": "county", "municipalities": several})
    draft.refresh_from_db()
    assert draft.municipalities.count() == 0


def test_exception_may_name_its_one_municipality(
    applicant: Client, draft: Application, region: Region
) -> None:
    place = region.municipalities.first()
    assert place is not None
    data = {"scope": "other", "municipalities": [place.pk], "scope_reason": "Ingen annan företräder oss."}
    assert applicant.post(address("omrade"), data).status_code == 302
    assert list(draft.municipalities.all()) == [place]


@pytest.mark.parametrize("least", [1, 2, 3])
def test_number_of_municipalities_is_the_agreements_own(
    applicant: Client, draft: Application, region: Region, least: int
) -> None:
    type(region.agreement).objects.update(min_municipalities=least)
    places = [municipality.pk for municipality in region.municipalities.all()]

    for count in range(5):
        data = {"scope": "several", "municipalities": places[:count]}
        assert applicant.post(address("omrade"), data).status_code == (302 if count >= least else 200)


def test_two_thousand_fields_are_refused_without_a_crash(applicant: Client, draft: Application) -> None:
    data = {f"x{number}": "" for number in range(2000)}

    assert applicant.post(address("organisation"), data).status_code == 400


def test_form_without_its_token_is_refused(region: Region, person: User) -> None:
    strict = sign_in(Client(enforce_csrf_checks=True), person)
    make_draft(region, person)

    for page in (*ORDER, "kontrollera"):
        assert strict.post(address(page), GOOD.get(page, {})).status_code == 403
    assert strict.post(address()).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(applicant: Client, draft: Application, method: str) -> None:
    for page in ("", *ORDER, "kontrollera"):
        assert getattr(applicant, method)(address(page)).status_code == 405


def test_undecodable_bytes_are_an_error_at_the_field(applicant: Client, draft: Application) -> None:
    body = b"name=%ff%fe&number=8025184220&form=nonprofit"
    response = applicant.post(address("organisation"), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200
    assert response.context["form"].has_error("name", code="characters")
