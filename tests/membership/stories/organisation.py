"""What organisations do: apply, withdraw, complete, sign, hand over."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from membership import services
from membership.models import Application
from membership.services.access import give_access, take_access
from membership.services.supplements import attach, change_asked
from membership.states import OPEN, ContactLevel, Form, Scope, Signing, Status
from tests.membership.stories.given import mostly, one_case, person, seldom, upload, which
from tests.membership.stories.telling import Telling
from tests.membership.stories.world import workers_of


class Organisations(Telling):
    """The rules of those who apply."""

    @rule(number=which, org=which)
    def applies(self, number: int, org: int) -> None:
        """Everything at once, so that most stories come further than a draft."""
        case = self.begin(number, org)
        self.attempt(lambda: services.submit_application(application=case, actor=workers_of(case.pk)[0]))

    @rule(number=which, org=which)
    def begins(self, number: int, org: int) -> None:
        self.begin(number, org)

    def begin(self, number: int, org: int) -> Application:
        people = [*self.world.applicants, self.world.tied]
        user = people[number % len(people)]
        organisation_number = self.world.numbers[org % len(self.world.numbers)]
        case: Application = self.attempt(
            lambda: services.begin_application(
                agreement=self.world.region.agreement,
                language="sv",
                user=user,
                name=f"Föreningen {org % len(self.world.numbers)}",
                number=organisation_number,
                number_missing_reason="" if organisation_number else "Vi är ett nätverk.",
                form=Form.NONPROFIT,
                contact_name="Maja",
                contact_email=user.email,
                contact_level=ContactLevel.REGIONAL,
                declared=True,
                declared_by="Maja",
            )
        )
        self.attempt(lambda: services.change_application(application=case, scope=Scope.COUNTY))
        self.touched = case.pk
        return case

    @rule(number=which, right=mostly, tab=seldom, scope=st.sampled_from(["", Scope.COUNTY, Scope.SEVERAL]))
    def saves_a_page(self, number: int, right: bool, tab: bool, scope: str) -> None:
        case = self.case(number, Status.DRAFT, right=right, tab=tab)
        self.attempt(lambda: services.change_application(application=case, scope=scope))

    @rule(**one_case)
    def hands_in(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.DRAFT, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.submit_application(application=case, actor=actor))

    @rule(**one_case)
    def withdraws(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        """Also what is approved, or decided and not told yet."""
        case = self.case(number, *OPEN, Status.APPROVED, Status.DECLINED, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.withdraw_application(application=case, actor=actor))

    @rule(number=which, right=mostly, who=person, proper=mostly, org=which, file=st.booleans())
    def completes(self, number: int, right: bool, who: int, proper: bool, org: int, file: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right)
        actor = self.worker(case, who, proper)
        wanted = self.world.numbers[org % len(self.world.numbers)]
        answers = {"number": wanted, "number_missing_reason": "" if wanted else "Vi är ett nätverk."}
        self.attempt(lambda: change_asked(case, actor=actor, page="organisation", **answers))
        if file:
            self.attempt(lambda: attach(case, actor=actor, upload=upload("stadgar.pdf")))

    @rule(**one_case)
    def answers(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        case = self.case(number, Status.SUPPLEMENT, right=right, tab=tab)
        actor = self.worker(case, who, proper)
        self.attempt(lambda: services.answer_supplement(case, actor=actor, answer="Här är stadgarna."))

    @rule(**one_case)
    def sends_the_signed_copy(self, number: int, right: bool, tab: bool, who: int, proper: bool) -> None:
        document = self.paper(number, Signing.AWAITING, right=right, tab=tab)
        if document is not None:
            actor = self.worker(document.application, who, proper)
            self.attempt(lambda: services.register_upload(document=document, actor=actor, upload=upload()))

    @rule(number=which, who=person, proper=mostly, whom=person, new=st.booleans())
    def hands_over(self, number: int, who: int, proper: bool, whom: int, new: bool) -> None:
        case = self.case(number)
        actor = self.worker(case, who, proper)
        email = f"ny{whom}@forening.example" if new else self.world.everybody[whom].email
        self.attempt(lambda: give_access(case, actor=actor, email=email))
        left = self.worker(case, whom, right=True)
        self.attempt(lambda: take_access(case, actor=actor, person=left))
