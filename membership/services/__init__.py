"""The verbs of membership, one function for each thing that can happen."""

from membership.services.access import give_access_for_a_member, may_give_access
from membership.services.applications import (
    begin_application,
    change_application,
    claim_draft,
    missing_pages,
    submit_application,
)
from membership.services.contacts import confirm_contacts, remove_contact, save_contact
from membership.services.corrections import (
    approve_after_all,
    correct_record,
    decline_after_all,
    decline_again,
    take_back,
    waits,
    waits_until,
)
from membership.services.leaving import (
    end_membership,
    may_regret,
    register_paper_withdrawal,
    regret_withdrawal,
    withdraw_membership,
)
from membership.services.links import answer_link, end_link, state_link, take_statement_back
from membership.services.meeting_list import Ruling, record_meeting
from membership.services.positions import declare_conflict, lift_conflict, record_position
from membership.services.profiles import save_profile
from membership.services.rejoining import begin_again
from membership.services.review import (
    Held,
    Report,
    approve_application,
    approve_applications,
    decline_application,
)
from membership.services.signing import (
    confirm_signature,
    refuse_copy,
    register_paper_signature,
    register_upload,
    render_document,
)
from membership.services.supplements import (
    answer_supplement,
    ask_supplement,
    close_supplement,
    move_supplement,
    recall_supplement,
)
from membership.services.withdrawing import may_withdraw, withdraw_application

__all__ = [
    "Held",
    "Report",
    "Ruling",
    "answer_link",
    "answer_supplement",
    "approve_after_all",
    "approve_application",
    "approve_applications",
    "ask_supplement",
    "begin_again",
    "begin_application",
    "change_application",
    "claim_draft",
    "close_supplement",
    "confirm_contacts",
    "confirm_signature",
    "correct_record",
    "declare_conflict",
    "decline_after_all",
    "decline_again",
    "decline_application",
    "end_link",
    "end_membership",
    "give_access_for_a_member",
    "lift_conflict",
    "may_give_access",
    "may_regret",
    "may_withdraw",
    "missing_pages",
    "move_supplement",
    "recall_supplement",
    "record_meeting",
    "record_position",
    "refuse_copy",
    "register_paper_signature",
    "register_paper_withdrawal",
    "register_upload",
    "regret_withdrawal",
    "remove_contact",
    "render_document",
    "save_contact",
    "save_profile",
    "state_link",
    "submit_application",
    "take_back",
    "take_statement_back",
    "waits",
    "waits_until",
    "withdraw_application",
    "withdraw_membership",
]
