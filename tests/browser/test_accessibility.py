"""No fault that a machine can find, on every kind of page and in each of its states; and the keyboard's way (U2, U11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from events.emails import KINDS as EVENT_LETTERS
from tests.browser.conftest import Camera, Town
from tests.browser.states import FORM, NB, QUEUE, STATES, State, address, nothing, send_empty

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What another colour scheme can change: colours. Everything else is the same document.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 1280)


@pytest.fixture(scope="session")
def contexts(town: Town) -> Iterator[Callable[[str], BrowserContext]]:
    """One browser for each role; a visitor is new each time."""
    made: dict[str, BrowserContext] = {}

    def get(who: str) -> BrowserContext:
        if who == "visitor":
            made.setdefault("visitor", town.context()).clear_cookies()
        if who not in made:
            made[who] = town.context(who)
        return made[who]

    yield get
    for context in made.values():
        context.close()


# What axe cannot decide, where, and why it is right. tests/samverkan/test_look.py measures every pair of colours.
EXPLAINED = (
    # Two boxes share a rounded half pixel, and axe does not guess the background.
    ("color-contrast", "elmPartiallyObscured", "<"),
    ("color-contrast", "elmPartiallyObscuring", "<"),
    # Words in a picture: axe does not look at single digits, nor below shapes that end beside them.
    ("color-contrast", "shortTextContent", "<text "),
    ("color-contrast", "bgOverlap", "<text "),
    # A step has a dot, a pseudo-element; axe sees that it is large beside short words, not that it stands beside them.
    ("color-contrast", "pseudoContent", ("<time>", "<span>", '<a href="http')),
    # Django's list of models in the side bar is a table whose only cells are row headings.
    ("th-has-data-cells", None, "<"),
)
AXE = """only => axe.run({runOnly: only, resultTypes: ['violations', 'incomplete']}).then(found =>
  ['violations', 'incomplete'].flatMap(kind => found[kind].flatMap(rule => rule.nodes.slice(0, 3).map(node => ({
    kind, rule: rule.id, html: node.html.slice(0, 200), summary: node.failureSummary.slice(0, 300),
    key: node.any[0]?.data?.messageKey ?? null})))))"""


def faults(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds: the rule, the place, and what is wrong there. What moves or fades has come to its end before."""
    page.evaluate("() => document.getAnimations().forEach(each => each.finish())")
    if page.evaluate("() => window.axe === undefined"):
        page.evaluate(Axe().axe_script)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    return [
        f"{fault['kind']} {fault['rule']}: {fault['html']} {' '.join(fault['summary'].split())}"
        for fault in page.evaluate(AXE, only)
        if fault["kind"] == "violations" or not explained(fault)
    ]


def explained(fault: dict[str, str]) -> bool:
    return any(
        (fault["rule"], fault["key"]) == (rule, key) and fault["html"].startswith(where)
        for rule, key, where in EXPLAINED
    )


def open_page(page: Page, town: Town, state: State) -> None:
    """Bring the page into its state; a page that is not the one meant is no success."""
    meant = address(state, town.facts)
    answer = page.goto(meant)
    assert answer is not None
    assert answer.status == state.status
    assert urlsplit(answer.url).path == urlsplit(meant).path, "led elsewhere"
    state.do(page)
    page.wait_for_load_state()  # of the page that a click leads to


def faults_everywhere(page: Page, camera: Camera, name: str) -> list[str]:
    """On a phone and on a desk, by day and by night."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (needs := page.evaluate("() => document.documentElement.scrollWidth")) > width:
            found.append(f"{needs} px wide on a screen of {width}")
        for scheme, rules in (("light", None), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            camera(page, f"{name}-{width}-{scheme}")
            found += [f"{width} {scheme} {fault}" for fault in faults(page, rules)]
    return found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page_has_no_accessibility_fault(
    state: State, town: Town, contexts: Callable[[str], BrowserContext], camera: Camera
) -> None:
    page = contexts(state.who).new_page()
    try:
        open_page(page, town, state)
        assert faults_everywhere(page, camera, state.name) == []
    finally:
        page.close()


# A letter for each template; of the news about a second factor one stands for all.
LETTERS = sorted(
    [
        "totp_activated" if name == "second_factor_news" else prefix + name
        for app, prefix in (("accounts", ""), ("membership", ""), ("meetings", "meeting_"))
        for name in (
            path.name.removesuffix(".subject.txt")
            for path in (settings.BASE_DIR / "templates" / app / "email").glob("*.subject.txt")
        )
    ]
    + ["positions_awaited", *EVENT_LETTERS]  # one template, and words for each kind
)


@pytest.mark.parametrize("kind", LETTERS)
def test_letter_has_no_accessibility_fault(
    kind: str, town: Town, contexts: Callable[[str], BrowserContext], camera: Camera
) -> None:
    page = contexts("visitor").new_page()
    try:
        page.set_content(town.facts["letters"][kind])
        assert faults_everywhere(page, camera, f"letter-{kind}") == []
    finally:
        page.close()


def test_every_kind_of_letter_is_looked_at(town: Town) -> None:
    assert set(town.facts["letters"]) == set(LETTERS)


@pytest.mark.parametrize("name", ["400", "403", "413", "429", "500", "503"])
def test_page_of_an_error_has_no_accessibility_fault(
    name: str, town: Town, contexts: Callable[[str], BrowserContext], camera: Camera
) -> None:
    """Pages that nobody can call up: their templates, at an address of the portal."""
    with translation.override("sv"):
        html = render_to_string(f"{name}.html", {"limit": "50 MB", "LANGUAGE_CODE": "sv"})
    page = contexts("visitor").new_page()
    try:
        page.route(f"**/error-{name}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"/error-{name}/")
        assert faults_everywhere(page, camera, f"error-{name}") == []
    finally:
        page.close()


# --- The keyboard -----------------------------------------------------------------------------------

# A page that asks for the focus at once gets it only when it is drawn: a walk that began before would begin there.
FOCUS_IS_GIVEN = (
    """() => !document.querySelector('[autofocus]') || document.activeElement !== document.body"""
)
# What can be reached by Tab, kept in `reachable`: one radio button stands for its group. The walk begins at the top.
BEGIN = """() => {
  const shown = each => each.checkVisibility({visibilityProperty: true})
    && !each.closest('details:not([open]) > :not(summary)');
  const groups = new Set();
  window.reached = [];
  window.reachable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(each => !each.disabled && each.tabIndex >= 0 && each.type !== 'hidden' && shown(each))
    .filter(each => each.type !== 'radio' || (!groups.has(each.name) && groups.add(each.name)));
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  return reachable.length;
}"""
# The element that has the focus: which one of the walk it is, what shows that it has it, and where it is.
STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 8));
  if (!reached.includes(element)) reached.push(element);
  return {
    number: reached.indexOf(element),
    what: element.outerHTML.slice(0, 160),
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    uncovered: !top || element.contains(top) || top.contains(element) || top.closest('label')?.control === element,
  };
}"""
LEFT_OUT = """() => reachable.filter(each => each.type === 'radio'
  ? !reached.some(other => other.name === each.name) : !reached.includes(each)).map(each => each.outerHTML.slice(0, 160))"""
WALKS = [
    State("region", "visitor", f"{NB}/"),
    State("form", "omrade", f"{FORM}/omrade/"),
    State("form-with-errors", "visitor", f"{FORM}/organisation/", send_empty),
    State("case", "applicant", "/mina-sidor/{approved}/"),
    State("queue", "leader", f"{QUEUE}/"),
    State("approve", "leader", f"{QUEUE}/{{submitted.pk}}/approve/"),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_keyboard_reaches_everything_and_shows_where_it_is(
    walk: State, width: int, town: Town, contexts: Callable[[str], BrowserContext]
) -> None:
    """U11: Tab from the top to the end of the page: no trap, no invisible stop, nothing left out."""
    page = contexts(walk.who).new_page()
    try:
        page.set_viewport_size({"width": width, "height": 900})
        open_page(page, town, walk)
        page.wait_for_function(FOCUS_IS_GIVEN)
        reachable = page.evaluate(BEGIN)
        assert reachable > 5
        stops: list[dict[str, Any]] = []
        for _press in range(2 * reachable):  # a date is one field and several stops
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None or (stops and stop["number"] < stops[-1]["number"]):
                break  # round: out of the page, or at its top again
            stops.append(stop)
        else:
            pytest.fail(f"the keyboard is caught at {stops[-1]['what']}")
        invisible = [
            stop["what"]
            for stop in stops
            if stop["outline"] < 2 or not stop["onScreen"] or not stop["uncovered"]
        ]
        assert invisible == []
        assert page.evaluate(LEFT_OUT) == []
    finally:
        page.close()


@pytest.mark.parametrize("walk", [walk for walk in WALKS if walk.do is nothing], ids=lambda walk: walk.name)
def test_first_stop_skips_to_the_content(
    walk: State, town: Town, contexts: Callable[[str], BrowserContext]
) -> None:
    page = contexts(walk.who).new_page()
    try:
        open_page(page, town, walk)
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.is_visible()
        target = str(skip.get_attribute("href"))
        assert target.startswith("#")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == target[1:]
        page.keyboard.press("Tab")
        assert page.evaluate(
            "target => document.querySelector(target).contains(document.activeElement)", target
        )
    finally:
        page.close()
