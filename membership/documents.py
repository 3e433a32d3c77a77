"""The signing document: a frozen snapshot becomes HTML, and the HTML becomes a PDF (MEM-17).

Nothing here reads the database or the clock. What the document says stands in the snapshot, taken in the deciding
transaction; a later change of a name or of the agreement's text does not reach a document that has been issued.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from membership.pdf import AttachedFile, DocumentError, Resource, raw_pdf, render_pdf

__all__ = ["SNAPSHOT_TEMPLATE", "DocumentError", "raw_signing_pdf", "render_signing_pdf", "signing_html"]

# The layout that this code draws. A snapshot names its own; a layout that changes what is said gets a new number.
SNAPSHOT_TEMPLATE = 1

QUOTED_LANGUAGE = "sv"  # the agreement's own words, unless the snapshot's agreement names another "language"

# What a snapshot must hold, so that a forgotten name stops the document instead of leaving a blank in it.
REQUIRED = {
    "": (
        *("template", "language", "reference", "revision", "issued_on", "issued_at"),
        *("verification_code", "verification_url", "region", "agreement", "principles", "parties"),
        *("organisation", "declaration", "declared_by", "declared_on", "decision"),
    ),
    "region": ("name", "slug"),
    "agreement": ("name", "version", "adopted", "vision", "purpose", "goals", "is_summary"),
    "organisation": ("name", "number", "number_missing_reason", "form", "scope", "contact_name"),
    "decision": ("body", "date", "paragraph", "registry_number"),
    "principles": ("number", "name", "meaning"),
    "parties": ("name", "side"),
}

# Characters that turn the reading order or hide in a name: kept in the data, never drawn in something to be signed.
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u061c\u200b\u200e\u200f\u2060\ufeff\ufff9-\ufffb]")

# A space at the end of a block makes WeasyPrint 70 break a line after its first word when the text just fits.
HANGING_SPACE = re.compile(r"\s+(</(?:p|li|td|th|h[1-6]|caption|title)>|<br>)")


def signing_html(snapshot: Mapping[str, Any]) -> str:
    """Write the signing document as one HTML page, in the snapshot's language.

    Everything from the snapshot is escaped; it is never read as a template, a style or a script. Refuses
    (DocumentError) a snapshot of another layout, or one that lacks something.
    """
    html, _resources, _language = _signing_page(snapshot)
    return html


def render_signing_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """Draw the signing document: PDF/UA-1 and PDF/A-3a in one file, with the snapshot attached as JSON.

    The same snapshot gives the same bytes in any process with the same libraries. Takes well under two seconds for
    the longest application that the form allows. Touches no database and no network. Refuses (DocumentError, in
    words for staff): what `signing_html` refuses, and a letter that no font has; trying again changes nothing.
    """
    html, resources, language = _signing_page(snapshot)
    reference = re.sub(r"[^0-9A-Za-z-]", "", str(snapshot["reference"]))
    with translation.override(language):
        description = _("The details of this document in machine-readable form")
    return render_pdf(
        html,
        css=signing_css(),
        created_at=datetime.fromisoformat(snapshot["issued_at"]),
        resources=resources,
        attachments=[
            AttachedFile(f"{reference}-{int(snapshot['revision'])}.json", _as_json(snapshot), description)
        ],
        quoted_language=_agreement_language(snapshot),
    )


def raw_signing_pdf(snapshot: Mapping[str, Any]) -> bytes:
    """Draw the same page with WeasyPrint alone, for the benchmark to compare with."""
    return raw_pdf(signing_html(snapshot), css=signing_css())


def signing_css() -> str:
    """The document's stylesheet; it holds nothing from any snapshot."""
    return render_to_string("membership/documents/signing.css")


# --- From snapshot to page ----------------------------------------------------------------------


def _signing_page(snapshot: Mapping[str, Any]) -> tuple[str, dict[str, Resource], str]:
    """The page, what it may ask for, and the language it is in."""
    _refuse_incomplete(snapshot)
    drawn = drawable(snapshot)
    language = _known_language(str(drawn["language"]))
    address, picture = _qr_code(str(drawn["verification_url"]))
    with translation.override(language):
        context = {
            **drawn,
            "language": language,
            "quoted_language": _agreement_language(drawn),
            "issued_at": instant(drawn["issued_at"]),
            "document_rows": _document_rows(drawn),
            "organisation_rows": _organisation_rows(drawn["organisation"]),
            "agreement_rows": _agreement_rows(drawn["agreement"]),
            "decision_rows": _decision_rows(drawn["decision"]),
            "declared_on": day_in_words(drawn["declared_on"]),
            "sides": {"public": _("Public party"), "civil": _("Civil society")},
            "any_meaning": any(principle["meaning"] for principle in drawn["principles"]),
            "page_of": page_of(),
            "qr_code": address,
        }
        html = render_to_string("membership/documents/signing.html", context)
    return HANGING_SPACE.sub(r"\1", html), {address: picture}, language


def _refuse_incomplete(snapshot: Mapping[str, Any]) -> None:
    missing = [name for name in REQUIRED[""] if name not in snapshot]
    for name in REQUIRED.keys() - {"", *missing}:
        held = snapshot[name]
        for part in held if isinstance(held, list) else [held]:
            missing += [f"{name}.{key}" for key in REQUIRED[name] if key not in part]
    if missing:
        raise DocumentError(_("The document's details are incomplete: %s") % ", ".join(sorted(missing)))
    if snapshot["template"] != SNAPSHOT_TEMPLATE:
        raise DocumentError(_("The document asks for layout %s, which is not here.") % snapshot["template"])
    if not snapshot["parties"]:
        raise DocumentError(_("The document has no parties to sign it."))


def drawable(value: Any) -> Any:
    """The same data with every text as it can be drawn: composed letters, no control or reading-order characters."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        kept = "".join(
            c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"}
        )
        return "\n".join(line.strip() for line in UNSEEN.sub("", kept).strip().split("\n"))
    if isinstance(value, Mapping):
        return {key: drawable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [drawable(part) for part in value]
    return value


def _document_rows(snapshot: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Reference"), snapshot["reference"]),
        (_("Edition"), str(snapshot["revision"])),
        (_("Issued"), day_in_words(snapshot["issued_on"])),
        (_("Region"), snapshot["region"]["name"]),
    ]


def _organisation_rows(organisation: Mapping[str, Any]) -> list[tuple[str, str]]:
    number = organisation["number"]
    if not number and organisation["number_missing_reason"]:
        number = _("None. Reason: %s") % organisation["number_missing_reason"]
    return [
        (_("Name"), organisation["name"]),
        (_("Organisation number"), number),
        (_("Form of organisation"), organisation["form"]),
        (_("Active in"), organisation["scope"]),
        (_("Contact person"), organisation["contact_name"]),
    ]


def _agreement_rows(agreement: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (_("Agreement"), agreement["name"]),
        (_("Version"), str(agreement["version"])),
        (_("Adopted"), agreement["adopted"]),
    ]


def _decision_rows(decision: Mapping[str, Any]) -> list[tuple[str, str]]:
    paragraph = str(decision["paragraph"]).strip("§ ")
    rows = [
        (_("Decided by"), decision["body"]),
        (_("Meeting date"), day_in_words(decision["date"])),
        (_("Paragraph in the minutes"), f"§\N{NO-BREAK SPACE}{paragraph}" if paragraph else ""),
    ]
    if decision["registry_number"]:  # Not every body keeps a register: no number is no gap.
        rows.append((_("Registry number"), decision["registry_number"]))
    return rows


def page_of() -> tuple[str, ...]:
    """ "Page 1 of 4" cut at its numbers, which only the stylesheet knows."""
    return tuple((_("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}).split("\0"))


def day_in_words(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else ""


def instant(text: str) -> str:
    """The form that PDF's own dates are made from: whole seconds, with the offset."""
    return datetime.fromisoformat(text).isoformat(timespec="seconds")


def _known_language(language: str) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    return language if language in known else settings.LANGUAGE_CODE


def _agreement_language(snapshot: Mapping[str, Any]) -> str:
    return str(snapshot["agreement"].get("language") or QUOTED_LANGUAGE)


def _qr_code(text: str) -> tuple[str, Resource]:
    """The code as an SVG picture, and the data: address that stands for it."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, omitsize=True, border=4)
    picture = drawing.getvalue()
    address = "data:image/svg+xml;base64," + base64.b64encode(picture).decode("ascii")
    return address, Resource(picture, "image/svg+xml")


def _as_json(snapshot: Mapping[str, Any]) -> bytes:
    """The snapshot as it was taken, keys in order; half a character (a lone surrogate) is written as its code."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode("utf-8", errors="backslashreplace")
