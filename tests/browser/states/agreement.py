"""What staff keep of the agreement: its texts, bodies and seats, and the parties' notices."""

from __future__ import annotations

from tests.browser.states.acts import (
    adopt_first,
    adopt_first_without_a_tick,
    open_first,
    press,
    read_document,
    save,
)
from tests.browser.states.state import State

VERSIONS = "/admin/agreement/agreementversion/"
AGREEMENT_OF_THE_STAFF = [
    State("seats", "party", "/admin/agreement/seat/"),
    State("seat", "party", "/admin/agreement/seat/{seat}/change/"),
    State("seat-fill", "party", "/admin/agreement/seat/{vacant_seat}/fill/"),
    State("seat-fill-empty", "party", "/admin/agreement/seat/{vacant_seat}/fill/", press),
    State("seat-end", "party", "/admin/agreement/seat/{seat}/end/{term}/"),
    State("seat-end-empty", "party", "/admin/agreement/seat/{seat}/end/{term}/", press),
    State("seat-call-off", "party", "/admin/agreement/seat/{vacant_seat}/call-off/{coming_term}/"),
    State("seat-not-theirs", "secretary", "/admin/agreement/seat/{seat}/change/"),
    State("body", "secretary", "/admin/agreement/body/{body}/change/"),
    State("body-confirm", "leader", "/admin/agreement/body/{body}/confirm/"),
    State("body-confirm-empty", "leader", "/admin/agreement/body/{body}/confirm/?day=2019-12-31"),
    State("notices", "party", "/admin/agreement/partynotice/"),
    State("notice-add", "party", "/admin/agreement/partynotice/add/"),
    State("notice-add-empty", "party", "/admin/agreement/partynotice/add/", save),
    State("import-agreement", "secretary", "/admin/agreement/agreementversion/import/"),
    State("import-agreement-empty", "secretary", "/admin/agreement/agreementversion/import/", press),
    State("import-agreement-read", "secretary", "/admin/agreement/agreementversion/import/", read_document),
    State("admin-region", "secretary", "/admin/agreement/region/", open_first),
    State("admin-cut-off", "secretary", "/admin/agreement/cutoff/add/"),
    State("admin-cut-off-empty", "secretary", "/admin/agreement/cutoff/add/", save),
    State("admin-versions", "secretary", VERSIONS),
    State("admin-version", "secretary", VERSIONS, open_first),
    State("admin-version-adopt", "secretary", VERSIONS, adopt_first),
    State("admin-version-adopt-empty", "secretary", VERSIONS, adopt_first_without_a_tick),
    State("admin-principle", "secretary", "/admin/agreement/principle/", open_first),
    State("admin-translation", "secretary", "/admin/agreement/versiontranslation/", open_first),
    State("admin-required-decision", "secretary", "/admin/agreement/requireddecision/add/"),
]
