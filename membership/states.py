"""The states and the table of steps: data that buttons, permissions, tests and the diagram in the docs read.

Two things have states: the application until the decision, and the signing document after an approval. Each step is
taken by exactly one function in `membership.services`, through the one door `membership.steps.take_step`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steps.states import Step


class Status(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting decision")
    SUPPLEMENT = "supplement", _("Awaiting a supplement")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Signing(models.TextChoices):
    """Where a signing document stands. Approval is not membership: only REGISTERED makes a member (MEM-18)."""

    AWAITING = "awaiting", _("Awaiting signature")
    RETURNED = "returned", _("Signed copy returned")
    REGISTERED = "registered", _("Signature registered")
    REVOKED = "revoked", _("Revoked")


class By(models.TextChoices):
    """Who takes a step."""

    APPLICANT = "applicant", _("Applicant")
    GROUP = "group", _("Leadership group")
    SECRETARIAT = "secretariat", _("Secretariat")


_group_or_secretary = frozenset(
    {By.GROUP, By.SECRETARIAT}
)  # the secretary records what the group decided at a meeting
_applicant = frozenset({By.APPLICANT})
_secretariat = frozenset({By.SECRETARIAT})
_everybody = frozenset(By)

# Awaiting the group or awaiting a supplement: open, and the organisation has one such application at a time.
OPEN = (Status.SUBMITTED, Status.SUPPLEMENT)
DECIDED = (Status.APPROVED, Status.DECLINED)

APPLICATION_STEPS = (
    Step("submit", Status.DRAFT, Status.SUBMITTED, _applicant, _("Submit")),
    Step(
        "ask_supplement",
        Status.SUBMITTED,
        Status.SUPPLEMENT,
        _group_or_secretary,
        _("Ask for a supplement"),
        needs_note=True,
    ),
    Step(
        "answer_supplement",
        Status.SUPPLEMENT,
        Status.SUBMITTED,
        _applicant,
        _("Send the supplement"),
    ),
    Step(
        "close_supplement",
        Status.SUPPLEMENT,
        Status.SUBMITTED,
        _secretariat,
        _("Go on without the supplement"),
        needs_note=True,
    ),
    Step(
        "move_supplement",
        Status.SUPPLEMENT,
        Status.SUPPLEMENT,
        _secretariat,
        _("Move the day of the supplement"),
    ),
    # Asked by mistake: the case is where it was.
    Step(
        "recall_supplement",
        Status.SUPPLEMENT,
        Status.SUBMITTED,
        _secretariat,
        _("Take the request back"),
        needs_note=True,
    ),
    Step("approve", Status.SUBMITTED, Status.APPROVED, _group_or_secretary, _("Approve")),
    Step("decline", Status.SUBMITTED, Status.DECLINED, _group_or_secretary, _("Decline"), needs_note=True),
    Step("withdraw", Status.SUBMITTED, Status.WITHDRAWN, _applicant, _("Withdraw the application")),
    Step("withdraw_asked", Status.SUPPLEMENT, Status.WITHDRAWN, _applicant, _("Withdraw the application")),
    # Approved and not a member yet, or a refusal that the organisation has not heard of: it need not wait for anybody.
    Step("withdraw_approved", Status.APPROVED, Status.WITHDRAWN, _applicant, _("Withdraw the application")),
    Step("withdraw_declined", Status.DECLINED, Status.WITHDRAWN, _applicant, _("Withdraw the application")),
    # While the letters still wait; afterwards a new decision corrects the old one.
    Step(
        "take_back_approval",
        Status.APPROVED,
        Status.SUBMITTED,
        _group_or_secretary,
        _("Take the decision back"),
        needs_note=True,
    ),
    Step(
        "take_back_refusal",
        Status.DECLINED,
        Status.SUBMITTED,
        _group_or_secretary,
        _("Take the decision back"),
        needs_note=True,
    ),
    Step(
        "approve_after_all",
        Status.DECLINED,
        Status.APPROVED,
        _group_or_secretary,
        _("Approve after reconsideration"),
    ),
    Step(
        "decline_after_all",
        Status.APPROVED,
        Status.DECLINED,
        _group_or_secretary,
        _("Decline after all"),
        needs_note=True,
    ),
    # Looked at again and upheld, or declined for the wrong reasons: a decision of its own, with its own letter.
    Step(
        "decline_again",
        Status.DECLINED,
        Status.DECLINED,
        _group_or_secretary,
        _("Decline again"),
        needs_note=True,
    ),
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
    # With the decision behind it, which is taken back or replaced by a refusal; or with the application, withdrawn.
    Step("revoke", Signing.AWAITING, Signing.REVOKED, _everybody, _("Revoke the document")),
    Step("revoke_returned", Signing.RETURNED, Signing.REVOKED, _everybody, _("Revoke the document")),
)

# What the diary tells besides the steps: nothing moves.
NOTES = (
    "position",
    "recuse",
    "lift_recusal",
    "exempt",
    "correct_record",
    "answers_changed",
    "access_given",
    "access_taken",
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
    TAKEN_BACK = "taken_back", _("Taken back")


class Anew(models.TextChoices):
    """Why a refusal was decided once more."""

    UPHELD = "upheld", _("The group has looked at the case again and stays with its decision")
    REASONS = "reasons", _("The reasons were wrong or not all there; these are the right ones")


class Method(models.TextChoices):
    """How a signed copy came back (LAW-E1)."""

    UPLOAD = "upload", _("Uploaded by the organisation")
    PAPER = "paper", _("On paper, registered by the secretariat")


class Stand(models.TextChoices):
    """Where a seat stands in one case: who holds it, and what they say or may not say."""

    VACANT = "vacant", _("Vacant")
    SILENT = "silent", _("Has said nothing yet")  # by positions, while everybody is waited for
    ABSENT = "absent", _("Not present")
    RECUSED = "recused", _("Conflict of interest")
    PRESENT = "present", _("Present")  # at a meeting, where only the outcome is recorded
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAINS = "abstains", _("Abstains")


class Opinion(models.TextChoices):
    """The position that a member records in a case; a conflict of interest is no position but a state of its own.

    AWAY says that nobody need wait for the person: by positions they are absent, and an alternate may step in.
    """

    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    ABSTAINS = "abstains", _("Abstain")
    AWAY = "away", _("Cannot take part")


class Why(models.TextChoices):
    """Why a body cannot decide with those who take part."""

    AWAITS = "awaits", _("Somebody is still waited for")
    NO_VOICE = "no_voice", _("Nobody takes part for one of those who must")
    UNEQUAL = "unequal", _("Those who take part are not equally many")
    TIE = "tie", _("As many for as against")
    NO_VOTES = "no_votes", _("Nobody is for or against")


class Ground(models.TextChoices):
    """Why somebody has a conflict of interest in a case (KL 6:28, FL 16 §)."""

    OWN = "own", _("My own organisation")
    OFFICE = "office", _("An office or employment there")
    CLOSE = "close", _("Somebody close to me is involved")
    OTHER = "other", _("Something else that can make people doubt")
    WORKED = "worked", _("Worked on the application for the organisation")  # nobody says it: the portal knows


class Manner(models.TextChoices):
    """How the group decided."""

    MEETING = "meeting", _("At a meeting")
    POSITIONS = "positions", _("By positions in the portal")


class AttachmentKind(models.TextChoices):
    """What a file is that the organisation sends."""

    STATUTES = "statutes", _("Statutes")
    MINUTES = "minutes", _("Minutes")
    OTHER = "other", _("Other")


class ReminderKind(models.TextChoices):
    """What a reminder is about, and so whom it goes to, if anybody."""

    CASE_WAITING = "case_waiting", _("A case has waited long")
    SUPPLEMENT_SOON = "supplement_soon", _("A supplement is soon due")
    SUPPLEMENT_LATE = "supplement_late", _("A supplement has not come")
    SIGNATURE_LATE = "signature_late", _("A signed copy has not come")
    NO_QUORUM = "no_quorum", _("A meeting cannot decide")
    POSITIONS_AWAITED = "positions_awaited", _("Positions are awaited")
    CONTACTS_RIGHT = "contacts_right", _("Are the contacts still right?")
    FORGET_CONTACTS = "forget_contacts", _("Removal of contacts")  # no letter: its day has come


class FieldOfActivity(models.TextChoices):
    """Fields of activity: the twelve groups of ICNPO, and civil protection, which the mapping adds (domain 4.2)."""

    CULTURE = "culture", _("Recreation and culture")
    EDUCATION = "education", _("Education and research")
    HEALTH = "health", _("Health")
    SOCIAL = "social", _("Social services")
    ENVIRONMENT = "environment", _("Environment and animal protection")
    DEVELOPMENT = "development", _("Housing, social and community development")
    ADVOCACY = "advocacy", _("Advocacy and politics")
    VOLUNTEERING = "volunteering", _("Foundations, fundraising and volunteering")
    INTERNATIONAL = "international", _("International activities")
    FAITH = "faith", _("Faith communities and religious associations")
    UNIONS = "unions", _("Business and professional associations, and unions")
    OTHER = "other", _("Other non-profit activities")
    PREPAREDNESS = "preparedness", _("Civil protection and preparedness")


PROFILE_LENGTH = 800  # characters of each of an organisation's own texts
MOST_FIELDS = 3  # fields of activity; with more the filter says nothing


class MemberChange(models.TextChoices):
    """What the diary of a membership tells."""

    CONTACT_ADDED = "contact_added", _("A contact was added")
    CONTACT_CHANGED = "contact_changed", _("A contact was changed")
    CONTACT_LEFT = "contact_left", _("A contact was removed")
    MAIN_CONTACT = "main_contact", _("Another main contact")
    CONTACTS_RIGHT = "contacts_right", _("The contacts were confirmed")
    CONTACTS_FORGOTTEN = "contacts_forgotten", _("Old contacts were erased")
    ACCESS_GIVEN = "access_given", _("Somebody got access")
    PROFILE = "profile", _("The presentation was changed")
    LINK_STATED = "link_stated", _("An umbrella or branch was named")
    LINK_CONFIRMED = "link_confirmed", _("An umbrella or branch was confirmed")
    LINK_REFUSED = "link_refused", _("An umbrella or branch was not confirmed")
    LINK_ENDED = "link_ended", _("An umbrella or branch was removed")
    WITHDRAWN = "withdrawn", _("A withdrawal was given")
    REGRETTED = "regretted", _("The withdrawal was taken back")
    ENDED = "ended", _("The membership ended")


class Given(models.TextChoices):
    """How a withdrawal was given; in writing either way (MEM-41)."""

    PORTAL = "portal", _("In the portal, by the organisation")
    PAPER = "paper", _("On paper, registered by the secretariat")


class KinSays(models.TextChoices):
    """What a member says that another organisation is to it (MEM-52)."""

    UMBRELLA = "umbrella", _("It is our umbrella: we belong to it")
    BRANCH = "branch", _("It belongs to us")


class KinAnswer(models.TextChoices):
    """What became of it: the other one's answer, or taken back before there was one."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    TAKEN_BACK = "taken_back", _("Taken back")
