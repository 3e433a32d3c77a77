"""The judge is judged first: veraPDF passes a good file, and finds every fault that is put into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MethodType
from typing import Any

import pikepdf
import pytest
from weasyprint import HTML

from tests.harness.verapdf import validate, validate_all

pytestmark = pytest.mark.conformance

PAGE = """<!doctype html><html lang="sv"><head><title>Provsida</title>
<meta name="dcterms.created" content="2026-01-01T00:00:00Z"></head>
<body><h1>Överenskommelse</h1><p>En provsida med <a href="https://example.se/">en länk</a>.</p>
<img alt="En ruta" src="data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>">
</body></html>"""

# PDF/A wants every foreign name in the metadata explained; pdfuaid is foreign to PDF/A.
UA_IDENTIFICATION = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def without_title_bar(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


def with_javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert('hej')")


def without_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def without_font_file(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile2", "/FontFile3"):
                if key in thing:
                    del thing[key]


def without_alternative_text(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing:
            del thing["/Alt"]


def unharmed(pdf: pikepdf.Pdf) -> None:
    """The control: saved again, and nothing else."""


FAULTS: dict[Callable[[pikepdf.Pdf], None], str] = {
    without_language: "ua1",
    without_title_bar: "ua1",
    without_alternative_text: "ua1",
    with_javascript: "3a",
    without_output_intent: "3a",
    without_font_file: "3a",
}


@pytest.fixture(scope="module")
def good_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = HTML(string=PAGE).render()

    def with_ua(metadata: Any, *arguments: Any) -> bytes:
        rdf: bytes = type(metadata).generate_rdf_metadata(metadata, *arguments)
        return rdf.replace(b"</rdf:RDF>", UA_IDENTIFICATION + b"</rdf:RDF>")

    document.metadata.generate_rdf_metadata = MethodType(with_ua, document.metadata)
    path = tmp_path_factory.mktemp("verapdf") / "good.pdf"
    document.write_pdf(path, pdf_variant="pdf/a-3a")
    return path


def test_a_good_file_passes(good_file: Path) -> None:
    assert validate(good_file) == []


def test_every_seeded_fault_is_found_by_the_profile_that_forbids_it(good_file: Path, tmp_path: Path) -> None:
    files = {}
    for damage in (*FAULTS, unharmed):
        files[damage] = tmp_path / f"{damage.__name__}.pdf"
        with pikepdf.open(good_file) as pdf:
            damage(pdf)
            pdf.save(files[damage])

    found = validate_all(files.values())

    broken = {
        damage.__name__: {failure.profile for failure in found[path] if failure.rule != "unreadable"}
        for damage, path in files.items()
    }
    assert {
        damage.__name__ for damage, profile in FAULTS.items() if profile not in broken[damage.__name__]
    } == set()
    assert broken["unharmed"] == set()


def test_a_file_that_is_no_pdf_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_text("<html>not a PDF</html>")

    assert {failure.rule for failure in validate(path, ["ua1"])} == {"unreadable"}
