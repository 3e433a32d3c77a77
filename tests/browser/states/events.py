"""The calendar's occasions: registration, feedback, and what their organisers see."""

from __future__ import annotations

from tests.browser.states.acts import send_nothing
from tests.browser.states.places import NB
from tests.browser.states.state import State

CAL = "/mina-sidor/kalender"
EVENTS = [
    State("event-register", "visitor", f"{NB}/kalender/{{event}}/anmal/"),
    State("event-register-empty", "visitor", f"{NB}/kalender/{{event}}/anmal/", send_nothing),
    State("event-register-english", "visitor", f"/en{NB}/kalender/{{event}}/anmal/"),
    State("event-register-closed", "visitor", f"{NB}/kalender/{{event_cancelled}}/anmal/"),
    State("event-own-register", "board", f"{CAL}/{{event_closed}}/anmal/"),
    State("registration-asked", "visitor", f"{CAL}/anmalan/{{event_asked_key}}/"),
    State("registration-placed", "visitor", f"{CAL}/anmalan/{{event_placed_key}}/"),
    State("registration-queued", "visitor", f"{CAL}/anmalan/{{event_queued_key}}/"),
    State("registration-remote", "visitor", f"{CAL}/anmalan/{{event_own_key}}/"),
    State("event-feedback", "visitor", f"{CAL}/synpunkter/{{event_feedback_key}}/"),
    State("event-feedback-empty", "visitor", f"{CAL}/synpunkter/{{event_feedback_key}}/", send_nothing),
    State("my-calendar", "board", f"{CAL}/"),
    State("my-calendar-secretary", "secretary", f"{CAL}/"),
    State("event-post", "board", f"{CAL}/nytt/norrbotten/"),
    State("event-post-empty", "secretary", f"{CAL}/nytt/norrbotten/", send_nothing),
    State("event-closed", "board", f"{CAL}/{{event_closed}}/"),
    State("event-draft", "secretary", f"{CAL}/{{event_draft}}/"),
    State("event-change", "secretary", f"{CAL}/{{event_pk}}/andra/"),
    State("event-publish", "secretary", f"{CAL}/{{event_waiting}}/steg/publish/"),
    State("event-refuse-empty", "secretary", f"{CAL}/{{event_waiting}}/steg/refuse/", send_nothing),
    State("event-invite", "secretary", f"{CAL}/{{event_pk}}/bjud-in/"),
    State("event-participants", "secretary", f"{CAL}/{{event_pk}}/deltagare/"),
    State("event-unregister", "secretary", f"{CAL}/{{event_pk}}/deltagare/{{event_placed}}/"),
    State("event-attendance", "secretary", f"{CAL}/{{event_been}}/deltagare/"),
    State("event-uninvited", "secretary", f"{CAL}/inbjudna/norrbotten/"),
]
