"""What a rule of the stories may be given, and small things that all of them use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

from membership.models import Application, SigningDocument
from tests.factories import pdf_bytes
from tests.membership.stories.world import HOLD

SECOND = dt.timedelta(seconds=1)
PDF = pdf_bytes()
PAUSES = [
    *(dt.timedelta(seconds=seconds) for seconds in (1, 30, HOLD - 1, HOLD + 1)),
    *(dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(days=3)),
    *(dt.timedelta(days=16), dt.timedelta(days=31), dt.timedelta(days=62)),
]

which = st.integers(0, 3)  # which of the cases that the step is about
mostly = st.sampled_from([True, True, True, True, True, False])
seldom = st.sampled_from([False, False, False, False, True])
person = st.integers(0, 7)
# One of the cases, now and then in another state than the step needs or from a tab that lags, and who does it.
one_case: dict[str, Any] = {"number": which, "right": mostly, "tab": seldom, "who": person, "proper": mostly}


def frozen(case: Application) -> tuple[Any, ...]:
    return case.submitted_at, case.effects, case.declaration, case.declaration_version, case.reference


def again(document: SigningDocument) -> SigningDocument:
    return SigningDocument.objects.get(pk=document.pk)


def upload(name: str = "underskrivet.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")
