"""The letters about a case: the same facts as text and as HTML, one link, a next step, and nothing of a stranger's (U15)."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from agreement.models import Region
from agreement.states import Effect
from letters.models import Letter
from letters.services import as_message
from membership import emails
from membership.models import Application, SupplementRequest
from membership.states import Outcome
from tests import factories as make
from tests.membership.letters_about import KINDS, REASON, URGENT, asked, decided

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> & "Ö" {{ 7*7 }} {% debug %}'
NAMES = ("Föreningen Exempel", HOSTILE, "Ł" * 199 + "Š", "Rad ett\r\nBcc: evil@example.se")


@pytest.fixture
def region() -> Region:
    made = make.make_region()
    today = timezone.localdate()
    make.make_cut_off(
        made,
        today + dt.timedelta(days=9),
        Effect.CEREMONY,
        title="Skriva under vid starten",
        wording_before="Då är ni med <från> början.",
        wording_after="-",
    )
    make.make_cut_off(
        made,
        today - dt.timedelta(days=9),
        Effect.DEVELOPMENT_GROUP,
        title="Vara med i gruppen i höst",
        wording_before="-",
        wording_after="Ni kan ändå ansluta er.",
    )
    return made


@pytest.fixture(params=KINDS)
def kind(request: Any) -> str:
    return str(request.param)


@pytest.fixture(
    params=[NAMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[1:])],
    ids=["plain", "hostile", "long", "header"],
)
def letter(request: Any, kind: str, region: Region) -> Letter:
    return one(kind, region, name=request.param)


def one(kind: str, region: Region, **fields: Any) -> Letter:
    """The letter to the one person of a case."""
    fields = {"language": "sv", **fields}
    [made] = KINDS[kind](make.make_application(region, **fields))
    return made


def case_url(letter: Letter) -> str:
    application = Application.objects.get()
    prefix = "/en" if letter.language == "en" else ""
    return f"{settings.SITE_URL}{prefix}/mina-sidor/{application.reference}/"


def words(text: str) -> str:
    """The text without layout, as one line."""
    return " ".join(text.split())


def seen(html: str) -> str:
    """What a person sees of the HTML."""
    body = html.partition("<main")[2]
    return words(unescape(strip_tags("<main" + body)))


def test_letter_names_the_organisation_and_the_case_in_both_halves(letter: Letter) -> None:
    application = Application.objects.get()

    for half in (words(letter.text), seen(letter.html)):
        assert application.reference in half
        assert case_url(letter) in half
        assert words(strip_tags(application.name)) in words(strip_tags(half))


def test_both_halves_say_the_same(letter: Letter) -> None:
    """Every sentence of the text stands in the HTML; only layout differs."""
    shown = seen(letter.html)
    missing = [
        line
        for line in letter.text.splitlines()
        if (plain := words(re.sub(r"^\s*(?:- |\d\. )", "", line)))
        and plain != "--"
        and plain.rstrip(":") not in shown
    ]

    assert missing == []


def test_letter_has_one_link(letter: Letter) -> None:
    assert set(re.findall(r'href="([^"]*)"', letter.html)) == {case_url(letter)}
    assert set(re.findall(r"https?://\S+", letter.text)) == {case_url(letter)}


def test_letter_loads_nothing_from_anywhere(letter: Letter) -> None:
    assert not re.search(
        r"<(?:img|link|script|iframe|object|embed|form|input)\b|url\(|@import|\ssrc=", letter.html
    )


def test_subject_is_short_and_names_the_case(letter: Letter) -> None:
    assert len(letter.subject) <= 60
    assert Application.objects.get().reference in letter.subject
    assert "\n" not in letter.subject


def test_letter_is_light(letter: Letter) -> None:
    """30 kB without the attachment, whatever was written into the form."""
    message = as_message(letter)
    message.attachments = []

    assert len(message.message().as_bytes()) <= 30 * 1024


def test_letter_goes_to_one_address_whatever_the_name_is(letter: Letter) -> None:
    message = as_message(letter)

    assert message.recipients() == [letter.to]
    assert message.message()["Bcc"] is None


def test_what_a_stranger_wrote_is_text(kind: str, region: Region) -> None:
    letter = one(kind, region, name=HOSTILE)

    assert HOSTILE in letter.text
    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "{{ 7*7 }}" in letter.html
    assert "&amp;" not in letter.text


def test_nothing_is_escaped_in_the_text_half(kind: str, region: Region) -> None:
    letter = one(kind, region, name="Bröd & Rosor 'Syd'")

    assert "Bröd & Rosor 'Syd'" in letter.text
    assert "&#" not in letter.text


def test_answer_goes_to_the_office_of_the_region(kind: str, region: Region) -> None:
    letter = one(kind, region)

    assert letter.reply_to == region.contact_email
    assert region.contact_email in letter.text
    assert region.contact_email in letter.html


def test_letter_is_whole_without_a_known_office(kind: str) -> None:
    """Neither region's office address is known: nothing invented, nothing empty."""
    letter = one(kind, make.make_region(contact_email="", contact_name=""))

    assert letter.reply_to == ""
    assert "None" not in letter.text
    assert not re.search(r"\b(?:skriv till|write to) ?[.,]", letter.text)


def test_letter_is_in_the_language_of_the_application(kind: str, region: Region) -> None:
    letter = one(kind, region, language="en")

    assert 'lang="en"' in letter.html
    assert case_url(letter) in letter.text
    assert letter.subject.startswith("Action needed") == (kind in URGENT)


def test_same_occasion_makes_no_second_letter(region: Region) -> None:
    case = make.make_application(region)

    emails.receipt(case)
    emails.receipt(case)

    assert Letter.objects.count() == 1


def test_everybody_on_the_organisations_side_gets_one(region: Region) -> None:
    case = make.make_application(region, contact_email="Styrelsen@forening.example")

    assert {letter.to for letter in emails.declined(decided(case, Outcome.DECLINED).decision)} == {
        "styrelsen@forening.example",
        case.access.get().user.email,
    }


def test_receipt_says_what_the_organisation_is_in_time_for(region: Region) -> None:
    letter = one("receipt", region)

    for half in (words(letter.text), seen(letter.html)):
        assert "Skriva under vid starten" in half
        assert "Då är ni med <från> början." in half
        assert "Vara med i gruppen i höst" in half
        assert "Ni kan ändå ansluta er." in half


def test_receipt_says_nothing_of_days_where_there_are_none() -> None:
    letter = one("receipt", make.make_region("blekinge"))

    assert "<ul>" not in letter.html


def test_receipt_gives_the_swedish_time_of_arrival(region: Region) -> None:
    """Half past eleven at night UTC in summer is half past one the next day here (LAW-F7)."""
    letter = one("receipt", region, submitted_at=dt.datetime(2027, 7, 25, 23, 30, tzinfo=dt.UTC))

    assert "26 " in letter.text
    assert "01.30" in letter.text


def test_signing_request_brings_the_document(region: Region) -> None:
    letter = one("signing_request", region)
    document = Application.objects.get().signing_documents.get()

    [attachment] = letter.attachments.all()
    assert (attachment.filename, attachment.content_type) == (document.filename, "application/pdf")
    assert document.filename in letter.text
    assert "§\N{NO-BREAK SPACE}12" in letter.text


def test_decline_gives_criterion_reasons_and_a_way_back(region: Region) -> None:
    letter = one("declined", region)
    criterion = Application.objects.get().decisions.get().reasons.get()

    for half in (words(letter.text), seen(letter.html)):
        assert criterion.text in half
        assert "Gruppen såg inget skäl till undantag <här> & nu." in half
    # There is no appeal to a court here; a notice that says so would be false.
    assert not re.search(r"överklag|förvaltningsrätt|appeal", letter.text, re.IGNORECASE)


def test_refused_copy_says_what_was_wrong_with_it(region: Region) -> None:
    letter = one("copy_refused", region)

    assert REASON in letter.text
    assert "<p>Ni är verksamma i en kommun.</p>" in letter.html


def test_request_says_what_by_when_how_and_what_happens_otherwise(region: Region) -> None:
    letter = one("supplement_asked", region)
    request = SupplementRequest.objects.get()

    for half in (words(letter.text), seen(letter.html)):
        assert words(REASON) in half
        assert request.otherwise in half
        assert f"{request.answer_by.day} " in half


@pytest.mark.parametrize("kind", ["case_waits", "supplement_missing"])
def test_staff_get_their_letters_with_the_way_to_the_case(region: Region, kind: str) -> None:
    secretary = make.make_secretary(region)
    make.make_leader(region)
    case = make.make_application(region, name=HOSTILE)
    made = emails.case_waits(case) if kind == "case_waits" else emails.supplement_missing(asked(case))

    [letter] = [each for each in made if each.to == secretary.email]
    assert all(each.to.endswith("example") for each in made)
    assert f"/admin/membership/reviewitem/{case.pk}/change/" in letter.text
    assert HOSTILE in letter.text
    assert "<script" not in letter.html
    assert case.reference in letter.subject
    assert len(letter.subject) <= 60


def test_letter_is_easy_to_read(kind: str, region: Region) -> None:
    """LIX at most 36 (U16): words per sentence plus per cent of long words; addresses and the sender's line apart."""
    letter = one(kind, region, name="Föreningen Exempel")
    text = re.sub(r"https?://\S+", "", letter.text.partition("\n-- ")[0])
    lines = [line for line in text.splitlines() if line.strip()]
    found = re.findall(r"[\w-]+", text)
    sentences = sum(max(1, len(re.findall(r"[.!?:](?:\s|$)", line))) for line in lines)
    long_words = [word for word in found if len(word) > 6]

    assert len(found) / sentences + 100 * len(long_words) / len(found) <= 36


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_letter_is_accessible_on_a_screen(
    kind: str, region: Region, new_context: Any, scheme: str, width: int
) -> None:
    """No violation that axe knows, nothing wider than the screen, also with the longest name (U2, U12)."""
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()

    page.set_content(one(kind, region, name="Ł" * 199 + "Š").html)

    found = Axe().run(page).response
    assert [violation["id"] for violation in found["violations"] + found["incomplete"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
