"""Reading a page of HTML."""

from __future__ import annotations

from html.parser import HTMLParser


class Document(HTMLParser):
    """The elements of a page: (tag, attributes), the text of its JSON-LD and of its field to copy from."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.linked_data = ""
        self.to_copy = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.linked_data += data
        if tag == "textarea" and not self.to_copy:
            self.to_copy = data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def meta(self) -> dict[str | None, str | None]:
        return {tag.get("property") or tag.get("name"): tag.get("content") for tag in self.all("meta")}
