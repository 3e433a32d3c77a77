"""HTML to a PDF that is accessible (PDF/UA-1) and archivable (PDF/A-3a) at once; knows no word of the domain.

WeasyPrint is imported inside the functions: web processes never pay for it, and it must not be loaded before a
worker forks. Four things about WeasyPrint 70 shape this module:

* A font cut into several files per weight is silently drawn with wrong letters, and a missing font file can end
  the process. So: one complete file per weight, read by us, and `check_fonts` (membership/checks.py) at start-up.
* Its own fetcher reads any address and any local file that the page names. Ours hands out the bytes it was given
  and ends the rendering at everything else.
* A letter that no font has is drawn as an empty box with only a log line to tell. Here that is an error.
* It writes either of the two standards' labels, not both. The second one is added in `_finish`.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

FONT_DIR = Path(__file__).resolve().parent.parent / "static" / "fonts" / "plex"
FONT_FAMILY = "Document Sans"  # not the font's own name: an installed copy must not be mixed in
FONT_FILES = {400: FONT_DIR / "IBMPlexSans-Regular.woff2", 600: FONT_DIR / "IBMPlexSans-SemiBold.woff2"}

# What PDF/A wants to know about the PDF/UA label before it accepts it (ISO 19005-3, 6.6.2.3).
PDFUA_LABEL = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


class DocumentError(RuntimeError):
    """A document could not be made; the message is for staff, in plain words. Trying again changes nothing."""


@dataclass(frozen=True)
class Resource:
    """Something the page may ask for by its address: the bytes stand here, nothing is fetched."""

    content: bytes
    content_type: str


@dataclass(frozen=True)
class AttachedFile:
    """A file that travels inside the PDF, related to it as its data."""

    name: str  # ASCII: older readers see only these letters
    content: bytes
    description: str


def render_pdf(
    html: str,
    *,
    css: str,
    created_at: datetime,
    resources: Mapping[str, Resource] | None = None,
    attachments: Iterable[AttachedFile] = (),
    quoted_language: str = "",
) -> bytes:
    """Render one page of HTML to PDF/UA-1 and PDF/A-3a in one file.

    The same arguments give the same bytes, in any process, as long as the libraries are the same: no clock is
    read, `created_at` (aware) dates the attachments, and the page itself dates the document with
    `<meta name="dcterms.created">`. Across upgrades compare stored hashes, never a second rendering.

    `quoted_language` marks every `<blockquote>` as being in that language (WeasyPrint writes only the page's own).
    Tables must have their headings first in each row (`<th scope="row">`); see `_finish`.

    Refuses (DocumentError): an address that is not in `resources`, a letter that no font has, anything that
    WeasyPrint reports as an error, a font file that is not there. Whatever else WeasyPrint raises is let through.
    """
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    moment = created_at.astimezone(UTC)
    with _press() as press, _complaints() as complaints:
        try:
            page = weasyprint.HTML(string=html, url_fetcher=_fetcher(resources or {}))
            document = page.render(font_config=press.fonts, stylesheets=[press.stylesheet(css)])
            document.metadata.attachments += [
                weasyprint.Attachment(
                    file_obj=BytesIO(file.content),
                    name=file.name,
                    description=file.description,
                    relationship="Data",
                    created=moment,
                    modified=moment,
                )
                for file in attachments
            ]
            pdf: bytes = document.write_pdf(
                pdf_variant="pdf/a-3a", finisher=lambda _document, pdf: _finish(pdf, quoted_language)
            )
        except FatalURLFetchingError as error:
            raise DocumentError(_("The document asks for something outside itself: %s") % error) from error
    _raise_for(complaints)
    return pdf


def raw_pdf(html: str, *, css: str) -> bytes:
    """Render with WeasyPrint alone, fonts warm, no standard and no checks: the yardstick for the benchmark."""
    import weasyprint

    with _press() as press:
        pdf: bytes = weasyprint.HTML(string=html).write_pdf(
            font_config=press.fonts, stylesheets=[press.stylesheet(css)]
        )
    return pdf


def missing_fonts() -> list[Path]:
    """The font files that a document needs and that are not there (or are not WOFF2 files)."""
    return [path for path in FONT_FILES.values() if not (path.is_file() and _is_woff2(path))]


# --- The press: what is made once per process ---------------------------------------------------


class _Press:
    """One font configuration and the parsed stylesheets. A fresh one per document costs three times as long."""

    def __init__(self) -> None:
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self._stylesheets: dict[str, Any] = {}

    def stylesheet(self, css: str) -> Any:
        """The parsed stylesheet, with the document fonts declared before it."""
        import weasyprint

        if css not in self._stylesheets:
            faces = {path.as_uri(): path for path in FONT_FILES.values()}
            self._stylesheets[css] = weasyprint.CSS(
                string=_font_faces() + css,
                font_config=self.fonts,
                url_fetcher=_fetcher(
                    {uri: Resource(path.read_bytes(), "font/woff2") for uri, path in faces.items()}
                ),
            )
        return self._stylesheets[css]

    def is_whole(self) -> bool:
        """Whether the unpacked fonts are still on disk: a cleaner of temporary files may have been there."""
        folder: Path | None = vars(self.fonts).get("_folder")
        return folder is None or len(list(folder.glob("*"))) >= len(FONT_FILES)

    def abandon(self) -> None:
        """Leave the unpacked fonts alone when this object goes: they belong to the process we were forked from."""
        vars(self.fonts)["_folder"] = None


class _Room:
    """Holds the press. One document at a time: Pango's font map and the log listener are not for sharing."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.press: _Press | None = None

    def clear(self) -> None:
        self.press = None


_room = _Room()


def put_away() -> None:
    """Let go of the fonts and their temporary folder. Python does it at exit; Celery's children, which leave without
    Python's last call, are asked to (signal `worker_process_shutdown`). The next document makes a new press."""
    _room.clear()


def _after_fork() -> None:
    """A child starts afresh; it must neither wait for its parent's lock nor delete its parent's fonts."""
    _room.lock = threading.Lock()
    if _room.press is not None:
        _room.press.abandon()
    _room.clear()


# Pango's objects must go before Python unloads Pango: at the very end of the process would be a segmentation fault.
# That is also why the fork hook must not hold the room itself (Python keeps such hooks to the last moment).
atexit.register(put_away)
os.register_at_fork(after_in_child=_after_fork)


@contextmanager
def _press() -> Iterator[_Press]:
    if missing := missing_fonts():
        raise DocumentError(_("The font file %s is missing.") % missing[0].name)
    with _room.lock:
        if _room.press is None or not _room.press.is_whole():
            _room.press = _Press()
        yield _room.press


def _font_faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; src: url("{path.as_uri()}") }}\n'
        for weight, path in FONT_FILES.items()
    )


def _is_woff2(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"wOF2"


# --- What the page may ask for ------------------------------------------------------------------


@cache
def _fetcher_class() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class GivenOnly(URLFetcher):  # type: ignore[misc]
        """Answers with the bytes it was given; any other address ends the rendering."""

        def __init__(self, resources: Mapping[str, Resource]) -> None:
            super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
            self.resources = resources

        def fetch(self, url: str, headers: Any = None) -> Any:
            resource = self.resources.get(url)
            if resource is None:
                raise ValueError("not among the given resources")
            return URLFetcherResponse(url, resource.content, {"Content-Type": resource.content_type})

    return GivenOnly


def _fetcher(resources: Mapping[str, Resource]) -> Any:
    return _fetcher_class()(resources)


# --- What WeasyPrint says on the way ------------------------------------------------------------


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """Hear what WeasyPrint warns of, whatever the settings let into the log; afterwards the log gets its share.

    A missing letter is only ever a warning, so a logger that is turned down must not make it silent.
    """
    listener = _Listener()
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.propagate, logger.disabled
    logger.setLevel(logging.WARNING)
    logger.propagate, logger.disabled = False, False
    logger.addHandler(listener)
    try:
        if not logger.isEnabledFor(logging.WARNING):
            raise RuntimeError(
                "logging.disable() hides what WeasyPrint warns of; no document can be trusted so."
            )
        yield listener.records
    finally:
        logger.removeHandler(listener)
        logger.setLevel(before[0])
        logger.propagate, logger.disabled = before[1:]
        for record in listener.records:
            if logger.isEnabledFor(record.levelno):
                logger.handle(record)


def _raise_for(records: list[logging.LogRecord]) -> None:
    """Turn what was logged into an error; a warning about anything but letters is left in the log."""
    missing = [record.args for record in records if str(record.msg).startswith(".notdef")]
    if missing:
        codes = dict.fromkeys(str(args[0]) for args in missing if isinstance(args, tuple))
        letters = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in list(codes)[:10])
        raise DocumentError(
            _("No font here has these characters, so the document would show empty boxes: %s") % letters
        )
    for record in records:
        if record.levelno >= logging.ERROR:
            raise DocumentError(_("The document could not be drawn: %s") % record.getMessage()[:500])


# --- The last touches ---------------------------------------------------------------------------


def _finish(pdf: Any, quoted_language: str) -> None:
    """Add what WeasyPrint leaves out, before the file is written: the second label, scopes, the quoted language."""
    import pydyf

    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    xmp = b"".join(metadata.stream)
    if xmp.count(b"</rdf:RDF>") != 1:
        raise DocumentError(_("The document's description of itself has an unexpected form."))
    metadata.stream = [xmp.replace(b"</rdf:RDF>", PDFUA_LABEL + b"</rdf:RDF>")]

    for item in pdf.objects:
        if not isinstance(item, pydyf.Dictionary) or item.get("Type") != "/StructElem":
            continue
        if item["S"] == "/TH":
            item["A"]["Scope"] = "/Row"
        elif item["S"] == "/BlockQuote" and quoted_language:
            item["Lang"] = pydyf.String(quoted_language)
