"""The verbs of meetings, one function for each thing that can happen."""

from meetings.services.agenda import (
    add_paper,
    declare_item_conflict,
    place_item,
    propose_item,
    remove_paper,
    take_conflict_back,
    withdraw_item,
)
from meetings.services.calling import (
    call_latecomers,
    call_meeting,
    cancel_meeting,
    change_meeting,
    plan_meeting,
    reply,
)
from meetings.services.handing import hand_over
from meetings.services.holding import Held, correct_meeting, hold_meeting
from meetings.services.minutes import confirm_minutes, save_minutes, send_extract, sides_to_confirm

__all__ = [
    "Held",
    "add_paper",
    "call_latecomers",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "confirm_minutes",
    "correct_meeting",
    "declare_item_conflict",
    "hand_over",
    "hold_meeting",
    "place_item",
    "plan_meeting",
    "propose_item",
    "remove_paper",
    "reply",
    "save_minutes",
    "send_extract",
    "sides_to_confirm",
    "take_conflict_back",
    "withdraw_item",
]
