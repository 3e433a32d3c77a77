"""Every kind of answer carries the policy, also those that never reach a page of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import path

from membership.states import Outcome
from samverkan import urls
from tests.factories import decide, make_application, make_region, make_returned, make_user, sign_in


def broken(request: Any) -> Any:
    raise RuntimeError("a fault in a page")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]


def hardened(answer: Any) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return (
        "default-src 'none'" in policy
        and "unsafe" not in policy
        and answer.headers.get("X-Content-Type-Options") == "nosniff"
        and answer.headers.get("Cross-Origin-Resource-Policy") == "same-origin"
    )


@pytest.mark.django_db
def test_error_pages_carry_the_policy(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    answers = {
        404: client.get("/finns/inte/"),
        500: client.get("/broken/"),
        403: Client(enforce_csrf_checks=True).post("/konto/logga-in/", {"email": "a@b.example"}),
        413: client.post("/konto/logga-in/", CONTENT_LENGTH=str(10**10)),
        405: client.put("/norrbotten/anslut/ansok/"),
        400: client.get("/", HTTP_HOST="evil.example"),
    }

    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert [code for code, answer in answers.items() if not hardened(answer)] == []


@pytest.mark.django_db
def test_answers_before_any_page_carry_the_policy(settings: Any) -> None:
    """The redirect to https, and the refusal of a host that is not ours, come from the outermost gates."""
    settings.SECURE_SSL_REDIRECT = True
    client = Client()

    redirect = client.get("/")
    refused = client.get("/", HTTP_HOST="evil.example")

    assert (redirect.status_code, refused.status_code) == (301, 400)
    for answer in (redirect, refused):
        assert "default-src 'none'" in answer.headers.get("Content-Security-Policy", "")
        assert answer.headers.get("Cross-Origin-Resource-Policy") == "same-origin"


@pytest.mark.django_db
def test_download_is_boxed_in(client: Client) -> None:
    user = make_user()
    application = make_application(make_region(), user=user)
    decide(application, Outcome.APPROVED)
    copy = make_returned(application)
    sign_in(client, user)

    answer = client.get(f"/mina-sidor/{application.reference}/kopior/{copy.pk}/")
    answer.close()

    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
