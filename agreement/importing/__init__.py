"""A region's own document, copied out of a PDF or Word file, read as an agreement or an action plan (design: text).

`read_text` makes text of a file, `parse` makes parts, goals, principles or areas of the text, `report` says what went
where. Nothing here touches the database; what cannot be read is refused with CannotImport, a sentence for a person.
"""

from agreement.importing.accounting import said_by_form, spare_headings
from agreement.importing.labels import PartyName, find_party
from agreement.importing.parse import parse
from agreement.importing.reading import read_text
from agreement.importing.refusal import CannotImport
from agreement.importing.reporting import place_name, report
from agreement.importing.result import (
    Fate,
    Kind,
    LineFate,
    Note,
    ParsedArea,
    ParsedCommitment,
    ParsedMilestone,
    ParsedPart,
    ParsedPrinciple,
    ParsedText,
    Period,
)

__all__ = [
    "CannotImport",
    "Fate",
    "Kind",
    "LineFate",
    "Note",
    "ParsedArea",
    "ParsedCommitment",
    "ParsedMilestone",
    "ParsedPart",
    "ParsedPrinciple",
    "ParsedText",
    "PartyName",
    "Period",
    "find_party",
    "parse",
    "place_name",
    "read_text",
    "report",
    "said_by_form",
    "spare_headings",
]
