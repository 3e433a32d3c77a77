"""Files that an organisation sends with its application, or with a supplement (MEM-09, MEM-44)."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from membership.exceptions import TooManyFiles
from membership.models import Application, Attachment
from membership.permissions import has_access
from membership.states import AttachmentKind, Status
from membership.uploads import inspect
from steps.exceptions import StepNotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.core.files.uploadedfile import UploadedFile

    from accounts.models import User
    from membership.models import SupplementRequest
    from membership.uploads import Inspected

MOST_FILES = 10
NAMING = (AttachmentKind.STATUTES, AttachmentKind.MINUTES)


def attach_paper(
    application: Application, *, actor: User, kind: str, upload: UploadedFile[bytes]
) -> Attachment:
    """Take in statutes or minutes with the draft. Nobody but the applicant reads them until it is submitted.

    Refuses with BadFile (see `uploads.inspect`), TooManyFiles or StepNotAllowed (submitted, or not the actor's
    draft). The same file twice is kept once.
    """
    with stored(application, upload) as (name, inspected):
        draft = own_draft(application, actor)
        Application.objects.filter(pk=draft.pk).update(updated_at=timezone.now())
        return add(draft, name, inspected, actor=actor, kind=kind)


def remove_paper(application: Application, *, actor: User, pk: int) -> bool:
    """Take a file out of the draft again, and throw it away. Says whether it was there: the second time it is not.

    Refuses with StepNotAllowed once the application is submitted, for then it is a public record, and other people.
    """
    with transaction.atomic():
        draft = own_draft(application, actor)
        found = draft.attachments.filter(pk=pk)
        if found:
            Application.objects.filter(pk=draft.pk).update(updated_at=timezone.now())
        return bool(_throw_away(found))


def forget_papers(application: Application) -> int:
    """Throw away what came with the application, and statutes and minutes that came with a supplement, for they name
    people whom nobody needs any more; says how many files. What else a supplement brought belongs to the case.

    In the caller's transaction. Twice: none the second time.
    """
    return _throw_away(application.attachments.filter(Q(supplement=None) | Q(kind__in=NAMING)))


@contextmanager
def stored(application: Application, upload: UploadedFile[bytes]) -> Iterator[tuple[str, Inspected]]:
    """Looks into the file and keeps its bytes as they are, in a transaction; where that fails the file goes again."""
    inspected = inspect(upload)
    name = default_storage.save(
        f"attachments/{application.reference}/{inspected.sha256[:16]}.{inspected.extension}", upload
    )
    with transaction.atomic():
        try:
            yield name, inspected
        except BaseException:
            # Inside the transaction: a fault in the commit itself may come after it, and then the file must stay.
            default_storage.delete(name)
            raise


def add(
    case: Application,
    name: str,
    inspected: Inspected,
    *,
    actor: User,
    kind: str = AttachmentKind.OTHER,
    supplement: SupplementRequest | None = None,
) -> Attachment:
    """The row for a stored file, of a case that the caller holds. The same file twice is kept once."""
    besides = case.attachments.filter(supplement=supplement)
    same: Attachment | None = besides.filter(sha256=inspected.sha256, kind=kind).first()
    if same is not None:
        default_storage.delete(name)
        return same
    if besides.count() >= MOST_FILES:
        raise TooManyFiles(_("You have sent %(most)d files. Send the rest to us by e-mail."), most=MOST_FILES)
    return Attachment.objects.create(
        application=case,
        supplement=supplement,
        kind=kind,
        stored_name=name,
        filename=inspected.filename,
        content_type=inspected.content_type,
        size=inspected.size,
        sha256=inspected.sha256,
        uploaded_by=actor,
    )


def own_draft(application: Application, actor: User) -> Application:
    """The draft, held until the caller's transaction is done: it may be handed in at this very moment. Refuses
    (StepNotAllowed) what is none any more, and other people.
    """
    if not has_access(actor, application):
        raise StepNotAllowed
    draft: Application | None = (
        Application.objects.select_for_update().filter(pk=application.pk, status=Status.DRAFT).first()
    )
    if draft is None:
        raise StepNotAllowed
    return draft


def _throw_away(found: Iterable[Attachment]) -> int:
    rows = list(found)
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(partial(default_storage.delete, row.stored_name))
    return len(rows)
