"""The words of the agreement that are the same in every region; everything else is data."""

from __future__ import annotations

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


class Effect(models.TextChoices):
    """What applying before a cut-off gives (MEM-11). The wording shown is each cut-off's own."""

    CEREMONY = "ceremony", _("Sign at the kick-off")
    DEVELOPMENT_GROUP = "development_group", _("Take part in the development group")
    OTHER = "other", _("Other")
