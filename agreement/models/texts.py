"""The text of the agreement in versions: parts, goals, principles with commitments, lineage, links, translations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreement import canon
from agreement.frozen import AdoptableText, TextQuerySet, TextRow
from agreement.languages import LANGUAGES
from agreement.models.regions import Agreement, Party
from agreement.querysets import TranslationQuerySet
from agreement.states import Binds, CarryOver, LinkKind, PartKind, Subject

if TYPE_CHECKING:
    from agreement.canon import Canonical


class AgreementVersion(AdoptableText):
    """One version of the text. Members are tied to the version that they signed (AGR-33)."""

    subject: ClassVar[Subject] = Subject.AGREEMENT
    open_fields: ClassVar[frozenset[str]] = AdoptableText.open_fields | {
        "in_force_from",
        "in_force_to",
        "originals",
        "carry_over",
    }

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, related_name="versions"
    )
    slug = models.SlugField(_("address"), max_length=60)
    label = models.CharField(_("label"), max_length=40)
    # Days, both included (AGR-17); what is not known stays empty.
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to and including"), null=True, blank=True)
    originals = models.PositiveSmallIntegerField(
        _("signed originals"),
        null=True,
        blank=True,
        help_text=_("How many identical ones there are (AGR-21)."),
    )
    carry_over = models.CharField(
        _("those who signed an earlier version"), max_length=20, choices=CarryOver, blank=True, default=""
    )

    objects = TextQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = (
            models.UniqueConstraint(fields=["agreement", "label"], name="version_once_per_agreement"),
            models.UniqueConstraint(fields=["agreement", "slug"], name="version_address_once_per_agreement"),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_to__isnull=True)
                | Q(in_force_to__gte=F("in_force_from")),
                name="version_ends_after_it_begins",
                violation_error_message=_("The version ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement.short_name} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("agreement:version", args=[self.agreement.region.slug, self.slug])

    def is_current_on(self, day: dt.date) -> bool:
        """Whether the version's own dates cover `day` (a Swedish date); without dates they always do."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_to is None or day <= self.in_force_to)

    def canonical(self) -> Canonical:
        """What the version says, in order: what its hash is made of, what is compared and translated."""
        return canon.Canonical(
            head={"kind": "agreement", "label": self.label, "is_summary": self.is_summary},
            items=[
                *canon.summary(self.summary),
                *canon.parts(self.parts.all()),
                *canon.lines("goal", (goal.text for goal in self.goals.all())),
                *(item for principle in self.principles.all() for item in principle.canonical_items()),
                *(item for number, step in enumerate(self.lineage.all(), 1) for item in step.items(number)),
                *(item for number, link in enumerate(self.links.all(), 1) for item in link.items(number)),
            ],
        )


class VersionRow(TextRow):
    """A row that hangs on a version itself."""

    text_path: ClassVar[str] = "version"

    class Meta:
        abstract = True


class TextPart(VersionRow):
    """A part of a version's text, in order (AGR-01). Plain text: blank lines part paragraphs, `- ` starts a point."""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="parts"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PartKind)
    heading = models.CharField(_("heading"), max_length=120)
    body = models.TextField(_("text"), blank=True, help_text=_("Empty: the page says that it is missing."))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.heading


class Goal(VersionRow):
    """A goal of a version, in order."""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="goals"
    )
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Principle(VersionRow):
    """A principle of a version, with the region's own name and order (AGR-04, AGR-05)."""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="principles"
    )
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    meaning = models.TextField(
        _("meaning"), blank=True, help_text=_("Empty: the page says that it is missing.")
    )
    order = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("principle")
        verbose_name_plural = _("principles")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=["version", "slug"], name="principle_once_per_version"),
        )

    def __str__(self) -> str:
        return self.name

    def canonical_items(self) -> list[canon.Item]:
        key = f"principle/{self.slug}"
        items = [canon.Item(f"{key}/name", self.name), canon.Item(f"{key}/meaning", self.meaning)]
        for number, each in enumerate(self.commitments.all(), 1):
            binds = f"{each.binds}:{each.party.slug}" if each.party else each.binds
            items.append(canon.Item(f"{key}/commitment/{number}", each.text, note=binds))
        return items


class Commitment(TextRow):
    """What a principle commits somebody to (AGR-06, AGR-07): everybody, a side, or one party."""

    text_path: ClassVar[str] = "principle__version"
    named: ClassVar[dict[str, str | tuple[str, ...]]] = {"party": "slug"}

    principle = models.ForeignKey(
        Principle, verbose_name=_("principle"), on_delete=models.CASCADE, related_name="commitments"
    )
    binds = models.CharField(_("binds"), max_length=10, choices=Binds, default=Binds.ALL)
    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(binds=Binds.PARTY, party__isnull=False)
                | (~Q(binds=Binds.PARTY) & Q(party__isnull=True)),
                name="commitment_names_the_party_it_binds",
                violation_error_message=_("Name the party if one party is bound, and only then."),
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class LineageStep(VersionRow):
    """Where the agreement comes from (AGR-27): the national agreement of 2008, its revision of 2018 …"""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="lineage"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("text"), blank=True)
    url = models.URLField(_("link"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("step in the lineage")
        verbose_name_plural = _("lineage")
        ordering = ("order", "year", "pk")

    def __str__(self) -> str:
        return f"{self.year} {self.title}"

    def items(self, number: int) -> list[canon.Item]:
        key = f"lineage/{number}"
        return [
            canon.Item(f"{key}/title", self.title, note=f"{self.year} {self.url}".strip()),
            canon.Item(f"{key}/note", self.note),
        ]


class TextLink(TextRow):
    """What a text is linked to (AGR-28): the regional strategy, goals of Agenda 2030 (`number`, 1 to 17)."""

    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    number = models.PositiveSmallIntegerField(_("goal"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    url = models.URLField(_("link"), blank=True)
    note = models.TextField(_("text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(kind=LinkKind.AGENDA_2030, number__range=(1, 17)),
                name="%(class)s_has_a_goal_of_the_agenda",
                violation_error_message=_("Agenda 2030 has goals 1 to 17; other links have no number."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def items(self, number: int) -> list[canon.Item]:
        key = f"link/{number}"
        note = " ".join(filter(None, (self.kind, str(self.number or ""), self.url)))
        return [canon.Item(f"{key}/title", self.title, note=note), canon.Item(f"{key}/note", self.note)]


class VersionLink(TextLink):
    """A link of a version."""

    text_path: ClassVar[str] = "version"

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="links"
    )

    class Meta(TextLink.Meta):
        pass


class Translation(models.Model):
    """A text in another language; the Swedish governs (LAW-L1, LAW-L2). Not frozen: a translation may be mended.

    `texts` maps the text's canonical keys to their translation; a key that is missing shows the Swedish. `made_of` is
    the hash of the Swedish text that was translated: where it differs, the translation is out of date. `sources` says
    it piece by piece: canonical key to the digest of the Swedish that its translation was made of, as far as known.
    """

    language = models.CharField(_("language"), max_length=3, choices=LANGUAGES)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    sources = models.JSONField(default=dict, blank=True, editable=False)
    made_of = models.CharField(
        _("fingerprint of the Swedish text"), max_length=64, blank=True, editable=False
    )
    notice = models.TextField(
        _("notice"), blank=True, help_text=_("In that language: that the Swedish text governs.")
    )
    translated_on = models.DateField(_("translated"), null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ("language",)

    def __str__(self) -> str:
        return str(self.get_language_display())

    def places(self, text: Canonical) -> dict[str, str]:
        """Today's keys to the keys under which their translations stand; those without one are left out.

        Goals and commitments are known by their number: a new first goal moves all others. A translation follows the
        Swedish that it was made of; one whose Swedish is nowhere any more stays under its key, to be looked at.
        """
        swedish = {key: canon.digest(words) for key, words in text.texts().items()}
        standing = {digest: key for key, digest in self.sources.items() if self.get(key)}
        home = {
            key: key if self.sources.get(key) == digest else standing.get(digest, "")
            for key, digest in swedish.items()
        }
        taken = set(home.values())
        found = {key: home[key] or (key if key not in taken else "") for key in swedish}
        return {key: place for key, place in found.items() if self.get(place)}

    def is_stale(self, place: str, swedish: str) -> bool:
        """Whether the translation that stands under `place` is known to be made of other words than `swedish`."""
        digest = canon.digest(swedish)
        return bool(self.sources.get(place, digest) != digest)

    def get(self, key: str) -> str:
        """The translation of one canonical key, or nothing."""
        texts: dict[str, Any] = self.texts
        return str(texts.get(key, "")).strip()


class VersionTranslation(Translation):
    """A version in another language."""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="translations"
    )

    class Meta(Translation.Meta):
        constraints = (
            models.UniqueConstraint(fields=["version", "language"], name="version_once_per_language"),
        )


class PartySignature(models.Model):
    """That a party signed the version: when, in what capacity, and whether it keeps an original (AGR-20, AGR-21)."""

    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="signatures"
    )
    party = models.ForeignKey(Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=160, blank=True)
    keeps_original = models.BooleanField(_("keeps an original"), default=False)

    class Meta:
        verbose_name = _("signature of a party")
        verbose_name_plural = _("signatures of the parties")
        ordering = ("party__order", "pk")

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on or ''}".strip()
