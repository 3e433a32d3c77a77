"""A file chosen in a form that came back for another reason is kept for a day, so that nobody chooses it twice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from membership.models import KeptFile
from membership.uploads import inspect
from relay.services import finish

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User

A_DAY = dt.timedelta(days=1)


def keep_file(upload: UploadedFile[bytes], *, owner: User, place: str) -> KeptFile:
    """Keep the file for this person's form; one that waited there before goes. Refuses with BadFile, as `inspect`."""
    inspected = inspect(upload)
    name = default_storage.save(f"kept/{owner.pk}/{inspected.sha256[:16]}.{inspected.extension}", upload)
    with transaction.atomic():
        try:
            let_go(owner=owner, place=place)
            return KeptFile.objects.create(
                owner=owner,
                place=place,
                stored_name=name,
                filename=inspected.filename,
                content_type=inspected.content_type,
                size=inspected.size,
                due_at=timezone.now() + A_DAY,
            )
        except BaseException:
            # Inside the transaction: a fault in the commit itself may come after it, and then the file must stay.
            default_storage.delete(name)
            raise


def kept_file(*, owner: User, place: str) -> KeptFile | None:
    """What waits in this person's form; nothing after its day, or where the file is gone."""
    rows = KeptFile.objects.unfinished().filter(owner=owner, place=place, due_at__gt=timezone.now())
    row: KeptFile | None = rows.order_by("-pk").first()
    return row if row is not None and default_storage.exists(row.stored_name) else None


def as_upload(row: KeptFile) -> UploadedFile[bytes]:
    """The file as if it had come with the form."""
    with default_storage.open(row.stored_name, "rb") as stored:
        return SimpleUploadedFile(row.filename, stored.read(), content_type=row.content_type)


def let_go(*, owner: User, place: str) -> None:
    """The form went through, or has another file now: nothing waits there any more. Twice is the same as once."""
    rows = KeptFile.objects.filter(owner=owner, place=place)
    names = list(rows.values_list("stored_name", flat=True))
    rows.delete()
    transaction.on_commit(lambda: _remove(names))


def throw_away(row: KeptFile) -> None:
    """Its day has passed: remove a claimed row and its file."""
    with transaction.atomic():
        finish(row)
        KeptFile.objects.filter(pk=row.pk).delete()
        transaction.on_commit(lambda: _remove([row.stored_name]))


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
