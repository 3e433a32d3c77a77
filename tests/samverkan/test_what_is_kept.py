"""The cache of public pages before a site of one page: what it keeps, what it lets pass, and whose answer it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from agreement.public import public_page
from samverkan import public_cache
from samverkan.public_cache import PublicPageCache

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patient")]


class Site:
    """Something behind the cache that counts how often it is asked."""

    def __init__(
        self, make: Callable[[], Any] = lambda: HttpResponse("page"), *, marked: bool = True
    ) -> None:
        self.asked = 0
        view = public_page(lambda request: make())
        self.view = view if marked else (lambda request: make())
        self.cache = PublicPageCache(self)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        answer: HttpResponse = self.view(request)
        return answer

    def ask(self, method: str = "GET", **extra: str) -> None:
        request = RequestFactory().generic(method, "/x/")
        del request.META["HTTP_COOKIE"]
        request.META.update(extra)
        self.cache(request)

    def asked_when_twice(self, method: str = "GET", **extra: str) -> int:
        """How often the site is asked when the same request comes twice: once if the answer was kept."""
        self.ask(method, **extra)
        self.ask(method, **extra)
        return self.asked


def with_cookie() -> HttpResponse:
    answer = HttpResponse("yours")
    answer.set_cookie("session", "secret")
    return answer


def test_marked_page_is_kept() -> None:
    assert Site().asked_when_twice() == 1


@pytest.mark.parametrize(
    "make",
    [
        with_cookie,
        lambda: HttpResponse("gone", status=404),
        lambda: HttpResponse("later", status=503),
        lambda: StreamingHttpResponse(iter(["a"])),
        lambda: HttpResponse("x" * (public_cache.MOST_BYTES + 1)),
    ],
    ids=["cookie", "404", "503", "stream", "large"],
)
def test_answer_is_not_kept(make: Callable[[], Any]) -> None:
    assert Site(make).asked_when_twice() == 2


def test_unmarked_page_is_not_kept() -> None:
    assert Site(marked=False).asked_when_twice() == 2


@pytest.mark.parametrize(
    "extra", [{"HTTP_COOKIE": "session=x"}, {"HTTP_AUTHORIZATION": "Basic x"}, {"method": "POST"}]
)
def test_request_of_somebody_in_particular_goes_past_the_cache(extra: dict[str, str]) -> None:
    site = Site()
    site.ask()  # kept by now
    assert site.asked_when_twice(**extra) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_HOST": "other.example"},
        {"HTTP_X_FORWARDED_HOST": "other.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"QUERY_STRING": "q=a"},
    ],
)
def test_hosts_and_questions_are_kept_apart(other: dict[str, str]) -> None:
    site = Site()
    site.ask()
    site.ask(**other)
    assert site.asked == 2
