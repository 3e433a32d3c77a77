"""The groups' meetings: calls, items, papers, minutes."""

from __future__ import annotations

from tests.browser.states.acts import send_empty
from tests.browser.states.state import State

GROUPS = "/mina-sidor/moten"
MEETINGS = [
    State("my-pages-group", "group", "/mina-sidor/"),
    State("groups", "group", f"{GROUPS}/"),
    State("groups-secretary", "secretary", f"{GROUPS}/"),
    State("groups-none", "newcomer", f"{GROUPS}/"),
    State("meeting-plan", "secretary", f"{GROUPS}/grupp/{{meeting_group}}/nytt/"),
    State("meeting-plan-empty", "secretary", f"{GROUPS}/grupp/{{meeting_group}}/nytt/", send_empty),
    State("meeting-planned", "secretary", f"{GROUPS}/{{meeting_planned}}/"),
    State("meeting-change", "secretary", f"{GROUPS}/{{meeting_called}}/andra/"),
    State("meeting-call", "secretary", f"{GROUPS}/{{meeting_planned}}/kalla/"),
    State("meeting-cancel", "secretary", f"{GROUPS}/{{meeting_called}}/stall-in/"),
    State("meeting-cancel-empty", "secretary", f"{GROUPS}/{{meeting_called}}/stall-in/", send_empty),
    State("meeting-called", "group", f"{GROUPS}/{{meeting_called}}/"),
    State("meeting-called-secretary", "secretary", f"{GROUPS}/{{meeting_called}}/"),
    State("meeting-confirmed", "group", f"{GROUPS}/{{meeting_confirmed}}/"),
    State("meeting-paper", "secretary", f"{GROUPS}/{{meeting_called}}/handling/"),
    State("meeting-paper-empty", "secretary", f"{GROUPS}/{{meeting_called}}/handling/", send_empty),
    State("meeting-hold", "secretary", f"{GROUPS}/{{meeting_ready}}/genomfort/"),
    State("meeting-hold-empty", "secretary", f"{GROUPS}/{{meeting_ready}}/genomfort/", send_empty),
    State("minutes-to-confirm", "group", f"{GROUPS}/{{meeting_drafted}}/protokoll/"),
    State("minutes-confirmed", "group", f"{GROUPS}/{{meeting_confirmed}}/protokoll/"),
    State("minutes-of-the-secretary", "secretary", f"{GROUPS}/{{meeting_drafted}}/protokoll/"),
    State("meeting-correct", "secretary", f"{GROUPS}/{{meeting_drafted}}/genomfort/"),
    State("minutes-edit", "secretary", f"{GROUPS}/{{meeting_drafted}}/protokoll/andra/"),
    State("minutes-extract", "secretary", f"{GROUPS}/{{meeting_confirmed}}/protokoll/utdrag/"),
    State(
        "minutes-extract-empty", "secretary", f"{GROUPS}/{{meeting_confirmed}}/protokoll/utdrag/", send_empty
    ),
    State("item-propose", "group", f"{GROUPS}/grupp/{{meeting_group}}/arende/?mote={{meeting_called}}"),
    State("item-propose-empty", "group", f"{GROUPS}/grupp/{{meeting_group}}/arende/", send_empty),
    State("item", "group", f"{GROUPS}/arenden/{{item}}/"),
    State("item-closed", "group", f"{GROUPS}/arenden/{{item_closed}}/"),
    State("item-settled", "group", f"{GROUPS}/arenden/{{item_settled}}/"),
    State("item-handed", "group", f"{GROUPS}/arenden/{{item_handed}}/"),
    State("item-withdraw", "group", f"{GROUPS}/arenden/{{item_waiting}}/aterta/"),
    State("item-conflict", "group", f"{GROUPS}/arenden/{{item}}/jav/"),
    State("item-conflict-secretary", "secretary", f"{GROUPS}/arenden/{{item}}/jav/"),
    State("item-conflict-empty", "secretary", f"{GROUPS}/arenden/{{item}}/jav/", send_empty),
    State("item-hand-over", "group", f"{GROUPS}/arenden/{{item_waiting}}/lamna-over/"),
    State("item-hand-over-empty", "group", f"{GROUPS}/arenden/{{item_waiting}}/lamna-over/", send_empty),
    State("item-paper", "group", f"{GROUPS}/arenden/{{item_waiting}}/handling/"),
    State("groups-all", "group", f"{GROUPS}/?alla=1"),
    State("meetings-of-the-staff", "secretary", "/admin/meetings/groupmeeting/"),
    State("meetings-to-confirm", "secretary", "/admin/meetings/groupmeeting/?waits=confirm"),
    State("handed-over-of-the-staff", "leader", "/admin/meetings/handover/"),
]
