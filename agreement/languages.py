"""Languages that the agreement's texts can be translated into, by their own names (LAW-L1).

Django has no name for Meänkieli or for the Sami languages, so they stand here: code (as in the `lang` attribute,
BCP 47), and what its readers call it. The interface itself is Swedish and English.
"""

from __future__ import annotations

LANGUAGES = (
    ("en", "English"),
    ("fi", "suomi"),
    ("fit", "meänkieli"),
    ("se", "davvisámegiella"),
    ("smj", "julevsámegiella"),
    ("sma", "åarjelsaemien gïele"),
    ("sje", "bidumsámegiella"),
    ("sju", "ubmejesámiengiälla"),
)
NAMES = {"sv": "svenska", **dict(LANGUAGES)}
