"""Plain text from the database as HTML, and the language it is written in."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from agreement.standing import StandingNow, standing_today

if TYPE_CHECKING:
    from agreement.models import Region

register = template.Library()

_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def _blocks(text: str) -> list[list[str]]:
    """The paragraphs of `text`, each as its lines without the blanks around them."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [
        [line.strip() for line in block.splitlines() if line.strip()] for block in _BLANK_LINE.split(plain)
    ]


def _is_point(line: str) -> bool:
    return line.startswith("- ")


@register.filter
def plain_text(text: str | None) -> SafeString:
    """Paragraphs and lists out of plain text; everything in it is escaped, nothing in it is markup.

    A blank line parts paragraphs, a line that starts with `- ` is a point of a list, other line breaks are spaces.
    """
    html = SafeString("")
    for block in _blocks(text or ""):
        for is_list, lines in itertools.groupby(block, key=_is_point):
            if is_list:
                points = format_html_join("", "<li>{}</li>", ((line[2:].strip(),) for line in lines))
                html += format_html("<ul>{}</ul>\n", points)
            else:
                html += format_html("<p>{}</p>\n", " ".join(lines))
    return html


@register.filter
def first_paragraph(text: str | None) -> str:
    """The first paragraph, as text, for a card or a description; a list is left out."""
    for block in _blocks(text or ""):
        if lines := [line for line in block if not _is_point(line)]:
            return " ".join(lines)
    return ""


@register.simple_tag
def content_lang() -> SafeString:
    """` lang="sv"` on a page in another language: what comes from the agreement is Swedish (WCAG 3.1.2)."""
    if get_language() == settings.LANGUAGE_CODE:
        return SafeString("")
    return mark_safe(f' lang="{settings.LANGUAGE_CODE}"')  # noqa: S308 -- a setting, not input


@register.simple_tag
def standing(region: Region | None) -> StandingNow | None:
    """How the region's agreement stands today (`agreement.standing`); None on a page of no region."""
    return standing_today(region) if region and hasattr(region, "agreement") else None
