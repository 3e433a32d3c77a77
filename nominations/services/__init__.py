"""What can happen with rounds and nominations: one function with a verb as its name for each thing."""

from nominations.services.answering import answer_nomination
from nominations.services.deciding import Pick, Record, decide_round
from nominations.services.forgetting import forget_unchosen
from nominations.services.nominating import (
    change_nomination,
    prepare_nomination,
    submit_nomination,
    withdraw_for_organisation,
    withdraw_nomination,
)
from nominations.services.rounds import cancel_round, publish_round, take_down_round
from nominations.services.tasks import do
from nominations.services.vacancies import accept_offer, decline_offer, end_for, fill_vacancies

__all__ = [
    "Pick",
    "Record",
    "accept_offer",
    "answer_nomination",
    "cancel_round",
    "change_nomination",
    "decide_round",
    "decline_offer",
    "do",
    "end_for",
    "fill_vacancies",
    "forget_unchosen",
    "prepare_nomination",
    "publish_round",
    "submit_nomination",
    "take_down_round",
    "withdraw_for_organisation",
    "withdraw_nomination",
]
