"""Regions, parties, the agreement's text in versions, what was decided, bodies with seats, cut-offs and criteria."""

from agreement.models.groups import (
    Body,
    Composition,
    Meeting,
    MeetingReply,
    PartyNotice,
    RegionRole,
    Seat,
    SeatHolding,
)
from agreement.models.joining import Criterion, CutOff
from agreement.models.loaded import LoadedContent, PublicStamp
from agreement.models.making import ConsultationAnswer, MakingStep, NewsItem
from agreement.models.records import DecisionRecord, Distribution, Document, RegistryNumber, RequiredDecision
from agreement.models.regions import Agreement, Municipality, Party, Region
from agreement.models.texts import (
    AgreementVersion,
    Commitment,
    Goal,
    LineageStep,
    PartySignature,
    Principle,
    TextLink,
    TextPart,
    Translation,
    VersionLink,
    VersionTranslation,
)

__all__ = [
    "Agreement",
    "AgreementVersion",
    "Body",
    "Commitment",
    "Composition",
    "ConsultationAnswer",
    "Criterion",
    "CutOff",
    "DecisionRecord",
    "Distribution",
    "Document",
    "Goal",
    "LineageStep",
    "LoadedContent",
    "MakingStep",
    "Meeting",
    "MeetingReply",
    "Municipality",
    "NewsItem",
    "Party",
    "PartyNotice",
    "PartySignature",
    "Principle",
    "PublicStamp",
    "Region",
    "RegionRole",
    "RegistryNumber",
    "RequiredDecision",
    "Seat",
    "SeatHolding",
    "TextLink",
    "TextPart",
    "Translation",
    "VersionLink",
    "VersionTranslation",
]
