"""What the shipped proxy must do because the web server behind it cannot (attacks 13, 24, 30)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.urls import URLResolver, get_resolver

CADDYFILE = (Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile").read_text(encoding="utf-8")
HEADERS_UP = [line.split()[1:] for line in CADDYFILE.splitlines() if line.strip().startswith("header_up")]


def as_wsgi_sees_it(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


def removed(name: str) -> bool:
    """Whether the proxy takes a header of this name away from what a client sends."""
    patterns = [words[0][1:] for words in HEADERS_UP if words[0].startswith("-")]
    return any(re.fullmatch(re.escape(each).replace(r"\*", ".*"), name, re.IGNORECASE) for each in patterns)


def test_client_cannot_say_who_it_is_under_another_spelling() -> None:
    """Sign-in limits count by the client's address; a WSGI server reads `_` and `-` in a header's name alike."""
    ours = {"X-Forwarded-For", "X-Forwarded-Proto"}
    assert ours <= {words[0] for words in HEADERS_UP}

    for name in ours:
        _x, forwarded, last = name.split("-")
        for spelling in (f"X_{forwarded}_{last}", f"X-{forwarded}_{last}", f"X_{forwarded}-{last}".lower()):
            assert as_wsgi_sees_it(spelling) == as_wsgi_sees_it(name)
            assert removed(spelling), spelling
        assert not removed(name)


def test_slow_client_holds_no_thread() -> None:
    """A thread that reads a body waits as long as the client likes; so forms are gathered here, and waiting ends."""
    assert re.search(r"^\s*request_buffers \d+MiB$", CADDYFILE, re.MULTILINE)
    assert re.search(r"^\s*read_body \d+m$", CADDYFILE, re.MULTILINE)
    assert re.search(r"^\s*read_header \d+s$", CADDYFILE, re.MULTILINE)


# What an address holds besides numbers and words of pages; a reference leads to pages that ask who one is.
SECRET, OPENS_NOTHING = {"key", "token", "code"}, {"reference"}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
A_KEY = {"uuid": "0f8fad5b-d9cb-469f-a165-70867728950e", "str": "7K4M-2QX0-ABCD-9ZZZ"}


def addresses_with_keys() -> Iterator[str]:
    """Every address that opens something to whoever has it, Swedish and English."""
    for route in routes(get_resolver().url_patterns):
        if any(name in SECRET for _kind, name in PARAMETER.findall(route)):
            address = "/" + PARAMETER.sub(lambda found: A_KEY.get(found[1], "1"), route)
            yield from (address, f"/en{address}")


def routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if not isinstance(each, URLResolver):
            yield route
        elif each.namespace not in ("admin", "demo"):  # behind a second factor; never installed in production
            yield from routes(each.url_patterns, route)


def as_logged(address: str) -> str:
    """What the filter of the log leaves of it: Caddy's are Go's expressions, which say a group with a dollar."""
    found = re.search(r'^\s*request>uri regexp "(.+)" "(.*)"$', CADDYFILE, re.MULTILINE)
    assert found
    pattern, instead = found.groups()
    return re.sub(pattern, instead.replace("$1", r"\g<1>"), address)


def test_every_key_in_an_address_is_known_to_be_one() -> None:
    """A new kind of address says here whether it is a secret."""
    held = {
        (kind, name)
        for route in routes(get_resolver().url_patterns)
        for kind, name in PARAMETER.findall(route)
    }
    keys = {name for kind, name in held if kind not in ("int", "slug")}
    assert keys == SECRET | OPENS_NOTHING
    assert {name for kind, name in held if kind == "uuid"} <= SECRET


def test_log_knows_no_secret_address() -> None:
    """Whose calendar, registration, answer or document: the address is the key, and logs are read by many."""
    secret = set(re.split(r"\W", " ".join(A_KEY.values())))
    addresses = list(addresses_with_keys())
    assert len(addresses) >= 12
    for address in addresses:
        for logged in (as_logged(address), as_logged(f"{address}?x=1")):
            assert not secret & set(re.split(r"\W", logged)), logged


def test_log_does_not_know_what_was_asked() -> None:
    """Whom somebody looked for, which code was typed, which page a person was on their way to."""
    assert as_logged("/admin/letters/letter/?q=maja%40x.example&p=2") == "/admin/letters/letter/-"
    assert as_logged("/verifiera/?kod=7K4M/2QX0") == "/verifiera/-"
    for ordinary in ("/norrbotten/kalender/dialog-2/", "/verifiera/", "/en/verifiera/"):
        assert as_logged(ordinary) == ordinary


def test_every_line_of_the_log_goes_through_the_filter() -> None:
    """Faults, too, say which address was asked for: so the filter is everybody's, and the site has none of its own."""
    before, _brace, site = CADDYFILE.partition("{$SITE_HOST} {")
    assert before.count("format filter") == 1
    assert not re.search(r"^\s*(format|output|log .*)", site, re.MULTILINE)
    assert re.search(r"^\tlog$", site, re.MULTILINE)
    for header in ("request>headers>Referer", "resp_headers>Location"):
        assert re.search(rf"^\s*{header} delete$", before, re.MULTILINE)
