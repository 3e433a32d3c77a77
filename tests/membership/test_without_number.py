"""Whether organisations without a number join, and what they are asked, is data of the region (MEM-50)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agreement.models import Region
from membership.fit import advise
from membership.models import Application
from membership.services import missing_pages
from samverkan import public_cache
from tests.factories import make_application, make_draft, make_supplement, sign_in
from tests.membership.applying import ORGANISATION, address, fill

pytestmark = pytest.mark.django_db
PAGE = address("organisation")
WITHOUT = {**ORGANISATION, "number": "", "no_number": "on", "number_missing_reason": "Vi är ett nätverk."}
WORDS = "Skriv vem som svarar för nätverket & hur <ni> nås."
ESCAPED = "Skriv vem som svarar för nätverket &amp; hur &lt;ni&gt; nås."
JOIN = "/norrbotten/anslut/"


def rule(region: Region, *, admits: bool, words: str = "") -> None:
    type(region.agreement).objects.update(admits_unnumbered=admits, unnumbered_words=words)
    region.agreement.refresh_from_db()
    public_cache.forget()


def self_check(client: Client, prefix: str = "") -> str:
    asked = f"{prefix}/norrbotten/anslut/passar-det/?vilka=civil&var=county&bakom=whole"
    return client.get(asked).content.decode()


def test_today_a_network_joins_and_says_why_it_has_no_number(client: Client, region: Region) -> None:
    form = client.get(PAGE).context["form"]
    assert {"no_number", "number_missing_reason"} <= form.fields.keys()
    assert not advise(region.agreement, "civil", "county", "whole").but
    assert client.post(PAGE, WITHOUT).url == address("omrade")
    draft = Application.objects.get()
    assert "organisation" not in missing_pages(draft)
    assert draft.number_missing_reason == "Vi är ett nätverk."


def test_region_that_admits_none_without_a_number_neither_offers_nor_takes_it(
    client: Client, region: Region
) -> None:
    rule(region, admits=False)
    form = client.get(PAGE).context["form"]
    assert form.fields.keys() & {"no_number", "number_missing_reason"} == set()

    answer = client.post(PAGE, WITHOUT)
    assert answer.context["form"].has_error("number", "required")
    assert "no_number" not in answer.content.decode()
    assert not Application.objects.exists()
    fill(client, "organisation")
    assert Application.objects.get().number == "802518-4220"


def test_form_self_check_and_pages_say_the_same(client: Client, region: Region) -> None:
    english = [f"/en{PAGE}", f"/en{address()}", f"/en{JOIN}"]
    for admits, rule_said, asked in (
        (True, False, "number if it has one"),
        (False, True, "organisation number, and"),
    ):
        rule(region, admits=admits)
        form, start, join = (client.get(page).content.decode() for page in english)
        check = self_check(client, "/en")
        for page in (form, check):
            assert ("Only organisations with an organisation number can join here." in page) is rule_said
            assert ("An association gets one from the Tax Agency" in page) is rule_said
        assert asked in start
        assert asked in join


@pytest.mark.parametrize("admits", [True, False])
def test_regions_own_words_stand_in_the_form_and_at_the_self_check(
    client: Client, region: Region, admits: bool
) -> None:
    english = f"/en{PAGE}"
    rule(region, admits=admits, words=WORDS)

    assert ESCAPED in client.get(PAGE).content.decode()
    assert ESCAPED in self_check(client)
    marked = f'<span lang="sv">{ESCAPED}</span>'
    assert marked in client.get(english).content.decode()
    assert marked in self_check(client, "/en")
    assert not advise(region.agreement, "other", "county", "whole").but, (
        "a company is not told how to get one"
    )


def test_nobody_is_told_to_apply_who_then_cannot(client: Client, region: Region) -> None:
    said = {True: "Everybody may apply", False: "Every organisation with an organisation number may apply"}
    asked = f"/en{reverse('membership:fit', args=[region.slug])}?vilka=civil&var=fewer&bakom=whole"
    for admits, right in said.items():
        rule(region, admits=admits)
        page = client.get(asked).content.decode()
        assert [each in page for each in said.values()] == [each == right for each in said.values()]


def test_whoever_has_no_number_reads_whom_to_ask(client: Client, region: Region) -> None:
    rule(region, admits=False)
    errors = client.post(f"/en{PAGE}", {"name": "Nätverket", "form": "other"}).context["form"].errors
    assert region.contact_email
    assert region.contact_email in str(errors["number"])
    type(region).objects.update(contact_email="")
    errors = client.post(f"/en{PAGE}", {"name": "Nätverket", "form": "other"}).context["form"].errors
    assert "@" not in str(errors["number"])


def test_public_body_has_a_number_and_hears_nothing_of_it(region: Region) -> None:
    rule(region, admits=False)
    assert advise(region.agreement, "civil", "county", "whole").but
    assert not advise(region.agreement, "public", "county", "whole").but


def test_reason_given_before_the_rule_is_no_answer_any_more(
    client: Client, region: Region, person: User
) -> None:
    draft = make_draft(region, person, number="", number_missing_reason="Vi är ett nätverk.")
    rule(region, admits=False)
    draft = Application.objects.get(pk=draft.pk)

    assert missing_pages(draft) == ["organisation"]
    sign_in(client, person)
    client.post(PAGE, ORGANISATION)
    draft.refresh_from_db()
    assert (draft.number, draft.number_missing_reason) == ("802518-4220", "")
    assert not missing_pages(draft)


def test_what_came_in_before_the_rule_is_completed_as_it_was(
    client: Client, region: Region, person: User
) -> None:
    case = make_application(region, user=person, number="", number_missing_reason="Vi är ett nätverk.")
    make_supplement(case, pages=["organisation"])
    rule(region, admits=False)
    sign_in(client, person)
    page = reverse("membership:supplement-page", args=[case.reference, "organisation"])

    response = client.post(page, {**WITHOUT, "name": "Nätverket Norr"})
    assert response.status_code == 302, response.context["form"].errors
    case.refresh_from_db()
    assert (case.name, case.number_missing_reason) == ("Nätverket Norr", "Vi är ett nätverk.")
