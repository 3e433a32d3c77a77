"""What the admin's forms send when decisions are recorded."""

from __future__ import annotations

from typing import Any

from django.test import Client

from agreement.models import AgreementVersion, Distribution, Party, Region, RegistryNumber

ADMIN = "/admin/agreement/"
DECISIONS = f"{ADMIN}decisionrecord/"


def number(party: Party, text: str = "00015-2021") -> RegistryNumber:
    return RegistryNumber.objects.create(party=party, number=text)


def version_of(region: Region) -> AgreementVersion:
    return region.agreement.versions.get()


def sent(region: Region, **changed: Any) -> dict[str, Any]:
    """What the form for a new decision sends: an extract like those the authorities publish."""
    return {
        "agreement": region.agreement.pk,
        "party": region.agreement.parties.all()[0].pk,
        "body": "Utvecklingsnämnden",
        "act": "proposes",
        "about": "adoption",
        "heading": "Handlingsplan för samverkan",
        "decided_on": "2021-02-10",
        "paragraph": "§ 51",
        "registry": "",
        "summary": "Nämnden föreslår att planen antas.",
        "decision_text": "",
        "statement": "",
        "background": "",
        "is_summary": "on",
        "source_url": "",
        "refers_to": "",
        "refers_to_text": "Utvecklingsnämnden 2019-03-19, § 47",
        "corrects": "",
        "order": "0",
        **rows(),
        **changed,
    }


def rows(*roles: str, there: tuple[Distribution, ...] = (), **changed: Any) -> dict[str, Any]:
    """The distribution list as the form sends it: rows that are there, and new roles."""
    data: dict[str, Any] = {
        "distribution-TOTAL_FORMS": str(len(there) + len(roles)),
        "distribution-INITIAL_FORMS": str(len(there)),
    }
    for index, row in enumerate(there):
        at = f"distribution-{index}-"
        data |= {
            f"{at}id": row.pk,
            f"{at}decision": row.decision_id,
            f"{at}role": row.role,
            f"{at}sent_on": row.sent_on or "",
            f"{at}order": row.order,
        }
    for index, role in enumerate(roles, len(there)):
        data |= {f"distribution-{index}-role": role, f"distribution-{index}-order": index}
    return {**data, **changed}


def errors(response: Any) -> list[str]:
    """The fields that the form refused."""
    assert response.status_code == 200
    return sorted(response.context["adminform"].form.errors)


def change(row: Any) -> str:
    return f"{ADMIN}{row._meta.model_name}/{row.pk}/change/"


def refused_to_remove(client: Client, row: Any) -> str:
    """What the person reads who tries to remove it, by GET as by POST."""
    address = f"{ADMIN}{row._meta.model_name}/{row.pk}/delete/"
    pages = [client.get(address, follow=True), client.post(address, {"post": "yes"}, follow=True)]
    assert type(row).objects.filter(pk=row.pk).exists()
    first, second = ([str(message) for message in page.context["messages"]][-1] for page in pages)
    assert first == second
    return first
