"""What is adopted stays as it is (AGR-34, PLAN-25): models and querysets refuse to change it, and so does the database.

Two layers, for two kinds of accident. Models and querysets refuse with a name (`TextIsFrozen`) whoever comes through
Django: admin forms, inlines, bulk actions, `update()`, commands. Triggers in the database (agreement/triggers.py)
refuse everybody else, raw SQL and cascades included. Only facts about a text stay open: from when it is in force, who
recorded it, where the signed original is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreement.exceptions import TextIsFrozen
from agreement.states import Subject, TextState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agreement.adoption import Required
    from agreement.canon import Canonical
    from agreement.models import Agreement


class TextQuerySet(models.QuerySet[Any]):
    """Versions or plans. Refuses (TextIsFrozen) to change or remove adopted ones."""

    def shown(self) -> Self:
        """What the public sees."""
        return self.exclude(state=TextState.DRAFT)

    def update(self, **values: Any) -> int:
        filled = {name for name, value in values.items() if value is not None} & self.model.only_emptied
        if filled or not set(values) <= self.model.open_fields:
            self.refuse_frozen()
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, names = list(objs), list(fields)
        if not set(names) <= self.model.open_fields - self.model.only_emptied:
            self.model._default_manager.filter(pk__in=[row.pk for row in rows]).refuse_frozen()
        return super().bulk_update(rows, names, batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def refuse_frozen(self) -> None:
        frozen = self.filter(state=TextState.ADOPTED).first()
        if frozen is not None:
            raise TextIsFrozen(frozen)


class AdoptableText(models.Model):
    """A text that is drafted, perhaps shown as our own summary, and frozen by adoption with a hash of its content.

    Subclasses say what their content is (`canonical`, agreement.canon); `services.adopt` freezes.
    """

    if TYPE_CHECKING:  # which every text has
        agreement: models.ForeignKey[Agreement, Agreement]

        @property
        def decisions(self) -> Any: ...

        def canonical(self) -> Canonical:
            """What the text says, in canonical form."""
            ...

        def get_absolute_url(self) -> str: ...

        @property
        def translations(self) -> Any: ...

    # Which required decisions it needs.
    subject: ClassVar[Subject]
    # What may still change after adoption: facts about the text, none of them part of it.
    open_fields: ClassVar[frozenset[str]] = frozenset({"source_url", "adopted_text", "frozen_by"})
    # Of those, what may be emptied but not filled again: a person may leave and be forgotten.
    only_emptied: ClassVar[frozenset[str]] = frozenset({"frozen_by"})

    state = models.CharField(
        _("state"), max_length=20, choices=TextState, default=TextState.DRAFT, editable=False
    )
    is_summary = models.BooleanField(
        _("summary"),
        default=True,
        help_text=_("Our own words; the adopted wording is elsewhere and governs."),
    )
    summary = models.TextField(
        _("in short"), blank=True, help_text=_("In plain words, at the top of the page.")
    )
    adopted_text = models.TextField(
        _("adopted"), blank=True, help_text=_("By whom and when, as far as known.")
    )
    source_url = models.URLField(_("adopted text"), blank=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    content_hash = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses (TextIsFrozen) to change anything but the open fields of a text that is adopted in the database."""
        if self.pk:
            self._refuse_changes()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if type(self)._default_manager.filter(pk=self.pk, state=TextState.ADOPTED).exists():
            raise TextIsFrozen(self)
        return super().delete(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        return self.state == TextState.ADOPTED

    def own_requirements(self) -> list[Required]:
        """The decisions that this text needs whatever its agreement asks for texts of its kind; here none."""
        return []

    def _refuse_changes(self) -> None:
        stored = type(self)._default_manager.filter(pk=self.pk, state=TextState.ADOPTED).first()
        if stored is None:
            return
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            emptied = field.name in self.only_emptied and value is None
            is_open = emptied or field.name in self.open_fields - self.only_emptied
            if not is_open and getattr(stored, field.attname) != value:
                raise TextIsFrozen(stored)


class TextRowQuerySet(models.QuerySet[Any]):
    """Rows of a text. Refuses (TextIsFrozen) to add to, change or take from an adopted one."""

    def update(self, **values: Any) -> int:
        self.refuse_frozen()
        for name, value in values.items():  # a row must not be moved into an adopted text either
            if name.removesuffix("_id") in self.model.text_path.split("__")[:1]:
                refuse_frozen_parent(self.model, getattr(value, "pk", value))
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        for parent in {row.parent_id for row in rows}:
            refuse_frozen_parent(self.model, parent)
        return super().bulk_create(rows, *args, **kwargs)

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows = list(objs)
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).refuse_frozen()
        for parent in {row.parent_id for row in rows}:
            refuse_frozen_parent(self.model, parent)
        return super().bulk_update(rows, fields, batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def refuse_frozen(self) -> None:
        path = self.model.text_path
        frozen = self.filter(**{f"{path}__state": TextState.ADOPTED}).first()
        if frozen is not None:
            raise TextIsFrozen(frozen)


class TextRow(models.Model):
    """A row that is part of a text; `text_path` is the lookup from it to the text.

    `named`: foreign keys to rows that the text names without their being part of it, and by which of their fields.
    Those stay as they are once a text that names the row is adopted (agreement/triggers.py).
    """

    text_path: ClassVar[str]
    named: ClassVar[dict[str, str | tuple[str, ...]]] = {}

    objects = TextRowQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete(*args, **kwargs)

    @property
    def parent_id(self) -> Any:
        """The id of the row that this one hangs on, which is the text itself or another row of it."""
        return getattr(self, f"{self.text_path.split('__')[0]}_id")

    def refuse_frozen(self) -> None:
        """By what the database has, and by where the row would go."""
        if self.pk:
            type(self)._default_manager.filter(pk=self.pk).refuse_frozen()
        refuse_frozen_parent(type(self), self.parent_id)


def refuse_frozen_parent(model: type[TextRow], parent_id: Any) -> None:
    """Refuses (TextIsFrozen) when the row on which a row of `model` would hang belongs to an adopted text."""
    name, _dot, rest = model.text_path.partition("__")
    parent: Any = model._meta.get_field(name).related_model
    state = f"{rest}__state" if rest else "state"
    row = parent._default_manager.filter(pk=parent_id, **{state: TextState.ADOPTED}).first()
    if row is not None:
        raise TextIsFrozen(row)
