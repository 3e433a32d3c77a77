"""The door: signing in, and the second factor."""

from __future__ import annotations

from tests.browser.states.acts import ask_for_code, fill_wrongly, lose_cookies, send_empty, write_wrong_code
from tests.browser.states.state import State

DOOR = [
    State("sign-in", "visitor", "/konto/logga-in/"),
    State("sign-in-empty", "visitor", "/konto/logga-in/", send_empty),
    State("code", "visitor", "/konto/logga-in/", ask_for_code),
    State("code-wrong", "visitor", "/konto/logga-in/", write_wrong_code),
    State("forged-form", "visitor", "/konto/logga-in/", lose_cookies),
    State("passkey", "visitor", "/konto/nyckel/"),
    State("sign-out", "newcomer", "/konto/logga-ut/"),
    State("second-factor", "unready", "/konto/2fa/"),
    State("second-factor-app", "unready", "/konto/2fa/app/"),
    State("second-factor-app-wrong", "unready", "/konto/2fa/app/", fill_wrongly),
    State("second-factor-key", "unready", "/konto/2fa/nycklar/ny/"),
    State("second-factor-owned", "secretary", "/konto/2fa/"),
    State("second-factor-again", "secretary", "/konto/2fa/visa-igen/"),
    State("second-factor-codes", "secretary", "/konto/2fa/reservkoder/nya/"),
    State("second-factor-keys", "secretary", "/konto/2fa/nycklar/"),
    State("second-factor-remove", "secretary", "/konto/2fa/app/ta-bort/"),
]
