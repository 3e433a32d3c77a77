"""An approval may say why; one that sets a rule aside has to, and what belongs to one case stays there (MEM-04, MEM-16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from membership.exceptions import DecisionNotPossible
from membership.models import Application, Decision, SigningDocument
from membership.services import approve_after_all, approve_application, approve_applications, render_document
from membership.services.extracts import ask_for_extract
from membership.states import Opinion, Scope, Status
from relay.services import work_on
from tests.factories import at_meeting, make_application, make_position, make_user, sign_in
from tests.membership.holding import held

if TYPE_CHECKING:
    from accounts.models import User
    from agreement.models import Region

pytestmark = pytest.mark.django_db
ASKED = "Vi är länets enda tjejjour <och> verkar i en kommun."
WHY = "Ingen annan för de våldsutsattas talan i länet."


@pytest.fixture
def staff(group: list[User]) -> Client:
    return sign_in(Client(), group[0], second_factor=True)


def exceptional(region: Region, status: str = Status.SUBMITTED, **fields: Any) -> Application:
    return make_application(region, status, scope=Scope.OTHER, scope_reason=ASKED, **fields)


def url(case: Application, name: str) -> str:
    return reverse(f"admin:membership_reviewitem_{name}", args=[case.pk])


def letter_about(case: Application) -> str:
    document = SigningDocument.objects.get(application=case)
    assert work_on(SigningDocument, document.pk, render_document)
    text: str = Letter.objects.filter(kind="signing_request", key__contains=case.reference)[0].text
    return text


def test_exception_and_its_reason_stand_in_decision_letter_page_and_extract(
    region: Region, group: list[User], staff: Client
) -> None:
    user = make_user()
    case = exceptional(region, user=user)

    decision = approve_application(case, actor=group[0], held=held(), reasons_text=f" {WHY} ")

    assert (decision.reasons_text, decision.is_exception) == (WHY, True)
    letter = letter_about(case)
    page = sign_in(Client(), user).get(reverse("membership:case", kwargs={"reference": case.reference})).text
    office = staff.get(url(case, "change")).text
    for said in (letter, page, office):
        assert WHY in said
        assert "ndantag" in said
    item = ask_for_extract(Application.objects.get(), actor=group[0]).snapshot["items"][0]
    assert item["reasons_text"] == WHY
    assert "undantag" in item["exception"]


def test_no_exception_is_granted_without_a_reason(region: Region, group: list[User]) -> None:
    case, refused = exceptional(region), exceptional(region, Status.DECLINED)

    for reason in ("", "  \n"):
        with pytest.raises(DecisionNotPossible):
            approve_application(case, actor=group[0], held=held(), reasons_text=reason)
        with pytest.raises(DecisionNotPossible):
            approve_after_all(refused, actor=group[0], held=held(), reasons_text=reason)

    assert approve_after_all(refused, actor=group[0], held=held(), reasons_text=WHY).is_exception


def test_ordinary_approval_needs_no_reason_and_may_have_one(region: Region, group: list[User]) -> None:
    plain, said = make_application(region), make_application(region)

    decision = approve_application(plain, actor=group[0], held=held())
    approve_application(said, actor=group[0], held=held(), reasons_text=WHY)

    assert (decision.reasons_text, decision.is_exception) == ("", False)
    assert "ndantag" not in letter_about(plain)
    assert WHY in letter_about(said)


@pytest.mark.parametrize("name", ["approve", "approve_by_positions"])
def test_page_asks_why_an_exception_is_made(
    region: Region, group: list[User], staff: Client, name: str
) -> None:
    case, plain = exceptional(region), make_application(region)
    for user in group:
        make_position(case, user, Opinion.FOR)
        make_position(plain, user, Opinion.FOR)
    sent = at_meeting(region)

    page = staff.get(url(case, name))
    assert "Varför gör gruppen ett undantag?" in page.text
    assert "&lt;och&gt;" in page.text
    assert "<och>" not in page.text
    assert list(staff.post(url(case, name), sent).context["form"].errors) == ["reasons_text"]
    staff.post(url(case, name), {**sent, "reasons_text": WHY})
    staff.post(url(plain, name), sent)

    assert dict(Decision.objects.values_list("application", "reasons_text")) == {case.pk: WHY, plain.pk: ""}


def test_bulk_leaves_exceptions_out_and_says_so(region: Region, group: list[User], staff: Client) -> None:
    case, plain = exceptional(region, name="Tjejjouren"), make_application(region, name="Vanlig")
    many = f"{reverse('admin:membership_reviewitem_approve_many')}?ids={case.pk},{plain.pk}"

    page = staff.get(many)
    staff.post(many, at_meeting(region))
    report = approve_applications([case.pk], actor=group[0], held=held())

    assert [each.case.name for each in page.context["possible"]] == ["Vanlig"]
    assert "Den ber om ett undantag" in page.text
    # A meeting's list decides them as well, each with its reason.
    assert "på en egen sida" not in page.text
    assert [each.application_id for each in Decision.objects.all()] == [plain.pk]
    assert [refused.pk for refused, _why in report.refused] == [case.pk]


def test_what_belongs_to_one_case_never_goes_to_the_others(
    region: Region, group: list[User], staff: Client
) -> None:
    cases = [make_application(region), make_application(region)]
    many = f"{reverse('admin:membership_reviewitem_approve_many')}?ids={cases[0].pk},{cases[1].pk}"
    alone = {"registry_number": "RN 2026-17", "dissent": "Hon reserverade sig om det första ärendet."}

    page = staff.get(many)
    staff.post(many, at_meeting(region, **alone))

    assert 'name="dissent"' not in page.text
    assert 'name="registry_number"' not in page.text
    assert set(Decision.objects.values_list("registry_number", "dissent")) == {("", "")}
    assert Decision.objects.count() == 2
