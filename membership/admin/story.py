"""What has happened in a case, for its page: the diary and the letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from letters.admin import STATES, problem
from letters.models import Letter
from membership.admin.pages import KINDS
from relay.admin_lists import tag

if TYPE_CHECKING:
    from membership.models import Application


def diary(application: Application) -> list[dict[str, Any]]:
    """Every step, by whom and when; the newest is where the case stands."""
    events = list(application.events.select_related("actor"))
    return [
        {
            "when": event.at,
            "title": _step_name(event.step),
            "text": event.note,
            "who": str(event.actor) if event.actor else _("The system"),
            "now": event is events[-1],
        }
        for event in events
    ]


def _step_name(name: str) -> str:
    return {
        "submit": _("The application came in"),
        "approve": _("Approved"),
        "decline": _("Declined"),
        "withdraw": _("The organisation took the application back"),
        "withdraw_asked": _("The organisation took the application back"),
        "withdraw_approved": _("The organisation took the application back, after the approval"),
        "withdraw_declined": _("The organisation took the application back, before it heard of the refusal"),
        "ask_supplement": _("A supplement was asked for"),
        "answers_changed": _("The organisation changed answers"),
        "answer_supplement": _("The organisation sent the supplement"),
        "close_supplement": _("Went on without the supplement"),
        "move_supplement": _("The supplement got another last day"),
        "recall_supplement": _("The request for a supplement was taken back"),
        "exempt": _("An exemption was granted"),
        "access_given": _("Somebody was given access"),
        "access_taken": _("The organisation took somebody's access"),
        "upload": _("The organisation uploaded a signed copy"),
        "register_paper": _("A signature on paper was registered"),
        "confirm": _("The signature was confirmed"),
        "refuse_copy": _("A new copy was asked for"),
        "position": _("A position was recorded"),
        "recuse": _("A conflict of interest was declared"),
        "lift_recusal": _("A conflict of interest was lifted"),
        "take_back_approval": _("The approval was taken back before anybody was told"),
        "take_back_refusal": _("The refusal was taken back before anybody was told"),
        "approve_after_all": _("Approved after reconsideration"),
        "decline_after_all": _("Declined after all"),
        "decline_again": _("Declined again"),
        "correct_record": _("The record was corrected"),
        "revoke": _("The document for signature was revoked"),
        "revoke_returned": _("The document for signature was revoked"),
    }.get(name, name)


def letters_about(application: Application) -> list[dict[str, Any]]:
    """The letters about a case, oldest first: their keys begin with what they are and the case's reference."""
    mine = Q()
    for kind in KINDS:
        mine |= Q(key__startswith=f"{kind}:{application.reference}:")
    letters = Letter.objects.filter(mine).defer("text", "html").order_by("created_at", "pk")
    return [
        {
            "letter": letter,
            "state": tag(*STATES[letter.work_state]),
            "problem": problem(letter),
            "url": reverse("admin:letters_letter_change", args=[letter.pk]),
        }
        for letter in letters
    ]
