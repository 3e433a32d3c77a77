"""Pages as people meet them: every kind, in each of its states. One list for everything that looks at pages.

Each room has a module with its own pages. Here they become one list, which test_states.py holds against the registries of
addresses.
"""

from tests.browser.states.accounts import DOOR
from tests.browser.states.actionplan import ACTIVITIES, PLANS_OF_THE_STAFF
from tests.browser.states.acts import send_empty
from tests.browser.states.agreement import AGREEMENT_OF_THE_STAFF
from tests.browser.states.cases import CASES
from tests.browser.states.events import EVENTS
from tests.browser.states.meetings import MEETINGS
from tests.browser.states.membership import APPLYING, EMPTY, OWN_MEMBER
from tests.browser.states.nominations import NOMINATIONS
from tests.browser.states.places import FORM, NB, QUEUE
from tests.browser.states.public import PUBLIC
from tests.browser.states.site import LETTERS_AND_PEOPLE
from tests.browser.states.state import State, address, nothing

__all__ = [
    "ADMIN",
    "APPLICANT",
    "DOOR",
    "EMPTY",
    "ERRORS",
    "FORM",
    "NB",
    "PUBLIC",
    "QUEUE",
    "STATES",
    "State",
    "address",
    "nothing",
    "send_empty",
]

APPLICANT = [*APPLYING, *ACTIVITIES]
ADMIN = [*CASES, *AGREEMENT_OF_THE_STAFF, *PLANS_OF_THE_STAFF, *LETTERS_AND_PEOPLE]
STATES = [*PUBLIC, *DOOR, *APPLICANT, *ADMIN, *MEETINGS, *OWN_MEMBER, *NOMINATIONS, *EVENTS]
# Pages that nobody can call up.
ERRORS = ("400", "403", "404", "413", "429", "500", "503")
