"""Rounds, forums, and what an organisation and its nominee see of them."""

from __future__ import annotations

from tests.browser.states.acts import press, save, send_empty
from tests.browser.states.state import State

NOMINATE, ROUND = "/mina-sidor/nomineringar", "/admin/nominations/nominationround"
NOMINATIONS = [
    State("nominations-own", "board", f"{NOMINATE}/"),
    State("nominations-own-none", "newcomer", f"{NOMINATE}/"),
    State("nomination-new", "board", f"{NOMINATE}/ny/norrbotten/oppen/"),
    State("nomination-new-empty", "board", f"{NOMINATE}/ny/norrbotten/oppen/", send_empty),
    State("nomination-no-right", "newcomer", f"{NOMINATE}/ny/norrbotten/oppen/"),
    State("nomination-prepared", "board", f"{NOMINATE}/{{nomination_prepared}}/"),
    State("nomination-change", "board", f"{NOMINATE}/{{nomination_prepared}}/andra/"),
    State("nomination-sent", "board", f"{NOMINATE}/{{nomination_sent}}/"),
    State("nomination-withdraw", "board", f"{NOMINATE}/{{nomination_sent}}/aterta/"),
    State("nomination-answer", "visitor", f"{NOMINATE}/svar/{{nomination_key}}/"),
    State("nomination-offer", "visitor", f"{NOMINATE}/plats/{{offer_key}}/"),
    State("rounds-of-the-staff", "secretary", f"{ROUND}/"),
    State("round-add", "secretary", f"{ROUND}/add/"),
    State("round-add-empty", "secretary", f"{ROUND}/add/", save),
    State("round-draft", "secretary", f"{ROUND}/{{round_draft}}/change/"),
    State("round-open", "secretary", f"{ROUND}/{{round_open}}/change/"),
    State("round-publish", "secretary", f"{ROUND}/{{round_draft}}/publish/"),
    State("round-cancel", "secretary", f"{ROUND}/{{round_open}}/cancel/"),
    State("round-cancel-empty", "secretary", f"{ROUND}/{{round_open}}/cancel/", press),
    State("round-compared", "leader", f"{ROUND}/{{round_closed}}/nominations/"),
    State("round-tried-out", "leader", f"{ROUND}/{{round_closed}}/nominations/?pick={{ticked}}&try=1"),
    State("round-decide", "leader", f"{ROUND}/{{round_closed}}/decide/?pick={{ticked}}"),
    State("round-decide-empty", "leader", f"{ROUND}/{{round_closed}}/decide/?pick={{ticked}}", press),
    State("round-decided", "leader", f"{ROUND}/{{round_done}}/nominations/"),
    State("round-correct", "leader", f"{ROUND}/{{round_done}}/correct/"),
    State("round-correct-empty", "leader", f"{ROUND}/{{round_done}}/correct/", press),
    State("forums-of-the-staff", "secretary", "/admin/nominations/forum/"),
    State("forum-of-the-staff", "secretary", "/admin/nominations/forum/{forum}/change/"),
    State("forum-people", "secretary", "/admin/nominations/forum/people/"),
]
