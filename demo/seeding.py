"""Tell the story: people, seats, dates and cases in both regions, through the services that real people use.

Each case is one transaction and is skipped when it is there already, so an interrupted run is finished by the next one.
The operator's account is written last: it is the sign that everything is there. Rows that the demo did not make are
left alone; two empty places are filled: seats that nobody holds, and a region's missing contact address.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import User
from accounts.services import recognise_person
from agreement.exceptions import SeatIsTaken
from agreement.models import CutOff, Region, RegionRole, Seat, SeatHolding
from agreement.seating import seat_person
from agreement.states import BodyKind, Effect, Role, SeatKind
from demo import activities, happenings, meetings, members, people, story
from demo.clock import at
from demo.nominating import tell_round
from demo.numbers import demo_number
from demo.paper import scanned
from demo.story import Case, Fate
from membership import services
from membership.models import Application, SigningDocument
from membership.states import ContactLevel, Scope
from relay.services import retry, work_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agreement.models import Agreement

EXAMPLE = "(exempel)"
IN_OFFICE_SINCE = dt.timedelta(days=700)


class CannotSeed(Exception):
    """Why there can be no demo here, in a sentence."""


@dataclass
class Told:
    """What a run made."""

    regions: int = 0
    people: int = 0
    cases: int = 0


def is_seeded() -> bool:
    """Whether the demo is complete in this database (one query)."""
    return User.objects.filter(email=people.OPERATOR.email, is_superuser=True).exists()


def seed() -> Told:
    """Make what is missing of the demo and say how much that was. Twice is the same as once.

    Refuses (CannotSeed) outside the demo, and when neither of the two regions is loaded.
    """
    if not (settings.DEBUG and settings.DEMO):
        raise CannotSeed("The demo exists only with DEBUG=1 and DEMO=1.")
    regions = list(Region.objects.filter(slug__in=people.REGIONS, agreement__isnull=False))
    if not regions:
        raise CannotSeed("No region is loaded: run `manage.py load_region` first.")
    before = User.objects.count(), Application.objects.count()
    with translation.override("sv"):
        for region in regions:
            _Region(region).tell()
    with transaction.atomic():
        _second_factor(_person(people.OPERATOR.email, people.OPERATOR.name, is_superuser=True))
    return Told(len(regions), User.objects.count() - before[0], Application.objects.count() - before[1])


class _Region:
    """One region's part of the story."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.agreement: Agreement = region.agreement
        self.now = timezone.now()
        self.municipalities = {place.name: place for place in region.municipalities.all()}

    def tell(self) -> None:
        with transaction.atomic():
            self._contact()
            self._dates()
            self.secretary = self._secretariat()
            self._group()
        # Where every seat is held by others, the secretary records what the group decided.
        self.decider = people_on_seats(self.region).first() or self.secretary
        with transaction.atomic():
            meetings.tell(self.agreement, self.secretary)
        with transaction.atomic():
            activities.tell(self.agreement, self.secretary)
        with transaction.atomic():
            happenings.tell(self.agreement, self.secretary)
        self._newcomers()
        for index, case in enumerate(story.CASES[self.region.slug]):
            with transaction.atomic():
                self._tell_case(index, case)
        with transaction.atomic():
            tell_round(self.region)

    # --- The region ------------------------------------------------------------------------------

    def _contact(self) -> None:
        if not self.region.contact_email:
            self.region.contact_email = people.address(f"sekretariatet.{self.region.slug}")
            self.region.save(update_fields=["contact_email"])

    def _dates(self) -> None:
        """One day that has passed and one that is still to come, both marked as examples."""
        if self.agreement.cut_offs.filter(title__endswith=EXAMPLE).exists():
            return
        today = timezone.localdate()
        past, future = today - dt.timedelta(days=22), today + dt.timedelta(days=130)
        party = date_format(past + dt.timedelta(days=14), "j F Y")
        CutOff.objects.create(
            agreement=self.agreement,
            effect=Effect.CEREMONY,
            last_day=past,
            title=f"Skriva under på höstens träff den {party} {EXAMPLE}",
            wording_before=f"Ansök senast den {date_format(past, 'j F')}, så kan ni skriva under på träffen.",
            wording_after="Sista dagen för att hinna med höstens träff har gått. Ni kan ändå ansluta er.",
        )
        has_group = self.agreement.body(BodyKind.DEVELOPMENT) is not None
        what = "Vara med i utvecklingsgruppen" if has_group else "Komma med i nästa års program"
        CutOff.objects.create(
            agreement=self.agreement,
            effect=Effect.DEVELOPMENT_GROUP if has_group else Effect.OTHER,
            last_day=future,
            title=f"{what} {EXAMPLE}",
            wording_before=f"Ansök senast den {date_format(future, 'j F')}, så hinner ni vara med från början.",
            wording_after="Dagen har gått. Ni kan ändå ansluta er, och vara med nästa gång.",
        )

    def _group(self) -> None:
        """Somebody on every seat of the leadership group that nobody holds today, alternates too; one co-opted."""
        body = self.agreement.body(BodyKind.LEADERSHIP)
        if body is None:
            raise CannotSeed(f"{self.region.name} has no leadership group.")
        today = timezone.localdate()
        if not body.seats.filter(kind=SeatKind.CO_OPTED).exists():
            Seat.objects.create(body=body, kind=SeatKind.CO_OPTED, label=f"Sakkunnig {EXAMPLE}", order=90)
        names = {side: iter(listed) for side, listed in people.LEADERS[self.region.slug].items()}
        co_opted = iter([people.CO_OPTED])
        administrators = self._administrators()
        held = set(SeatHolding.objects.on(today).filter(seat__body=body).values_list("seat", flat=True))
        for number, seat in enumerate(body.seats.select_related("party").order_by("order", "pk"), start=1):
            name = next(names[seat.party.side] if seat.party else co_opted, "")
            if not name or seat.pk in held:
                continue
            if seat.party:
                name = f"{name} ({people.OFFICES.get(seat.party.slug, seat.party.name)})"
            user = _person(people.address(f"plats{number}.{self.region.slug}"), name)
            try:
                seat_person(
                    seat,
                    user,
                    from_on=max(today - IN_OFFICE_SINCE, seat.from_on or dt.date.min),
                    appointed=f"Utsedd av parten {EXAMPLE}",
                    by=administrators.get(seat.party_id or 0, self.secretary),
                )
            except SeatIsTaken:  # somebody held it in those years, or will
                continue
            if seat.kind != SeatKind.CO_OPTED:
                _second_factor(user)

    def _administrators(self) -> dict[int, User]:
        """Somebody for each party, who fills its seats as real people do (MEM-32); the first can be become."""
        found: dict[int, User] = {}
        listed = {person.part: person for person in people.PEOPLE[self.region.slug]}
        for party in self.agreement.parties.order_by("order", "pk"):
            first = listed[people.ADMINISTRATOR]
            email = people.address(f"part.{party.slug}.{self.region.slug}") if found else first.email
            user = _person(email, first.name if not found else f"Parta Partsexempel ({party.name})")
            RegionRole.objects.get_or_create(
                region=self.region,
                user=user,
                role=Role.PARTY_ADMINISTRATOR,
                party=party,
                defaults={"from_on": timezone.localdate() - IN_OFFICE_SINCE},
            )
            _second_factor(user)
            found[party.pk] = user
        return found

    def _secretariat(self) -> User:
        person = next(
            person for person in people.PEOPLE[self.region.slug] if person.part == people.PROCESS_LEADER
        )
        user = _person(person.email, person.name)
        RegionRole.objects.get_or_create(
            region=self.region,
            user=user,
            role=Role.SECRETARIAT,
            defaults={"from_on": timezone.localdate() - IN_OFFICE_SINCE},
        )
        _second_factor(user)
        return user

    # --- Cases -----------------------------------------------------------------------------------

    def _newcomers(self) -> None:
        """The person who has nothing yet, and the one who stopped half way."""
        listed = {person.part: person for person in people.PEOPLE[self.region.slug]}
        _person(listed[people.NEW].email, listed[people.NEW].name)
        with transaction.atomic():
            user = _person(listed[people.DRAFT].email, listed[people.DRAFT].name)
            if user.application_access.exists():
                return
            with at(self.now - dt.timedelta(days=2)):
                services.begin_application(
                    agreement=self.agreement,
                    language="sv",
                    user=user,
                    name=story.DRAFT_NAMES[self.region.slug],
                    number=demo_number(self._first_number() + 99),
                    form="nonprofit",
                    kind="civil" if self.agreement.admits_public_actors else "",
                    scope=Scope.COUNTY,
                )

    def _tell_case(self, index: int, case: Case) -> None:
        """One organisation's case, from its first answer as far as it has come."""
        email = self._email(case, index)
        if Application.objects.filter(agreement=self.agreement, contact_email=email).exists():
            return
        came_in = self._moment(case.age, index)
        with at(came_in - dt.timedelta(minutes=40)):
            user = _person(email, case.contact, language=case.language)
            application = self._answers(index, case, user)
        with at(came_in):
            services.submit_application(application=application, actor=user)
        if case.fate is Fate.WITHDRAWN:
            with at(came_in + dt.timedelta(days=1, hours=2)):
                services.withdraw_application(application=application, actor=user)
        elif case.fate is Fate.SUPPLEMENT:
            with at(came_in + dt.timedelta(days=9)):
                services.ask_supplement(
                    application,
                    actor=self.secretary,
                    what=case.missing,
                    otherwise="Ledningsgruppen beslutar på det som finns i ansökan.",
                    answer_by=timezone.localdate() + dt.timedelta(days=self.agreement.supplement_days + 2),
                )
        elif case.fate in story.DECIDED:
            self._decide(index, case, application, user)

    def _answers(self, index: int, case: Case, user: User) -> Application:
        # A region that was not loaded from content/ may not have these municipalities: then it is the whole county.
        places = [self.municipalities[name] for name in case.places if name in self.municipalities]
        several = Scope.SEVERAL if len(places) >= self.agreement.min_municipalities else Scope.COUNTY
        scope = Scope.OTHER if case.exception else several if places else Scope.COUNTY
        application = services.begin_application(
            agreement=self.agreement,
            language=case.language,
            user=user,
            name=case.name,
            number="" if case.no_number else demo_number(self._first_number() + index),
            number_missing_reason=case.no_number,
            form=case.form,
            kind=case.kind if self.agreement.admits_public_actors else "",
        )
        services.change_application(
            application=application,
            municipalities=places,
            scope=scope,
            scope_reason=case.exception,
            contact_name=case.contact,
            contact_email=user.email,
            # From the series that is kept free for films and plays.
            contact_phone=f"070-174 06 {5 + index:02d}",
            contact_level=ContactLevel.LOCAL if case.places else ContactLevel.REGIONAL,
            publish_name="name" in case.public,
            publish_email="email" in case.public,
            publish_phone="phone" in case.public,
            declared=True,
            declared_by=case.contact,
            declared_at=timezone.now(),
        )
        return application

    def _decide(self, index: int, case: Case, application: Application, user: User) -> None:
        days = max(meeting for meeting in story.MEETINGS if meeting < case.age)
        meeting = self._moment(days, hour=14)
        held = services.Held(timezone.localdate(meeting), story.PARAGRAPH[days])
        with at(meeting + dt.timedelta(minutes=20 + index)):
            if case.fate is Fate.DECLINED:
                services.decline_application(application, actor=self.decider, held=held, **self._reason(case))
                return
            services.approve_application(application, actor=self.decider, held=held)
        document = SigningDocument.objects.get(application=application)
        with at(meeting + dt.timedelta(minutes=22 + index)):
            _render(document)
        if case.fate is Fate.DECLINED_AFTER_ALL:
            days = max(day for day in story.MEETINGS if day < days)
            meeting = self._moment(days, hour=14)
            held = services.Held(timezone.localdate(meeting), story.PARAGRAPH[days])
            with at(meeting + dt.timedelta(minutes=40)):
                services.decline_after_all(application, actor=self.decider, held=held, **self._reason(case))
            return
        self._sign(index, case, document, user, meeting)

    def _reason(self, case: Case) -> dict[str, Any]:
        slug, words = case.reason
        criteria = self.agreement.criteria.all()
        return {"reasons": list(criteria.filter(slug=slug) or criteria[:1]), "reasons_text": words}

    def _sign(
        self, index: int, case: Case, document: SigningDocument, user: User, meeting: dt.datetime
    ) -> None:
        """What came back, and what the secretariat did with it."""
        if case.fate is Fate.AWAITING:
            return
        document.refresh_from_db()
        came_back = meeting + dt.timedelta(days=4 + index % 5, hours=3)
        if case.fate is Fate.RETURNED:
            came_back = self._moment(2 + index % 3, index)
        with at(came_back):
            if case.fate is Fate.MEMBER_ON_PAPER:
                services.register_paper_signature(
                    document=document,
                    actor=self.secretary,
                    signed_on=timezone.localdate(came_back) - dt.timedelta(days=2),
                    place=case.places[0] if case.places else self.region.name,
                    upload=scanned(document),
                )
            else:
                services.register_upload(document=document, actor=user, upload=scanned(document))
        document.refresh_from_db()
        with at(came_back + dt.timedelta(days=1, hours=1)):
            if case.fate is Fate.COPY_REFUSED:
                services.refuse_copy(
                    document=document,
                    actor=self.secretary,
                    note="Sidan med underskrifterna är för suddig. Fotografera den en gång till.",
                )
            elif case.fate in (Fate.MEMBER, Fate.MEMBER_ON_PAPER):
                member = services.confirm_signature(document=document, actor=self.secretary)
                members.tell(member, user, index)

    def _email(self, case: Case, index: int) -> str:
        for person in people.PEOPLE[self.region.slug]:
            if case.person and person.part == case.person:
                return person.email
        return people.address(f"forening{index + 1}.{self.region.slug}")

    def _first_number(self) -> int:
        return 1000 * (1 + people.REGIONS.index(self.region.slug))

    def _moment(self, days: float, index: int = 0, *, hour: int = 0) -> dt.datetime:
        """So many days ago, at an hour when people are awake; less than a day ago counts to the minute."""
        if days < 1:
            return self.now - dt.timedelta(days=days)
        local = timezone.localtime(self.now - dt.timedelta(days=days))
        return local.replace(hour=hour or 8 + (index * 5) % 13, minute=(index * 17) % 60)


def people_on_seats(region: Region) -> QuerySet[User]:
    """The demo's own people with a deciding seat in the region's leadership group today, in the order of the seats."""
    held = SeatHolding.objects.on(timezone.localdate()).deciding()
    held = held.filter(seat__body__agreement__region=region)
    return User.objects.filter(email__endswith=f"@{people.DOMAIN}", seat_holdings__in=held).order_by(
        "seat_holdings__seat__order", "seat_holdings__seat"
    )


def _person(email: str, name: str, **fields: object) -> User:
    """A person with a confirmed address, as signing in by code makes one; the same person the next time."""
    if known := User.objects.filter(email=email).first():
        return known
    user = recognise_person(email)
    for field, value in {"name": name, **fields}.items():
        setattr(user, field, value)
    user.save()
    return user


def _second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())


def _render(document: SigningDocument) -> None:
    """Render now what the relay would render within seconds, so that the story can go on."""
    retry(SigningDocument, document.pk)  # due at the story's time, not at the real one
    if not work_on(SigningDocument, document.pk, services.render_document):
        document.refresh_from_db()
        raise CannotSeed(f"{document} was not rendered: {document.last_error}")
