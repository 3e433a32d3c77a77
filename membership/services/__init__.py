"""The verbs of membership, one function for each thing that can happen."""

from membership.services.applications import (
    begin_application,
    change_application,
    claim_draft,
    missing_pages,
    submit_application,
    withdraw_application,
)
from membership.services.review import Report, approve_application, approve_applications, decline_application
from membership.services.signing import (
    confirm_signature,
    refuse_copy,
    register_paper_signature,
    register_upload,
    render_document,
)

__all__ = [
    "Report",
    "approve_application",
    "approve_applications",
    "begin_application",
    "change_application",
    "claim_draft",
    "confirm_signature",
    "decline_application",
    "missing_pages",
    "refuse_copy",
    "register_paper_signature",
    "register_upload",
    "render_document",
    "submit_application",
    "withdraw_application",
]
