"""What the shipped proxy must do because the web server behind it cannot (attacks 13, 24, 30)."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from django.urls import reverse

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


def test_log_knows_no_secret_address() -> None:
    """Whose calendar, whose registration, whose answer: the address is the key, and logs are read by many."""
    found = re.search(r'^\s*request>uri regexp "(.+)" "(.*)"$', CADDYFILE, re.MULTILINE)
    assert found
    pattern, instead = found.groups()
    for name in ("own-ics", "registration", "feedback"):
        key = uuid.uuid4()
        logged = re.sub(pattern, instead, f"/en{reverse(f'events:{name}', args=[key])}?x=1")
        assert not set(str(key).split("-")) & set(re.split(r"[-/.?]", logged)), logged
    assert re.search(r"^\s*request>headers>Referer delete$", CADDYFILE, re.MULTILINE)
    assert re.sub(pattern, instead, "/norrbotten/kalender/dialog-2/") == "/norrbotten/kalender/dialog-2/"
