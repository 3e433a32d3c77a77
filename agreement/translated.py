"""A text's words in the language that was asked for, each with the language in which it really is (LAW-L1, LAW-L2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agreement.canon import digest
from agreement.languages import NAMES

if TYPE_CHECKING:
    from agreement.frozen import AdoptableText
    from agreement.models import Translation


class Words(str):
    """A text that knows its language. In a template: `<p{{ words.mark }}>{{ words }}</p>`."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, text: str, lang: str) -> Self:
        words = super().__new__(cls, text)
        words.lang = lang
        return words

    @property
    def mark(self) -> SafeString:
        """` lang="sv"` when the words are in another language than the page, else nothing (WCAG 3.1.2)."""
        return lang_mark(self.lang)


def lang_mark(lang: str) -> SafeString:
    """The attribute that says in which language something is, where that is not the page's own."""
    return SafeString("") if lang == get_language() else format_html(' lang="{}"', lang)


class Translated:
    """A text of the agreement's in one translation; what is not translated is said in Swedish, and marked so.

    Call it with a canonical key (agreement.canon) and the Swedish words. Without a translation everything is Swedish.
    `text` is the version or plan: its fingerprint tells whether the translation is out of date. `whole`: all of its
    rows are read already, so that it costs nothing to look through it.
    """

    do_not_call_in_templates = True

    def __init__(
        self,
        text: AdoptableText | None = None,
        translation: Translation | None = None,
        *,
        whole: bool = False,
    ) -> None:
        self._text = text
        self.translation = translation
        self._whole = whole

    def __call__(self, key: str, swedish: str) -> Words:
        if self.translation and (found := self.translation.get(self._place(key, swedish))):
            return Words(found, self.translation.language)
        return Words(swedish.strip(), settings.LANGUAGE_CODE)

    def _place(self, key: str, swedish: str) -> str:
        """Under which key the translation of these Swedish words stands: goals get new numbers, and it follows them.

        One that is known to be made of other words is shown, as an older wording, where the whole text can tell that
        it is not another goal's; else the Swedish is.
        """
        sources: dict[str, str] = self.translation.sources if self.translation else {}
        if not sources:
            return key
        if self._whole:
            return self._places.get(key, "")
        return key if sources.get(key, digest(swedish)) == digest(swedish) else ""

    @cached_property
    def _places(self) -> dict[str, str]:
        if self.translation is None or self._text is None:
            return {}
        return self.translation.places(self._text.canonical())

    def __bool__(self) -> bool:
        return self.translation is not None

    @property
    def code(self) -> str:
        """The language of what is translated, or Swedish."""
        return self.translation.language if self.translation else settings.LANGUAGE_CODE

    @property
    def language(self) -> str:
        """The name of the translation's language, in that language."""
        return NAMES.get(self.translation.language, "") if self.translation else ""

    @property
    def is_outdated(self) -> bool:
        """Whether the Swedish text is another one than the one that was translated (LAW-L2)."""
        if self.translation is None or self._text is None:
            return False
        return self.translation.made_of != (self._text.content_hash or self._text.canonical().fingerprint())

    @property
    def notice(self) -> Words:
        """The translation's own words about which text governs, in its language."""
        if self.translation is None:
            return Words("", settings.LANGUAGE_CODE)
        return Words(self.translation.notice.strip(), self.translation.language)
