"""What a browser would send for a page of the admin."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Inputs(HTMLParser):
    """What a browser would send for the form on a page of the admin."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.data: dict[str, Any] = {}
        self._inside = False
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self._inside = found.get("id", "").endswith("_form")
        elif not self._inside or "__prefix__" in name:
            return
        elif tag == "input" and found.get("type") not in ("submit", "checkbox"):
            self.data[name] = found.get("value", "")
        elif tag == "input" and found.get("type") == "checkbox" and "checked" in found:
            self.data[name] = "on"
        elif tag == "select":
            self._select = name
            if "multiple" not in found:  # with nothing chosen, a list of many sends nothing
                self.data.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in found:
            self.data[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.data[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False
