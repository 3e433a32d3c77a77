"""Pages as people meet them: every kind, in each of its states. One list for everything that looks at pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.browser import people
from tests.browser.public_pages import PAGES, fill

if TYPE_CHECKING:
    from playwright.sync_api import Page


def nothing(page: Page) -> None:
    """Only look."""


@dataclass(frozen=True)
class State:
    """A page as somebody meets it: who, where, and what they do there first."""

    name: str
    who: str
    address: str
    do: Callable[[Page], None] = nothing
    status: int = 200


def send_empty(page: Page) -> None:
    """Press the button without having written anything."""
    page.locator("main form [type=submit].btn-primary").click()


def send_nothing(page: Page) -> None:
    """The button of the page's own form, where there are others that act at once."""
    page.locator("#submit-id-send").click()


def press(page: Page) -> None:
    """The button of a confirm page in the admin."""
    page.locator("#content form .row-actions button[type=submit].btn").first.click()


def show_seats(page: Page) -> None:
    """The button that reads the seats of the day again."""
    page.locator("#id_decided_on").fill("2024-05-06")
    page.locator("button[name=show]").click()


def nobody_came(page: Page) -> None:
    """A decision without those who must be there."""
    while (box := page.locator("input[name=present]:checked").first).count():
        box.uncheck()
    page.fill("#id_decided_on", page.input_value("input[name=seats_on]"))
    page.locator("#id_paragraph").fill("12")
    press(page)


def unfold(page: Page) -> None:
    """What was said before."""
    page.locator("details summary").first.click()


def say_why(page: Page) -> None:
    """A correction that would change nothing."""
    page.fill("#id_note", "Fel paragraf.")
    press(page)


def save(page: Page) -> None:
    """The button of Django's own forms."""
    page.locator("input[name=_save]").click()


def link_nobody(page: Page) -> None:
    page.fill("#id_umbrella_is", "Finns inte")
    page.fill("#id_branch_is", "Inte den heller")
    save(page)


def fill_wrongly(page: Page) -> None:
    """Something in every text field, and all of it wrong."""
    for field in page.locator(
        "main form[method=post] input[type=text], main form[method=post] textarea"
    ).all():
        field.fill("x\u0000y" if field.get_attribute("name") == "name" else "1")
    people.send(page)


def ask_for_code(page: Page) -> None:
    page.fill("input[name=email]", "nagon@forening.example")
    people.send(page)


def write_wrong_code(page: Page) -> None:
    ask_for_code(page)
    page.fill("input[name=code]", "BCDF-GHJK")
    people.send(page)


def lose_cookies(page: Page) -> None:
    page.fill("input[name=email]", "nagon@forening.example")
    page.context.clear_cookies()
    people.send(page)


def attach_html(page: Page) -> None:
    """A file with the supplement that is none of those we take."""
    page.fill("textarea[name=answer]", "Här är stadgarna.")
    page.set_input_files(
        "input[name=attached]",
        files=[{"name": "stadgar.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}],
    )
    people.send(page)


def write_no_address(page: Page) -> None:
    page.fill("input[name=email]", "kassoren")
    people.send(page)


def upload_nothing(page: Page) -> None:
    people.send(page)


def upload_html(page: Page) -> None:
    page.set_input_files(
        "input[name=copy]",
        files=[{"name": "bild.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}],
    )
    people.send(page)


def open_first(page: Page) -> None:
    """The first row of a list in the admin."""
    page.locator("#result_list tbody a").first.click()


def adopt_first(page: Page) -> None:
    """The confirm page of adopting the first text of a list."""
    open_first(page)
    page.locator('#content a[href$="/adopt/"]').click()


def adopt_first_without_a_tick(page: Page) -> None:
    adopt_first(page)
    press(page)


LONG_WORD = "Samverkansöverenskommelse" * 6
AGREEMENT = f"Vision\n\nAlla hörs.\n\nSyfte\n\n{LONG_WORD}\n"
PLAN = f"Handlingsplan 2024-2026\n\n1. Öka kunskapen\n\nMål: Alla vet mer.\n\n{LONG_WORD}\n"


def read_document(page: Page) -> None:
    """Paste a document with a very long word, see where everything goes, and unfold what became of each line."""
    page.fill("#id_text", PLAN if "actionplan" in page.url else AGREEMENT)
    press(page)
    page.locator("#content details summary").click()


def preview(page: Page) -> None:
    """What the presentation would look like."""
    page.locator("main form [name=preview]").click()


def tick_everything(page: Page) -> None:
    """More fields than may be chosen, and an address that is none."""
    for box in page.locator("input[name=fields_of_activity]").all():
        box.check()
    page.fill("input[name=website]", "inte en adress")
    page.locator("main form [name=save]").click()


def choose_day(page: Page) -> None:
    """From the day to what ends on it."""
    page.locator("main form[method=get] [type=submit].btn-primary").click()


def leave_without_a_name(page: Page) -> None:
    choose_day(page)
    page.locator("main form[method=post] [type=submit].btn-danger").click()


def open_menu(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.locator("nav.menu summary").click()


NB = "/norrbotten"
FORM = f"{NB}/anslut/ansok"
QUEUE = "/admin/membership/reviewitem"
VERSIONS = "/admin/agreement/agreementversion/"
# Every public page, by the name of its address, and what becomes of it.
PUBLIC = [
    *(
        State(name if number == 0 else f"{name}-{number + 1}", "visitor", address)
        for name, given in PAGES.items()
        for number, address in enumerate(given)
    ),
    State("region-menu-open", "visitor", f"{NB}/", open_menu),
    State("region-english", "visitor", "/en/norrbotten/"),
    State("members-search", "visitor", f"{NB}/anslutna/?q=bygdegille"),
    State("members-nothing-found", "visitor", f"{NB}/anslutna/?q=xyzzy"),
    State("search-found", "visitor", f"{NB}/sok/?q=overenskommelse"),
    State("search-nothing-found", "visitor", f"{NB}/sok/?q=xyzzy"),
    State("verify-empty", "visitor", "/verifiera/", send_empty),
    State("verify-unknown", "visitor", "/verifiera/AAAA-BBBB-CCCC-DDDD/", status=404),
    State("not-found", "visitor", "/finns-inte/", status=404),
]
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
APPLICANT = [
    State("apply-start", "visitor", f"{FORM}/"),
    State("apply-organisation", "visitor", f"{FORM}/organisation/"),
    State("apply-organisation-empty", "visitor", f"{FORM}/organisation/", send_empty),
    State("apply-organisation-wrong", "visitor", f"{FORM}/organisation/", fill_wrongly),
    State("apply-organisation-public-actors", "visitor", "/blekinge/anslut/ansok/organisation/", send_empty),
    State("apply-begun", "omrade", f"{FORM}/"),
    State("apply-filled", "omrade", f"{FORM}/organisation/"),
    State("apply-scope", "omrade", f"{FORM}/omrade/"),
    State("apply-scope-empty", "omrade", f"{FORM}/omrade/", send_empty),
    State("apply-contact", "kontakt", f"{FORM}/kontakt/"),
    State("apply-contact-wrong", "kontakt", f"{FORM}/kontakt/", fill_wrongly),
    State("apply-declaration", "intygande", f"{FORM}/intygande/"),
    State("apply-declaration-empty", "intygande", f"{FORM}/intygande/", send_empty),
    State("apply-check", "kontrollera", f"{FORM}/kontrollera/"),
    State("apply-receipt", "applicant", f"{FORM}/klart/{{submitted}}/"),
    State("my-pages", "applicant", "/mina-sidor/"),
    State("my-pages-empty", "newcomer", "/mina-sidor/"),
    *(
        State(f"case-{name}", "applicant", f"/mina-sidor/{{{name}}}/")
        for name in (
            "draft",
            "submitted",
            "supplement",
            "long",
            "declined",
            "withdrawn",
            "approved",
            "returned",
            "refused",
            "failed",
            "member",
            "late",
            "answered",
            "held",
            "corrected",
            "exempted",
        )
    ),
    State("case-upload-nothing", "applicant", "/mina-sidor/{approved}/", upload_nothing),
    State("case-upload-html", "applicant", "/mina-sidor/{approved}/", upload_html),
    State("supplement", "applicant", "/mina-sidor/{supplement}/komplettera/"),
    State("supplement-empty", "applicant", "/mina-sidor/{supplement}/komplettera/", send_empty),
    State("supplement-html", "applicant", "/mina-sidor/{supplement}/komplettera/", attach_html),
    State("supplement-late", "applicant", "/mina-sidor/{late}/komplettera/"),
    State("supplement-page", "applicant", "/mina-sidor/{supplement}/komplettera/omrade/"),
    State("supplement-page-contact", "applicant", "/mina-sidor/{supplement}/komplettera/kontakt/"),
    State(
        "supplement-page-wrong",
        "applicant",
        "/mina-sidor/{supplement}/komplettera/organisation/",
        fill_wrongly,
    ),
    State("people", "applicant", "/mina-sidor/{supplement}/personer/"),
    State("people-empty", "applicant", "/mina-sidor/{supplement}/personer/", send_empty),
    State("people-wrong", "applicant", "/mina-sidor/{supplement}/personer/", write_no_address),
    State("people-remove", "applicant", "/mina-sidor/{supplement}/personer/{access}/"),
    State("case-withdraw", "applicant", "/mina-sidor/{submitted}/aterta/"),
    State("case-withdraw-asked", "applicant", "/mina-sidor/{supplement}/aterta/"),
    *(
        State(f"activity-{name}", who, f"/mina-sidor/aktiviteter/{address}", *do)
        for name, who, address, *do in (
            ("mine", "group", ""),
            ("kept", "group", "{activity}/"),
            ("kept-empty", "group", "{activity}/", send_nothing),
            ("of-the-secretariat", "secretary", "{activity}/"),
            ("stopped", "secretary", "{stopped}/"),
            ("proposed", "secretary", "{proposed}/"),
            ("stop", "group", "{activity}/steg/stop/"),
            ("stop-empty", "group", "{activity}/steg/stop/", people.send),
            ("milestone", "group", "{activity}/delmal/2/"),
            ("milestone-empty", "group", "{activity}/delmal/2/", people.send),
            ("undo", "group", "{activity}/delmal/1/angra/"),
            ("keeper", "secretary", "{activity}/ansvarig/"),
            ("carry", "secretary", "{activity}/for-over/"),
            ("carry-empty", "secretary", "{activity}/for-over/", people.send),
            ("propose", "group", "ny/{draft_plan}/"),
            ("propose-empty", "group", "ny/{draft_plan}/", people.send),
        )
    ),
    State("activity-plan-draft", "group", f"{NB}/aktivitetsplan/{{next_year}}/utgava/1/"),
    State("activity-plan-narrowed", "visitor", f"{NB}/aktivitetsplan/{{year}}/?lage=done"),
]
ADMIN = [
    State("admin", "leader", "/admin/"),
    State("queue", "leader", f"{QUEUE}/"),
    State("queue-all", "operator", f"{QUEUE}/?status=all"),
    State("queue-nothing-found", "leader", f"{QUEUE}/?q=xyzzy"),
    *(
        State(f"staff-case-{name}", "secretary", f"{QUEUE}/{{{name}.pk}}/change/")
        for name in (
            "submitted",
            "supplement",
            "long",
            "declined",
            "approved",
            "returned",
            "refused",
            "failed",
            "member",
            "late",
            "answered",
            "held",
            "corrected",
            "exempted",
        )
    ),
    State("approve", "leader", f"{QUEUE}/{{submitted.pk}}/approve/"),
    State("approve-empty", "leader", f"{QUEUE}/{{submitted.pk}}/approve/", press),
    State("decline", "leader", f"{QUEUE}/{{submitted.pk}}/decline/"),
    State("decline-empty", "leader", f"{QUEUE}/{{submitted.pk}}/decline/", press),
    State("ask-supplement", "secretary", f"{QUEUE}/{{submitted.pk}}/ask-supplement/"),
    State("ask-supplement-empty", "secretary", f"{QUEUE}/{{submitted.pk}}/ask-supplement/", press),
    State("approve-after-all", "leader", f"{QUEUE}/{{declined.pk}}/approve-after-all/"),
    State("approve-after-all-empty", "leader", f"{QUEUE}/{{declined.pk}}/approve-after-all/", press),
    State("decline-after-all", "leader", f"{QUEUE}/{{approved.pk}}/decline-after-all/"),
    State("decline-after-all-empty", "leader", f"{QUEUE}/{{approved.pk}}/decline-after-all/", press),
    State("correct-record", "leader", f"{QUEUE}/{{declined.pk}}/correct-record/"),
    State("correct-record-empty", "leader", f"{QUEUE}/{{declined.pk}}/correct-record/", press),
    State("extract", "leader", f"{QUEUE}/{{declined.pk}}/extract/"),
    State("correct-record-nothing", "leader", f"{QUEUE}/{{corrected.pk}}/correct-record/", say_why),
    State("take-back", "leader", f"{QUEUE}/{{held.pk}}/take-back/"),
    State("take-back-empty", "leader", f"{QUEUE}/{{held.pk}}/take-back/", press),
    State("go-on-without", "secretary", f"{QUEUE}/{{late.pk}}/go-on-without/"),
    State("go-on-without-empty", "secretary", f"{QUEUE}/{{late.pk}}/go-on-without/", press),
    State("grant-exemption", "secretary", f"{QUEUE}/{{submitted.pk}}/grant-exemption/"),
    State("grant-exemption-empty", "secretary", f"{QUEUE}/{{submitted.pk}}/grant-exemption/", press),
    State("links", "secretary", "/admin/membership/organisationlink/"),
    State("link-add", "secretary", "/admin/membership/organisationlink/add/"),
    State("link-add-empty", "secretary", "/admin/membership/organisationlink/add/", save),
    State("link-add-wrong", "secretary", "/admin/membership/organisationlink/add/", link_nobody),
    State("link", "secretary", "/admin/membership/organisationlink/{link}/change/"),
    State("link-delete", "secretary", "/admin/membership/organisationlink/{link}/delete/"),
    State("link-history", "secretary", "/admin/membership/organisationlink/{link}/history/"),
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
    State("members-of-the-staff", "secretary", "/admin/membership/membership/"),
    State("import-agreement", "secretary", "/admin/agreement/agreementversion/import/"),
    State("import-agreement-empty", "secretary", "/admin/agreement/agreementversion/import/", press),
    State("import-agreement-read", "secretary", "/admin/agreement/agreementversion/import/", read_document),
    State("import-plan", "secretary", "/admin/actionplan/actionplan/import/"),
    State("import-plan-read", "secretary", "/admin/actionplan/actionplan/import/", read_document),
    State("approve-other-day", "leader", f"{QUEUE}/{{submitted.pk}}/approve/", show_seats),
    State("approve-nobody-came", "leader", f"{QUEUE}/{{submitted.pk}}/approve/", nobody_came),
    State("approve-by-positions", "leader", f"{QUEUE}/{{said.pk}}/approve-by-positions/"),
    State("decline-by-positions", "leader", f"{QUEUE}/{{against.pk}}/decline-by-positions/"),
    State("decline-by-positions-empty", "leader", f"{QUEUE}/{{against.pk}}/decline-by-positions/", press),
    State("staff-case-positions", "leader", f"{QUEUE}/{{said.pk}}/change/", unfold),
    State("staff-case-split", "leader", f"{QUEUE}/{{split.pk}}/change/"),
    State("staff-case-conflicts", "secretary", f"{QUEUE}/{{tied.pk}}/change/"),
    State("staff-case-alike", "secretary", f"{QUEUE}/{{alike.pk}}/change/"),
    State("staff-case-closed", "leader", f"{QUEUE}/{{closed.pk}}/change/", status=403),
    State("staff-case-decided", "leader", f"{QUEUE}/{{decided.pk}}/change/"),
    State("position", "leader", f"{QUEUE}/{{submitted.pk}}/position/"),
    State("position-empty", "leader", f"{QUEUE}/{{submitted.pk}}/position/", press),
    State("conflict", "leader", f"{QUEUE}/{{submitted.pk}}/conflict/"),
    State("conflict-empty", "leader", f"{QUEUE}/{{submitted.pk}}/conflict/", press),
    State("conflict-of-somebody", "secretary", f"{QUEUE}/{{submitted.pk}}/conflict-of-somebody/"),
    State(
        "conflict-of-somebody-empty", "secretary", f"{QUEUE}/{{submitted.pk}}/conflict-of-somebody/", press
    ),
    State("lift-conflict", "secretary", f"{QUEUE}/{{tied.pk}}/lift-conflict/"),
    State("lift-conflict-empty", "secretary", f"{QUEUE}/{{tied.pk}}/lift-conflict/", press),
    State("queue-filtered", "leader", f"{QUEUE}/?mine=missing&missing=positions"),
    State("approve-many-empty", "leader", f"{QUEUE}/approve/?ids={{submitted.pk}},{{tied.pk}}", press),
    State("approve-many", "leader", f"{QUEUE}/approve/?ids={{submitted.pk}},{{long.pk}},{{approved.pk}}"),
    State("register-paper", "secretary", f"{QUEUE}/{{approved.pk}}/register-paper/"),
    State("register-paper-empty", "secretary", f"{QUEUE}/{{approved.pk}}/register-paper/", press),
    State("confirm", "secretary", f"{QUEUE}/{{returned.pk}}/confirm/"),
    State("refuse-copy", "secretary", f"{QUEUE}/{{returned.pk}}/refuse-copy/"),
    State("refuse-copy-empty", "secretary", f"{QUEUE}/{{returned.pk}}/refuse-copy/", press),
    State("signing", "secretary", "/admin/membership/signingitem/?state=all"),
    State("letters", "secretary", "/admin/letters/letter/"),
    State("letter", "secretary", "/admin/letters/letter/?state=failed", open_first),
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
    State("admin-people", "operator", "/admin/accounts/user/"),
    State("admin-person", "operator", "/admin/accounts/user/", open_first),
    State("admin-refused", "newcomer", "/admin/login/?next=/admin/", status=403),
]
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
    State("item-hand-over", "group", f"{GROUPS}/arenden/{{item_waiting}}/lamna-over/"),
    State("item-hand-over-empty", "group", f"{GROUPS}/arenden/{{item_waiting}}/lamna-over/", send_empty),
    State("item-paper", "group", f"{GROUPS}/arenden/{{item_waiting}}/handling/"),
]
MEMBER = "/mina-sidor/medlem"
OWN_MEMBER = [
    State("my-pages-members", "board", "/mina-sidor/"),
    State("own-member", "board", f"{MEMBER}/{{own}}/"),
    State("own-member-silent", "board", f"{MEMBER}/{{silent}}/"),
    State("own-member-leaving", "board", f"{MEMBER}/{{leaving}}/"),
    State("own-member-former", "board", f"{MEMBER}/{{former}}/"),
    State("own-member-helping", "secretary", f"{MEMBER}/{{own}}/"),
    State("contacts", "board", f"{MEMBER}/{{own}}/kontakter/"),
    State("contact-new", "board", f"{MEMBER}/{{own}}/kontakter/ny/"),
    State("contact-new-empty", "board", f"{MEMBER}/{{own}}/kontakter/ny/", send_empty),
    State("contact-change", "board", f"{MEMBER}/{{own}}/kontakter/{{own_contact}}/"),
    State("contact-remove", "board", f"{MEMBER}/{{own}}/kontakter/{{own_contact}}/ta-bort/"),
    State("contacts-right", "board", f"{MEMBER}/{{own}}/kontakter/stammer/"),
    State("profile", "board", f"{MEMBER}/{{own}}/presentation/"),
    State("profile-preview", "board", f"{MEMBER}/{{own}}/presentation/", preview),
    State("profile-wrong", "board", f"{MEMBER}/{{own}}/presentation/", tick_everything),
    State("withdrawal-day", "board", f"{MEMBER}/{{own}}/uttrade/"),
    State("withdrawal-day-wrong", "board", f"{MEMBER}/{{own}}/uttrade/?dag=2020-01-01"),
    State("withdrawal", "board", f"{MEMBER}/{{own}}/uttrade/", choose_day),
    State("withdrawal-empty", "board", f"{MEMBER}/{{own}}/uttrade/", leave_without_a_name),
    State("withdrawal-receipt", "board", f"{MEMBER}/{{leaving}}/uttrade/"),
    State("withdrawal-regret", "board", f"{MEMBER}/{{leaving}}/uttrade/angra/"),
    State("withdrawal-done", "board", f"{MEMBER}/{{former}}/uttrade/"),
    State("join-again", "board", f"{MEMBER}/{{former}}/anslut-igen/"),
    State("withdrawal-on-paper", "secretary", "/admin/membership/membership/{own}/withdrawal/"),
    State("withdrawal-on-paper-empty", "secretary", "/admin/membership/membership/{own}/withdrawal/", press),
    State("members-not-reached", "secretary", "/admin/membership/membership/?reached=no"),
    State("members-by-field", "visitor", f"{NB}/anslutna/?falt=culture"),
]
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
    State("forums-of-the-staff", "secretary", "/admin/nominations/forum/"),
    State("forum-of-the-staff", "secretary", "/admin/nominations/forum/{forum}/change/"),
    State("forum-people", "secretary", "/admin/nominations/forum/people/"),
]
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
    State("event-attendance", "secretary", f"{CAL}/{{event_been}}/deltagare/"),
    State("event-uninvited", "secretary", f"{CAL}/inbjudna/norrbotten/"),
]
STATES = [*PUBLIC, *DOOR, *APPLICANT, *ADMIN, *MEETINGS, *OWN_MEMBER, *NOMINATIONS, *EVENTS]

# Forms that come back with their errors: who sends which address nothing at all.
EMPTY = [
    State("sign-in-empty", "visitor", "/konto/logga-in/"),
    State("organisation-empty", "visitor", f"{FORM}/organisation/"),
    State("organisation-empty-with-public-actors", "visitor", "/blekinge/anslut/ansok/organisation/"),
    State("scope-empty", "omrade", f"{FORM}/omrade/"),
    State("contact-empty", "kontakt", f"{FORM}/kontakt/"),
    State("declaration-empty", "intygande", f"{FORM}/intygande/"),
    State("upload-nothing", "applicant", "/mina-sidor/{approved}/ladda-upp/"),
]
# Pages that nobody can call up.
ERRORS = ("403", "404", "413", "429", "500", "503")


def address(state: State, facts: Mapping[str, Any]) -> str:
    """Where the state is in a house whose `world` gave these facts."""
    filled = state.address
    for name, case in facts["cases"].items():
        filled = filled.replace(f"{{{name}}}", case["reference"]).replace(f"{{{name}.pk}}", str(case["pk"]))
    return fill(filled, facts)
