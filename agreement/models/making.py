"""How the agreement came about, step by step with what was answered, and its news."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreement.models.records import Document, RegistryNumber, refuse, strangers
from agreement.models.regions import Agreement
from agreement.querysets import NewsQuerySet
from agreement.states import MakingKind


class MakingStep(models.Model):
    """A step in the making of the agreement (AGR-25); a consultation has its answers (AGR-26)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="making"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=MakingKind)
    when = models.CharField(_("when"), max_length=80, blank=True, help_text=_("In words, as far as known."))
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("to and including"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), blank=True)
    registry = models.ForeignKey(
        RegistryNumber,
        verbose_name=_("registry number"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    source_url = models.URLField(_("source"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("step in the making")
        verbose_name_plural = _("the making of the agreement")
        ordering = ("order", "from_on", "pk")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuses what belongs to another agreement, and a period that ends before it begins."""
        errors = strangers(self, "registry", "document")
        if self.from_on and self.to_on and self.to_on < self.from_on:
            errors["to_on"] = _("It ends before it begins.")
        refuse(errors)


class ConsultationAnswer(models.Model):
    """An answer in a consultation, published with its sender (AGR-26)."""

    step = models.ForeignKey(
        MakingStep, verbose_name=_("step in the making"), on_delete=models.CASCADE, related_name="answers"
    )
    sender = models.CharField(_("sender"), max_length=160, help_text=_("An organisation, not a person."))
    text = models.TextField(_("text"), blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.sender

    @property
    def agreement_id(self) -> int:
        return self.step.agreement_id

    def clean(self) -> None:
        refuse(strangers(self, "document"))


class NewsItem(models.Model):
    """News from the agreement. Shown from its day on (a Swedish date)."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.CASCADE, related_name="news"
    )
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("in short"))
    body = models.TextField(_("text"), blank=True)
    published_on = models.DateField(_("published"))

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = ("-published_on", "-pk")
        constraints = (models.UniqueConstraint(fields=["agreement", "slug"], name="news_once_per_agreement"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("agreement:news-item", args=[self.agreement.region.slug, self.slug])
