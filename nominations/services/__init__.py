"""What can happen with rounds and nominations: one function with a verb as its name for each thing."""

from nominations.services.answering import answer_nomination
from nominations.services.arriving import note_arrival, was_undelivered
from nominations.services.correcting import correct_decision, has_moved, may_be_chosen_after_all
from nominations.services.deciding import Pick, Record, decide_round
from nominations.services.forgetting import forget_unchosen
from nominations.services.nominating import (
    change_nomination,
    prepare_nomination,
    submit_nomination,
    withdraw_for_organisation,
    withdraw_nomination,
)
from nominations.services.rounds import TIED, cancel_round, publish_round, take_down_round
from nominations.services.tasks import do
from nominations.services.vacancies import (
    accept_offer,
    decline_offer,
    end_for,
    end_forum_seat,
    end_seat,
    fill_vacancies,
)

__all__ = [
    "TIED",
    "Pick",
    "Record",
    "accept_offer",
    "answer_nomination",
    "cancel_round",
    "change_nomination",
    "correct_decision",
    "decide_round",
    "decline_offer",
    "do",
    "end_for",
    "end_forum_seat",
    "end_seat",
    "fill_vacancies",
    "forget_unchosen",
    "has_moved",
    "may_be_chosen_after_all",
    "note_arrival",
    "prepare_nomination",
    "publish_round",
    "submit_nomination",
    "take_down_round",
    "was_undelivered",
    "withdraw_for_organisation",
    "withdraw_nomination",
]
