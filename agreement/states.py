"""The words of the agreement that are the same in every region; everything else is data."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Which side of the agreement a party stands on (AGR-03)."""

    PUBLIC = "public", _("Public side")
    CIVIL = "civil", _("Civil society")


class BalanceRule(models.TextChoices):
    """What equal representation counts (MEM-30): parties (Norrbotten) or sides (Blekinge)."""

    BY_PARTY = "party", _("Equal between the parties")
    BY_SIDE = "side", _("Equal between the sides")


class BodyKind(models.TextChoices):
    """The two groups; what a region calls them is data (AGR-30)."""

    LEADERSHIP = "leadership", _("Leadership group")
    DEVELOPMENT = "development", _("Development group")


class SeatKind(models.TextChoices):
    """Only ordinary seats count in the balance; co-opted members take part but do not decide (MEM-29 … MEM-31)."""

    ORDINARY = "ordinary", _("Ordinary")
    ALTERNATE = "alternate", _("Alternate")
    CO_OPTED = "co_opted", _("Co-opted")


class FilledBy(models.TextChoices):
    """Who fills a body's seats: each party its own (MEM-32), or the leadership group from nominations."""

    PARTY = "party", _("Each party fills its own")
    NOMINATION = "nomination", _("The leadership group, from nominations")


class MeetingState(models.TextChoices):
    """Where a meeting stands (domain 1.7, process 5)."""

    PLANNED = "planned", _("Planned")
    CALLED = "called", _("Called")
    HELD = "held", _("Held")
    CONFIRMED = "confirmed", _("Minutes confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class NoticeKind(models.TextChoices):
    """What a main party asks for or tells (AGR-22 … AGR-24)."""

    RENEGOTIATION = "renegotiation", _("Asks for renegotiation")
    WITHDRAWAL = "withdrawal", _("Withdraws from the agreement")


DECIDING_SEATS = (SeatKind.ORDINARY, SeatKind.ALTERNATE)


class Role(models.TextChoices):
    """Roles a person holds in a region besides seats (domain 1.6)."""

    SECRETARIAT = "secretariat", _("Secretariat")
    PARTY_ADMINISTRATOR = "party_administrator", _("Party administrator")


class PartKind(models.TextChoices):
    """The parts that agreements have; their headings are data (AGR-01)."""

    BACKGROUND = "background", _("Background")
    VISION = "vision", _("Vision")
    PURPOSE = "purpose", _("Purpose")
    ORGANISATION = "organisation", _("Organisation")
    PLAN = "plan", _("Plan")
    ACCESSION = "accession", _("Joining")
    FOLLOW_UP = "follow_up", _("Follow-up")
    TERMINATION = "termination", _("Renegotiation and withdrawal")
    OTHER = "other", _("Other")


class Standing(models.TextChoices):
    """How the agreement as a whole stands (AGR-19, AGR-22 … AGR-24); public pages say so unless it is in force."""

    ACTIVE = "active", _("In force")
    REVIEW = "review", _("Under review")
    RENEGOTIATION = "renegotiation", _("Being renegotiated")
    ENDED = "ended", _("Ended")


class TextState(models.TextChoices):
    """A version of the agreement or a plan: seen by staff only, shown as our own summary, or adopted and frozen."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published summary")
    ADOPTED = "adopted", _("Adopted")


class TextStep(NamedTuple):
    """One way on for a text. `only_summary`: adopted wording is shown only once it is frozen."""

    name: str
    before: tuple[TextState, ...]
    after: TextState
    only_summary: bool = False


TEXT_STEPS = {
    step.name: step
    for step in (
        TextStep("publish", (TextState.DRAFT,), TextState.PUBLISHED, only_summary=True),
        TextStep("take_down", (TextState.PUBLISHED,), TextState.DRAFT),
        TextStep("adopt", (TextState.DRAFT, TextState.PUBLISHED), TextState.ADOPTED),
    )
}


class Subject(models.TextChoices):
    """What a required decision is about."""

    AGREEMENT = "agreement", _("The agreement")
    PLAN = "plan", _("The plan")


class Act(models.TextChoices):
    """What a body did: a proposal never counts as a decision (AGR-10)."""

    PROPOSES = "proposes", _("Proposes")
    DECIDES = "decides", _("Decides")


class About(models.TextChoices):
    """What a decision is about; only an adoption counts in the chain (AGR-09)."""

    ADOPTION = "adoption", _("Adoption")
    REVIEW = "review", _("Review")
    ENDING = "ending", _("Ending")
    OTHER = "other", _("Other")


class Binds(models.TextChoices):
    """Whom a commitment binds (AGR-07)."""

    ALL = "all", _("All parties")
    PUBLIC = "public", _("The public side")
    CIVIL = "civil", _("The civil side")
    PARTY = "party", _("One party")


class LinkKind(models.TextChoices):
    """What a text is linked to (AGR-28)."""

    STRATEGY = "strategy", _("Regional development strategy")
    AGENDA_2030 = "agenda2030", _("Agenda 2030")
    OTHER = "other", _("Other")


class DocumentKind(models.TextChoices):
    """Kinds of documents (CRO-42)."""

    AGREEMENT = "agreement", _("Agreement")
    PLAN = "plan", _("Plan")
    DECISION = "decision", _("Decision")
    MINUTES = "minutes", _("Minutes")
    REPORT = "report", _("Report")
    CONSULTATION = "consultation", _("Consultation")
    OTHER = "other", _("Other")


class Access(models.TextChoices):
    """Open, or withheld with a stated ground (AGR-31)."""

    OPEN = "open", _("Open")
    WITHHELD = "withheld", _("Withheld")


class MakingKind(models.TextChoices):
    """Steps in the making of an agreement (AGR-25)."""

    SURVEY = "survey", _("Survey")
    DIALOGUE = "dialogue", _("Dialogue")
    WORKING_GROUP = "working_group", _("Working group")
    CONSULTATION = "consultation", _("Consultation")
    DECISION = "decision", _("Decision")
    SIGNING = "signing", _("Signing")
    OTHER = "other", _("Other")


class CarryOver(models.TextChoices):
    """What a new version means for those who signed an earlier one, by recorded decision (AGR-33)."""

    UNDECIDED = "", _("Not decided yet")
    CARRIED = "carried", _("Members are carried over")
    SIGN_AGAIN = "sign_again", _("Members sign again")


class Effect(models.TextChoices):
    """What applying before a cut-off gives (MEM-11). The wording shown is each cut-off's own."""

    CEREMONY = "ceremony", _("Sign at the kick-off")
    DEVELOPMENT_GROUP = "development_group", _("Take part in the development group")
    OTHER = "other", _("Other")
