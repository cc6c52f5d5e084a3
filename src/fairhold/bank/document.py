"""An ISO 20022 document being written: elements in the order they are added, the same bytes for the same content."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from fairhold.trade.money import exponent_of


class Document:
    """One message under its namespace. Nothing is checked here but that the text can stand in XML 1.0."""

    def __init__(self, name: str) -> None:
        self.root = ElementTree.Element("Document", {"xmlns": f"urn:iso:std:iso:20022:tech:xsd:{name}"})

    def add(self, parent: ElementTree.Element, path: str, text: str = "", **attributes: str) -> ElementTree.Element:
        """A new element under `parent`; a path of names makes one inside the other. Raises ValueError for control
        characters, which XML cannot carry."""
        if any(sign < " " or "\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff" for sign in text):
            raise ValueError(f"XML cannot carry {text!r}")
        for name in path.split("/"):
            parent = ElementTree.SubElement(parent, name)
        parent.attrib.update(attributes)
        if text:
            parent.text = text
        return parent

    def add_text(self, parent: ElementTree.Element, path: str, text: str) -> None:
        """An element with text, or nothing when the text is empty."""
        if text:
            self.add(parent, path, text)

    def add_amount(self, parent: ElementTree.Element, name: str, minor: int, currency: str) -> None:
        """An amount with its currency; the sign is told elsewhere, so it must not be below zero (ValueError)."""
        self.add(parent, name, decimal(minor, currency), Ccy=currency)

    def to_bytes(self) -> bytes:
        """The file: UTF-8, indented, one line feed at the end."""
        ElementTree.indent(self.root)
        text: str = ElementTree.tostring(self.root, "unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def decimal(minor: int, currency: str) -> str:
    """Minor units as the wire writes them: 2500000 USD is `25000.00`, 500 JPY is `500`. ValueError below zero."""
    if minor < 0:
        raise ValueError(f"{minor} is below zero")
    places = exponent_of(currency)
    whole, part = divmod(minor, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def moment(at: datetime) -> str:
    """An instant in UTC to the second, `2026-11-22T10:00:00Z`. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
