"""What the admin keeps of letters and of people."""

from __future__ import annotations

from tests.browser.states.acts import open_first
from tests.browser.states.state import State

LETTERS_AND_PEOPLE = [
    State("letters", "secretary", "/admin/letters/letter/"),
    State("letter", "secretary", "/admin/letters/letter/?state=failed", open_first),
    State("admin-people", "operator", "/admin/accounts/user/"),
    State("admin-person", "operator", "/admin/accounts/user/", open_first),
    State("admin-refused", "newcomer", "/admin/login/?next=/admin/", status=403),
]
