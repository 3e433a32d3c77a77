"""The same organisation under another spelling: a key that `Norrskenets Vänner, ideell förening` and `norrskenets
vanner` share (MEM-49). A hint for people, who decide; nothing is merged by it.
"""

from __future__ import annotations

from agreement.alphabet import folded

KEY_LENGTH = 200
# What a name may have or not without being another name.
_GENERIC = frozenset(
    {
        "forening",
        "foreningen",
        "ideell",
        "ideella",
        "if",
        "ek",
        "ekonomisk",
        "ekonomiska",
        "for",
        "och",
        "i",
        "the",
    }
)


def name_key(name: str) -> str:
    """Letters and digits without marks, case, spaces and words that any association may add; at most KEY_LENGTH."""
    words = "".join(sign if sign.isalnum() else " " for sign in folded(name)).split()
    telling = [word for word in words if word not in _GENERIC]
    return "".join(telling or words)[:KEY_LENGTH]
