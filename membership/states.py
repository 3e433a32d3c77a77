"""The states and the table of steps: data that buttons, permissions, tests and the diagram in the docs read.

Two things have states: the application until the decision, and the signing document after an approval. Each step is
taken by exactly one function in `membership.services`, through the one door `membership.steps.take_step`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Status(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting decision")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Signing(models.TextChoices):
    """Where a signing document stands. Approval is not membership: only REGISTERED makes a member (MEM-18)."""

    AWAITING = "awaiting", _("Awaiting signature")
    RETURNED = "returned", _("Signed copy returned")
    REGISTERED = "registered", _("Signature registered")


class By(models.TextChoices):
    """Who takes a step."""

    APPLICANT = "applicant", _("Applicant")
    GROUP = "group", _("Leadership group")
    SECRETARIAT = "secretariat", _("Secretariat")


@dataclass(frozen=True)
class Step:
    """One way from a state to another, and who may take it."""

    name: str
    source: str
    target: str
    by: frozenset[By]
    label: _StrPromise
    needs_note: bool = False


_group_or_secretary = frozenset(
    {By.GROUP, By.SECRETARIAT}
)  # the secretary records what the group decided at a meeting
_applicant = frozenset({By.APPLICANT})
_secretariat = frozenset({By.SECRETARIAT})

APPLICATION_STEPS = (
    Step("submit", Status.DRAFT, Status.SUBMITTED, _applicant, _("Submit")),
    Step("approve", Status.SUBMITTED, Status.APPROVED, _group_or_secretary, _("Approve")),
    Step("decline", Status.SUBMITTED, Status.DECLINED, _group_or_secretary, _("Decline"), needs_note=True),
    Step("withdraw", Status.SUBMITTED, Status.WITHDRAWN, _applicant, _("Withdraw the application")),
)

SIGNING_STEPS = (
    Step("upload", Signing.AWAITING, Signing.RETURNED, _applicant, _("Upload the signed copy")),
    Step("register_paper", Signing.AWAITING, Signing.RETURNED, _secretariat, _("Register a paper signature")),
    Step("confirm", Signing.RETURNED, Signing.REGISTERED, _secretariat, _("Confirm the signature")),
    Step(
        "refuse_copy",
        Signing.RETURNED,
        Signing.AWAITING,
        _secretariat,
        _("Ask for a new copy"),
        needs_note=True,
    ),
)

STEPS = {step.name: step for step in (*APPLICATION_STEPS, *SIGNING_STEPS)}


class Form(models.TextChoices):
    """Forms of organisation (domain 4.3); networks without legal personality are one of them (MEM-50)."""

    NONPROFIT = "nonprofit", _("Non-profit association")
    COOPERATIVE = "cooperative", _("Cooperative association")
    FOUNDATION = "foundation", _("Foundation")
    FAITH = "faith", _("Faith community")
    NETWORK = "network", _("Network")
    PUBLIC = "public", _("Public body")
    OTHER = "other", _("Other")


class Kind(models.TextChoices):
    """Which kind of actor; asked only where the agreement admits both (MEM-05)."""

    CIVIL = "civil", _("Civil society organisation")
    PUBLIC = "public", _("Public actor")


class Scope(models.TextChoices):
    """Where the organisation is active (MEM-03, MEM-04)."""

    COUNTY = "county", _("The whole county")
    SEVERAL = "several", _("Several municipalities")
    OTHER = "other", _("Otherwise")


class ContactLevel(models.TextChoices):
    """How the organisation wants to be reached (MEM-23)."""

    REGIONAL = "regional", _("At the regional level")
    LOCAL = "local", _("At the local level")


class Outcome(models.TextChoices):
    """What was decided."""

    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")


class Method(models.TextChoices):
    """How a signed copy came back (LAW-E1)."""

    UPLOAD = "upload", _("Uploaded by the organisation")
    PAPER = "paper", _("On paper, registered by the secretariat")
