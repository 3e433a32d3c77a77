"""The look: colours one can read, a light style sheet, forms that say what is wrong, letters without remote content."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from agreement.templatetags.pictures import SHADES
from samverkan.styleguide import SampleForm

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
# Every pair of text and ground that the style sheet puts together.
TEXT_PAIRS = [
    *[(text, ground) for text in ("ink", "quiet", "link") for ground in ("bg", "panel")],
    *[(text, ground) for text in ("ink", "link", "main") for ground in ("sky",)],
    *[("ink", f"{tone}-bg") for tone in ("bad", "good", "warn")],
    *[("link", f"{tone}-bg") for tone in ("bad", "good", "warn")],
    *[(tone, f"{tone}-bg") for tone in ("bad", "good", "warn")],
    ("bad", "bg"),
    ("bg", "bad"),
    ("main", "bg"),
    ("main", "panel"),
    ("on-main", "main"),
    ("on-main", "main-hover"),
    ("number", "bg"),
    ("on-night", "night"),
]
TONES = ("neutral", "progress", "success", "warning", "danger")
# What one must see to use it: borders of controls, the mark of the current place, the focus ring.
SHAPE_PAIRS = [("edge", "bg"), ("edge", "panel"), ("light", "bg"), ("river", "bg"), ("focus", "bg")]


def palettes(sheet: str, prefix: str = "--") -> dict[str, dict[str, str]]:
    """The colours of a style sheet by name, for the light and the dark scheme."""
    css = (STATIC / "css" / sheet).read_text()
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    found = [dict(re.findall(rf"{prefix}([a-z-]+): (#[0-9a-f]{{3,6}});", block)) for block in (light, dark)]
    return {"light": found[0], "dark": {**found[0], **found[1]}}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_colours_hold_seven_to_one(scheme: str) -> None:
    colours = palettes("site.css")[scheme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 7} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_that_matter_hold_three_to_one(scheme: str) -> None:
    colours = palettes("site.css")[scheme]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SHAPE_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_admin_has_the_colours_of_the_public_pages(scheme: str) -> None:
    public, staff = palettes("site.css")[scheme], palettes("admin.css", "--sv-")[scheme]
    assert staff
    assert {name: colour for name, colour in staff.items() if public[name] != colour} == {}


def test_admin_chosen_dark_equals_the_systems_dark() -> None:
    css = (STATIC / "css" / "admin.css").read_text()
    chosen = re.search(r'\nhtml\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL)
    assert chosen
    found = dict(re.findall(r"--sv-([a-z-]+): (#[0-9a-f]{3,6});", chosen[1]))
    assert found == palettes("admin.css", "--sv-")["dark"]


def test_style_sheet_leaves_room_for_the_page_in_the_first_round_trip() -> None:
    """U6: HTML and CSS together at most 14 kB compressed; the sheet may take 8.6 of them."""
    assert len(gzip.compress((STATIC / "css" / "site.css").read_bytes(), 9)) <= 8600


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_can_be_read_on_the_deepest_shade_of_the_map(scheme: str) -> None:
    colours = palettes("site.css")[scheme]
    share = max(float(shade) for shade in SHADES)
    river, ground = (
        [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
        for colour in (colours["river"], colours["bg"].replace("#fff", "#ffffff"))
    )
    mixed = "#" + "".join(
        f"{round(share * one + (1 - share) * other):02x}" for one, other in zip(river, ground, strict=True)
    )
    assert contrast(colours["ink"], mixed) >= 4.5


def test_every_class_of_the_style_sheet_is_used_somewhere() -> None:
    """Dead rules weigh as much as living ones."""
    css = re.sub(r"url\(.*?\)|/\*.*?\*/", "", (STATIC / "css" / "site.css").read_text(), flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][a-z0-9-]*)", css))
    rooms = [path for path in Path(settings.BASE_DIR).iterdir() if (path / "apps.py").exists()]
    sources = [TEMPLATES, Path(settings.BASE_DIR) / "samverkan", *rooms]
    used = "".join(
        page.read_text()
        for folder in sources
        for kind in ("html", "py")
        for page in folder.rglob(f"*.{kind}")
    )
    built = {f"{kind}-{tone}" for kind in ("tag", "notice") for tone in TONES}
    assert {name for name in classes - built if not re.search(rf"\b{name}\b", used)} == set()


def test_nothing_in_a_template_has_a_style_of_its_own() -> None:
    """The content security policy refuses style attributes and elements; letters have neither choice nor policy."""
    pages = [
        page
        for page in TEMPLATES.rglob("*.html")
        if "letters" not in page.parts and "email" not in page.parts
    ]
    guilty = [page.name for page in pages if re.search(r"<[a-z][^>]*\sstyle=|<style", page.read_text())]
    assert set(guilty) <= {"signing.html"}


def test_style_sheets_fetch_nothing() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)|@import", sheet.read_text())
        assert [address for address in addresses if not address.startswith("data:image/svg+xml,")] == []


@pytest.mark.parametrize("component", [path.name for path in COMPONENTS])
def test_component_says_what_it_takes_and_is_used(component: str) -> None:
    text = (TEMPLATES / "components" / component).read_text()
    assert text.startswith("{% comment %}"), "the first thing in a component is its description"
    users = [page.read_text() for page in TEMPLATES.rglob("*.html") if page.name != component]
    assert any(f'"components/{component}"' in page for page in users) or component == "file_upload.html"


@pytest.mark.parametrize("component", [path.name for path in COMPONENTS])
def test_component_survives_having_nothing_to_show(component: str, rf: RequestFactory) -> None:
    assert isinstance(render_to_string(f"components/{component}", {"site_name": "Samverkan"}), str)


@pytest.mark.parametrize("number", [2, 3, 5])
def test_parties_drawing_has_one_stream_per_party(number: int) -> None:
    """AGR-02: the number of parties is data."""
    parties = [{"name": f"Part {place}", "civil": place == 1} for place in range(number)]
    html = render_to_string("components/parties.html", {"parties": parties})
    assert html.count("<path") == html.count("<li>") == number
    assert html.count('class="is-civil"') == 1
    assert f'viewBox="0 0 100 {number * 100}"' in html


# ------------------------------------------------------------------------------------------------ forms


def rendered(form: SampleForm) -> str:
    from crispy_forms.utils import render_crispy_form

    with override("sv"):
        return str(render_crispy_form(form, context={"csrf_token": "x"}))


def test_field_is_read_as_question_help_error_control() -> None:
    html = rendered(SampleForm({"email": "fel"}))
    field = html[html.index('id="div_id_name"') : html.index('id="div_id_number"')]
    places = [field.index(part) for part in ("<label", "id_name_helptext", "id_name_error", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert '<span class="visually-hidden">Fel:</span>' in field


def test_what_is_optional_says_so_and_nothing_has_an_asterisk() -> None:
    html = rendered(SampleForm())
    assert "*" not in html
    assert html.count('class="optional"') == sum(not field.required for field in SampleForm().fields.values())


def test_choices_are_a_group_whose_question_is_the_legend() -> None:
    html = rendered(SampleForm({"email": "fel"}))
    group = html[html.index('id="div_id_reach"') : html.index('id="div_id_municipalities"')]
    assert '<fieldset aria-describedby="id_reach_helptext id_reach_error">' in group
    assert group.index("<legend") < group.index('id="id_reach_error"') < group.index("<input")


def test_form_is_checked_by_us_and_not_by_the_browser() -> None:
    assert "novalidate" in rendered(SampleForm())


def test_error_summary_links_to_a_control_that_exists() -> None:
    form = SampleForm({"email": "fel"})
    html = rendered(form)
    summary = render_to_string("components/error_summary.html", {"form": form})
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert len(targets) == len(form.errors)
    assert [target for target in targets if f'id="{target}"' not in html] == []
    assert "autofocus" in summary


def test_hostile_label_and_value_are_escaped() -> None:
    form = SampleForm({"name": '"><script>alert(1)</script>'})
    form.fields["name"].label = "<b>Namn</b>"
    html = rendered(form)
    assert "<script>" not in html
    assert "<b>Namn" not in html


# ---------------------------------------------------------------------------------------------- letters

LETTER = {
    "subject": "Er ansökan är godkänd",
    "language": "sv",
    "region_name": "Norrbotten",
    "reference": "EX-2031-0042",
    "action_url": "https://samverkan.example/?a=1&b=2",
    "action_label": "Öppna dokumentet",
    "reply_to": "svar@samverkan.example",
}


def test_letter_frame_has_no_remote_content_and_names_its_language() -> None:
    html = render_to_string("letters/base_mail.html", dict(LETTER))
    assert '<html lang="sv">' in html
    assert set(re.findall(r'(?:src|href)="([^"]*)"', html)) == {"https://samverkan.example/?a=1&amp;b=2"}
    assert "url(" not in html


def test_both_halves_of_a_letter_say_the_same() -> None:
    html = render_to_string("letters/base_mail.html", dict(LETTER)).replace("&amp;", "&")
    text = render_to_string("letters/base_mail.txt", dict(LETTER))
    for fact in ("region_name", "reference", "action_url", "action_label", "reply_to"):
        assert LETTER[fact] in html
        assert LETTER[fact] in text
    assert "\n-- \n" in text


# ---------------------------------------------------------------------------------------- in a browser


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.django_db(transaction=True)
def test_style_guide_has_no_accessibility_fault(
    live_server: Any, new_context: Any, settings: Any, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    settings.ROOT_URLCONF = "tests.samverkan.styleguide_urls"
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    page.goto(f"{live_server.url}/styleguide/")
    found = Axe().run(page).response
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    # Axe does not know what is behind text in a drawing; the palette's tests above measure those pairs.
    unsure = [(rule["id"], node["html"]) for rule in found["incomplete"] for node in rule["nodes"]]
    assert [fault for fault in unsure if not (fault[0] == "color-contrast" and "<text" in fault[1])] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def box(page: Any, selector: str) -> dict[str, float]:
    return page.locator(selector).first.bounding_box()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_contents_follow_on_a_wide_screen_and_fold_on_a_phone(
    live_server: Any, new_context: Any, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.samverkan.styleguide_urls"
    page = new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/styleguide/#lists")
    beside = box(page, ".toc")
    assert 0 <= beside["y"] < 100
    assert beside["x"] >= box(page, ".content")["x"] + box(page, ".content")["width"]
    assert not page.locator(".toc summary").is_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert not page.locator(".toc ul").is_visible()
    page.locator(".toc summary").click()
    assert page.locator(".toc ul").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_heading_is_a_link_to_itself_that_shows_when_focused(
    live_server: Any, new_context: Any, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.samverkan.styleguide_urls"
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{live_server.url}/styleguide/")
    heading = page.locator("#lists a.anchor")
    seen = "link => getComputedStyle(link, '::after').opacity"
    assert heading.evaluate(seen) == "0"
    page.locator("#case a.anchor").focus()
    page.keyboard.press("Shift+Tab")
    while not heading.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    assert heading.evaluate(seen) == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#lists")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_print_is_black_on_white_without_navigation_and_with_what_was_folded(
    live_server: Any, new_context: Any, settings: Any
) -> None:
    """U13; a reader who prefers dark prints on white paper too."""
    settings.ROOT_URLCONF = "tests.samverkan.styleguide_urls"
    page = new_context(viewport={"width": 800, "height": 800}, color_scheme="dark").new_page()
    page.goto(f"{live_server.url}/styleguide/")
    page.emulate_media(media="print")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    for gone in ("nav.menu", ".toc", ".tools", ".btn", ".site-footer ul"):
        assert not page.locator(gone).first.is_visible()
    for there in (".rose > svg", ".mark", ".map > svg"):
        assert page.locator(there).first.is_visible()
    assert page.locator(".ties table").bounding_box()["height"] > 50


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_menu_opens_on_a_phone_without_javascript(live_server: Any, new_context: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.samverkan.styleguide_urls"
    page = new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/styleguide/")
    menu = page.locator("nav.menu ul")
    assert not menu.is_visible()
    page.locator("nav.menu summary").click()
    assert menu.is_visible()
