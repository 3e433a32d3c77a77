"""What is unusual and right is taken as it was meant; what is hostile does no harm."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.models import Application
from membership.states import Status
from tests.factories import make_draft, sign_in
from tests.membership.applying import GOOD, ORDER, address
from tests.membership.wrong_input import send

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


@pytest.mark.slow
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
