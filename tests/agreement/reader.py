"""A reader of public pages, and what one page cost."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from samverkan.public_cache import forget


def read(
    client: Client, name: str, *args: str, language: str = "sv", status: int = 200, query: str = ""
) -> str:
    """The page behind an address, rendered anew; in English the interface's words are the msgids."""
    forget()
    with override(language):  # the language of the request before stays with the thread
        address = reverse(name, args=args)
    answer = client.get(address + query)
    assert answer.status_code == status, (answer.status_code, answer.get("Location"))
    return answer.content.decode()


def main_of(page: str) -> str:
    """What stands between header and footer, without markup that says nothing to a reader."""
    return page.partition("<main")[2].partition("</main>")[0]


def words_of(page: str) -> str:
    """What is read aloud, on one line."""
    return plain(main_of(page))


def plain(html: str) -> str:
    """A piece of a page as it is read aloud."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def cost(client: Client, name: str, *args: str, language: str = "sv") -> int:
    """How many questions a page asks when it is made, the stamp included."""
    with CaptureQueriesContext(connection) as queries:
        read(client, name, *args, language=language)
    return len(queries)
