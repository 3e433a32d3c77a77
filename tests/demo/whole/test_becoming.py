"""One click makes a visitor somebody of the demo, second factor included, and never anybody else."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import User
from agreement.models import Region, RegionRole
from agreement.states import Role
from demo import becoming, people
from membership.models import Application
from membership.states import Status

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUEUE = "/admin/membership/reviewitem/"


def keys(slug: str) -> list[str]:
    return [button.key for button in becoming.buttons(Region.objects.get(slug=slug))]


def become(client: Client, key: str, **data: str) -> str:
    answer = client.post(f"/demo/bli/{key}/", data)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def signed_in(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize("slug", ["norrbotten", "blekinge"])
def test_every_button_signs_in_and_lands_on_a_page(whole_demo: None, client: Client, slug: str) -> None:
    parties = Region.objects.get(slug=slug).agreement.parties.count()
    found = keys(slug)
    assert len(found) == 4 + parties + 2

    for key in found:
        landing = become(client, key)
        page = client.get(landing)
        assert page.status_code == 200, (key, landing)
        assert signed_in(client).email.endswith("@demo.example")


@pytest.mark.parametrize("slug", ["norrbotten", "blekinge"])
def test_people_with_power_stand_in_the_queue_and_others_do_not(
    whole_demo: None, client: Client, slug: str
) -> None:
    administrator = f"{slug}-{people.ADMINISTRATOR}"
    assert become(client, administrator) == "/admin/agreement/seat/"
    assert client.get("/admin/agreement/seat/").status_code == 200
    assert client.get(QUEUE).status_code == 403
    for key in [*(each for each in keys(slug)[4:] if each != administrator), "drift"]:
        landing = become(client, key)
        assert landing.startswith("/admin/")
        assert client.get(QUEUE).status_code == 200
    for key in keys(slug)[:4]:
        assert not become(client, key).startswith("/admin/")
        assert client.get(QUEUE, follow=True).status_code == 403


def test_applicants_are_where_the_button_says(whole_demo: None, client: Client) -> None:
    expected: dict[str, list[tuple[str, bool]]] = {
        people.NEW: [],
        people.DRAFT: [(Status.DRAFT, False)],
        people.APPROVED: [(Status.APPROVED, False)],
        people.MEMBER: [(Status.APPROVED, True)],
    }
    for slug in people.REGIONS:
        for part, cases in expected.items():
            become(client, f"{slug}-{part}")
            own = Application.objects.of(signed_in(client))
            assert [(case.status, hasattr(case, "membership")) for case in own] == cases


def test_start_page_has_a_button_for_everybody_and_says_what_they_can_do(
    whole_demo: None, client: Client
) -> None:
    swedish, english = (client.get(address).content.decode() for address in ("/demo/", "/en/demo/"))

    for slug in people.REGIONS:
        for button in becoming.buttons(Region.objects.get(slug=slug)):
            assert f'action="/demo/bli/{button.key}/"' in swedish
            assert f'action="/en/demo/bli/{button.key}/"' in english
    assert "Five minutes through the whole flow" in english
    assert 'lang="sv"' in swedish
    assert english.count("csrfmiddlewaretoken") == english.count("<form")


def test_tour_numbers_and_codes_work(whole_demo: None, client: Client) -> None:
    page = client.get("/en/demo/").content.decode()
    leader = User.objects.get(email__startswith="plats1.norrbotten")

    number = re.search(r"<code>(802995-\d{4})</code>", page)
    assert number
    assert not Application.objects.filter(number=number[1]).exists()
    code = becoming.current_codes([leader.email])[leader.email]
    assert re.fullmatch(r"\d{6}", code)
    factor = Authenticator.objects.get(user=leader, type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code)


def test_nobody_else_can_be_become(whole_demo: None, client: Client) -> None:
    """Not a real person, whatever they may do; not the demo's crowd; not an alternate; not somebody locked out."""
    region = Region.objects.get(slug="norrbotten")
    real = User.objects.create_user("real@forening.example", is_superuser=True)
    RegionRole.objects.create(region=region, user=real, role=Role.SECRETARIAT, from_on=timezone.localdate())
    User.objects.filter(email="sekretariat.blekinge@demo.example").update(is_active=False)
    assert User.objects.filter(email="forening1.norrbotten@demo.example").exists()
    assert User.objects.filter(email="plats3.norrbotten@demo.example").exists()

    for key in (
        "real@forening.example",
        "real",
        str(real.pk),
        "forening1.norrbotten",
        "plats3.norrbotten",  # an alternate
        "skala",
        "blekinge-sekretariat",
        "..",
        "%00",
    ):
        assert client.post(f"/demo/bli/{key}/").status_code == 404, key
    assert "_auth_user_id" not in client.session


def test_a_link_signs_nobody_in(whole_demo: None, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert client.get("/demo/bli/drift/").status_code == 405
    assert strict.post("/demo/bli/drift/").status_code == 403
    assert "_auth_user_id" not in client.session
    assert "_auth_user_id" not in strict.session


def test_next_page_is_on_this_site(whole_demo: None, client: Client) -> None:
    assert become(client, "norrbotten-ny", next="/norrbotten/anslutna/") == "/norrbotten/anslutna/"
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)"):
        assert become(client, "norrbotten-ny", next=elsewhere) == "/norrbotten/anslut/ansok/"


def test_of_the_person_before_nothing_is_left(whole_demo: None, client: Client) -> None:
    become(client, "drift")
    assert client.get(QUEUE).status_code == 200

    become(client, "norrbotten-ny")
    assert client.get(QUEUE, follow=True).status_code == 403
    client.post("/demo/logga-ut/")
    assert "_auth_user_id" not in client.session


def test_what_a_stranger_began_stays(whole_demo: None, client: Client) -> None:
    session = client.session
    session["begun"] = "a draft"
    session.save()

    become(client, "norrbotten-ny")

    assert client.session["begun"] == "a draft"
