"""Verbs about people: recognise who confirmed an address, take a lost second factor away, end sessions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from accounts import emails
from accounts.models import User, UserManager

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)


def recognise_person(email: str, *, language: str = "sv") -> User:
    """The person with this address, made new if there is none. Call it only once the address is confirmed.

    Lower-cases. Keeps exactly one verified address per person for allauth, also for people who were made by a
    command or by staff. Twice, or two at once, gives the same person.
    """
    email = UserManager.normalize_email(email)
    with transaction.atomic():
        user = User.objects.filter(email=email).first() or _new_person(email, language)
        addresses = EmailAddress.objects
        addresses.filter(email__iexact=email).exclude(user=user).delete()
        addresses.filter(user=user).exclude(email=email).delete()
        addresses.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def has_confirmed_address(user: User) -> bool:
    """Whether a code came back from the address that the account has now. Staff may have changed it since."""
    found: bool = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    return found


def end_sessions(user: User) -> None:
    """Sign the person out everywhere, at the next request of each session.

    Django ties a session to the password field. Nobody here has a password; a fresh unusable one unties them all.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])


def reset_second_factors(people: Iterable[User], *, by: User) -> list[User]:
    """Take the second factors of people who lost theirs, end their sessions, and tell them by letter.

    Leaves out the one who asks (`by`), and people who have none. Afterwards a person with power over cases can do
    nothing but enrol anew. Returns those whose factor was taken; twice: nobody the second time.
    """
    done = []
    for person in people:
        if person.pk == by.pk:
            continue
        with transaction.atomic():
            removed, _ = Authenticator.objects.filter(user=person).delete()
            if not removed:
                continue
            end_sessions(person)
            emails.second_factor_news(person, "second_factor_reset")
        logger.info("second_factor_reset", extra={"user_id": person.pk, "by_id": by.pk})
        done.append(person)
    return done


def _new_person(email: str, language: str) -> User:
    """Make the person; if another request was faster, take the one that it made."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, language=language)
    except IntegrityError:
        return User.objects.get(email=email)
