"""The verbs of events, one function for each thing that can happen."""

from events.services.after import give_feedback, mark_attendance
from events.services.feeds import address_of, remove_address, renew_address
from events.services.forgetting import forget_participants, forget_unconfirmed
from events.services.inviting import invite
from events.services.posting import (
    cancel_event,
    change_event,
    post_event,
    publish_event,
    refuse_event,
    rework_event,
    show_reason,
    submit_event,
    take_back_event,
)
from events.services.registering import confirm, register, unregister, unregister_for
from events.services.tasks import do

__all__ = [
    "address_of",
    "cancel_event",
    "change_event",
    "confirm",
    "do",
    "forget_participants",
    "forget_unconfirmed",
    "give_feedback",
    "invite",
    "mark_attendance",
    "post_event",
    "publish_event",
    "refuse_event",
    "register",
    "remove_address",
    "renew_address",
    "rework_event",
    "show_reason",
    "submit_event",
    "take_back_event",
    "unregister",
    "unregister_for",
]
