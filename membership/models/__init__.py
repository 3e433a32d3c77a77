"""Organisations, applications with their diary, decisions, signing documents, signed copies, members."""

from membership.models.applications import (
    Application,
    ApplicationAccess,
    ApplicationEvent,
    Attachment,
    Reminder,
    ReviewItem,
    SupplementRequest,
)
from membership.models.decisions import Decision, Exemption, MinutesExtract, Position, Recusal
from membership.models.kept import KeptFile
from membership.models.links import LinkStatement
from membership.models.members import (
    MemberContact,
    MemberEvent,
    MemberField,
    MemberProfile,
    Membership,
    Withdrawal,
)
from membership.models.organisations import Organisation, OrganisationLink
from membership.models.signing import SignedCopy, SigningDocument, SigningItem

__all__ = [
    "Application",
    "ApplicationAccess",
    "ApplicationEvent",
    "Attachment",
    "Decision",
    "Exemption",
    "KeptFile",
    "LinkStatement",
    "MemberContact",
    "MemberEvent",
    "MemberField",
    "MemberProfile",
    "Membership",
    "MinutesExtract",
    "Organisation",
    "OrganisationLink",
    "Position",
    "Recusal",
    "Reminder",
    "ReviewItem",
    "SignedCopy",
    "SigningDocument",
    "SigningItem",
    "SupplementRequest",
    "Withdrawal",
]
