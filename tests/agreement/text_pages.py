"""The pages of a version in the admin, and what a browser would send from them."""

from __future__ import annotations

from typing import Any

from django.test import Client

from agreement.models import AgreementVersion
from tests.matrix.inputs import Inputs

AT = "/admin/agreement/agreementversion/"


def url(version: AgreementVersion, page: str = "change") -> str:
    return f"{AT}{version.pk}/{page}/"


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send for the page as it is."""
    return Inputs(client.get(address).text).data


def fresh(version: AgreementVersion) -> AgreementVersion:
    return AgreementVersion.objects.get(pk=version.pk)
