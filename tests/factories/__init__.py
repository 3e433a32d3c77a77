"""Regions, people and cases for tests: one function for each thing, rows written directly, no surprises.

Names are invented. Numbers are valid by their check digit. Nothing here renders a PDF or composes a letter: what is
under test does that itself.
"""

from tests.factories.cases import (
    at_meeting,
    decide,
    make_application,
    make_document,
    make_draft,
    make_event,
    make_number,
    make_position,
    make_recusal,
    make_supplement,
)
from tests.factories.counted import LONG_AGO
from tests.factories.files import make_upload, pdf_bytes
from tests.factories.members import make_member, make_returned
from tests.factories.people import (
    make_balanced_group,
    make_co_opted,
    make_leader,
    make_operator,
    make_party_administrator,
    make_secretary,
    make_user,
    sign_in,
)
from tests.factories.regions import (
    SHAPES,
    make_cut_off,
    make_decision_record,
    make_open_document,
    make_region,
)

__all__ = [
    "LONG_AGO",
    "SHAPES",
    "at_meeting",
    "decide",
    "make_application",
    "make_balanced_group",
    "make_co_opted",
    "make_cut_off",
    "make_decision_record",
    "make_document",
    "make_draft",
    "make_event",
    "make_leader",
    "make_member",
    "make_number",
    "make_open_document",
    "make_operator",
    "make_party_administrator",
    "make_position",
    "make_recusal",
    "make_region",
    "make_returned",
    "make_secretary",
    "make_supplement",
    "make_upload",
    "make_user",
    "pdf_bytes",
    "sign_in",
]
