"""Forums, rounds of nomination, nominations with their diary, decisions, and offers of vacant seats."""

from nominations.models.forums import Forum, ForumSeat
from nominations.models.nominated import Choice, Nomination, NominationEvent, RoundTask, SeatLink, SeatOffer
from nominations.models.rounds import NominationRound, RoundDecision, RoundEvent, Wish

__all__ = [
    "Choice",
    "Forum",
    "ForumSeat",
    "Nomination",
    "NominationEvent",
    "NominationRound",
    "RoundDecision",
    "RoundEvent",
    "RoundTask",
    "SeatLink",
    "SeatOffer",
    "Wish",
]
