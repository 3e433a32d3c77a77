"""What everybody may read."""

from __future__ import annotations

from tests.browser.public_pages import PAGES
from tests.browser.states.acts import open_menu, send_empty
from tests.browser.states.places import NB
from tests.browser.states.state import State

# Every public page, by the name of its address, and what becomes of it.
PUBLIC = [
    *(
        State(name if number == 0 else f"{name}-{number + 1}", "visitor", address)
        for name, given in PAGES.items()
        for number, address in enumerate(given)
    ),
    State("region-menu-open", "visitor", f"{NB}/", open_menu),
    State("region-english", "visitor", "/en/norrbotten/"),
    State("members-search", "visitor", f"{NB}/anslutna/?q=bygdegille"),
    State("members-nothing-found", "visitor", f"{NB}/anslutna/?q=xyzzy"),
    State("search-found", "visitor", f"{NB}/sok/?q=overenskommelse"),
    State("search-nothing-found", "visitor", f"{NB}/sok/?q=xyzzy"),
    State("verify-empty", "visitor", "/verifiera/", send_empty),
    State("verify-unknown", "visitor", "/verifiera/AAAA-BBBB-CCCC-DDDD/", status=404),
    State("not-found", "visitor", "/finns-inte/", status=404),
]
