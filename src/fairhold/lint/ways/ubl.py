"""UBL 2.0 to 2.4 orders (OASIS Universal Business Language): the common purchase order of trade, as a draft.

Sums are checked against their parts and what differs is noticed, never corrected. Elements that a draft has no place
for become remarks of the order or text of their line, so nothing that was agreed is lost. Who the parties are is not a
term: of them only name and country are kept.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from fairhold.lint.checks.check import fault
from fairhold.lint.checks.sums import FILE_SUM, LINE_SUM, PRICE_DECIMALS
from fairhold.lint.draft import TEXT_MAX, Draft, DraftLine
from fairhold.lint.ways.fault import LINT_BYTES_MAX, LINT_DEPTH_MAX, LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.taken import Noticed, Taken
from fairhold.markup import Bounds, MarkupError, Node, Reading, read_markup
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS, Money, money
from fairhold.trade.terms import ShipBy

NAMESPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
"""The namespace of orders, the same in 2.0, 2.1, 2.2, 2.3 and 2.4."""
BOUNDS: Final = Bounds(
    bytes_max=LINT_BYTES_MAX, depth_max=LINT_DEPTH_MAX, text_chars_max=TEXT_MAX, elements_max=200_000
)

UNITS: Final = {
    code: unit
    for unit, codes in (
        ("pcs", "C62 EA H87 PCE NAR PCS"),
        ("sets", "SET"),
        ("pairs", "PR"),
        ("dozen", "DZN"),
        ("cartons", "CT XCT"),
        ("boxes", "BX XBX"),
        ("rolls", "RO XRO"),
        ("packs", "PK XPK"),
        ("bags", "BG XBG"),
        ("bottles", "XBO"),
        ("mg", "MGM"),
        ("g", "GRM"),
        ("kg", "KGM"),
        ("t", "TNE"),
        ("lb", "LBR"),
        ("oz", "ONZ"),
        ("mm", "MMT"),
        ("cm", "CMT"),
        ("m", "MTR"),
        ("in", "INH"),
        ("ft", "FOT"),
        ("m2", "MTK"),
        ("m3", "MTQ"),
        ("l", "LTR"),
        ("ml", "MLT"),
    )
    for code in codes.split()
}
"""Unit codes of UN/ECE recommendation 20 and 21 that contracts use; another code stays as it is."""
MODES: Final = {"1": "sea", "2": "land", "3": "land", "4": "air", "5": "post"}
"""Codes of UN/ECE recommendation 19 for the mode of transport."""

_SILENT: Final = frozenset(
    (
        *("UBLExtensions", "UBLVersionID", "CustomizationID", "ProfileID", "ProfileExecutionID", "CopyIndicator"),
        *("UUID", "IssueTime", "LineCountNumeric", "Signature", "PricingCurrencyCode", "RequestedInvoiceCurrencyCode"),
        *("BuyerCustomerParty", "SellerSupplierParty", "OriginatorCustomerParty", "AccountingCustomerParty"),
        *("FreightForwarderParty", "CarrierParty", "DeliveryParty", "OriginatorParty", "TaxCurrencyCode"),
    )
)
"""Elements about the document and the parties, which are no terms."""
_PLAIN: Final = frozenset(("LineItem", "Item"))
"""Elements whose names say nothing about what is in them."""
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def read_ubl(content: bytes) -> Taken:
    """A draft from an order. Raises Unreadable."""
    try:
        root = read_markup(content, Reading(Node, BOUNDS, _rooted, every_namespace=True))
    except MarkupError as error:
        raise Unreadable(_CODES[error.kind], error.detail, f"line {error.line}, {error.pointer}") from None
    return _Order(root).taken()


_CODES: Final = {
    "too_large": "lint_too_large",
    "not_xml": "lint_syntax",
    "dtd": "lint_dtd",
    "too_deep": "lint_too_deep",
    "text_too_long": "lint_field",
    "too_many": "lint_too_many_lines",
}


def _rooted(namespace: str, root: Node) -> None:
    if namespace != NAMESPACE or root.name != "Order":
        said = f"the root is {root.name[:60]!r} of {namespace[:100]!r}, not an Order of UBL 2"
        raise Unreadable("lint_not_an_order", said, "line 1, /")


class _Row(msgspec.Struct, frozen=True):
    """A line as it was read, its amount as written, and what its allowances and charges come to."""

    line: DraftLine
    amount: Decimal | None
    allowances: Decimal
    charges: Decimal


class _Order:
    """One order on its way to a draft: what of it was used, and what was noticed."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.used: set[int] = set()
        self.noticed: list[Noticed] = []
        currency = self.take(root, "DocumentCurrencyCode") or _currency_of_an_amount(root)
        self.currency = currency if currency in EXPONENTS else ""

    # ------------------------------------------------------------------------------------------------------ elements

    def use(self, node: Node | None) -> Node | None:
        """Remember that all of an element has found its place."""
        if node is not None:
            self.used.add(id(node))
        return node

    def take(self, node: Node | None, *paths: str) -> str:
        """The first text at one of the paths, used."""
        found = node.first(*paths) if node is not None else None
        return found.text if self.use(found) is not None and found is not None else ""

    def number(self, node: Node | None, path: str) -> Decimal | None:
        """A decimal number at a path, used; None where there is none or it is not one."""
        found = node.first(path) if node is not None else None
        if found is None or not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", found.text):
            return None
        self.use(found)
        return Decimal(found.text)

    def left(self, node: Node, above: str = "") -> Iterator[str]:
        """What has found no place: each text with the words of its path."""
        for child in node.children:
            if id(child) in self.used or child.name in _SILENT:
                continue
            words = above if child.name in _PLAIN else f"{above} {_WORDS.sub(' ', child.name)}".lstrip()
            if child.children:
                yield from self.left(child, words)
            elif child.text:
                unit = child.attributes.get("unitCode") or child.attributes.get("currencyID") or ""
                yield f"{words}: {child.text}{f' {UNITS.get(unit, unit)}' if unit else ''}"

    # --------------------------------------------------------------------------------------------------------- order

    def taken(self) -> Taken:
        """The whole order."""
        root = self.root
        rows = [self.row(node, i) for i, node in enumerate(root.all("OrderLine"))]
        if len(rows) > LINT_LINES_MAX:
            raise Unreadable("lint_too_many_lines", f"more than {LINT_LINES_MAX:,} lines (lint_lines_max)")
        allowances, charges = self.allowances(root)
        discount = self.money(allowances + sum((row.allowances for row in rows), Decimal(0)))
        freight = self.money(charges + sum((row.charges for row in rows), Decimal(0)))
        total = self.total(rows, allowances, charges)
        ship_by, ship_by_text = self.ship_date()
        terms = root.first("DeliveryTerms", "Delivery/DeliveryTerms")
        number = self.take(root, "ID")
        draft = Draft(
            title=_fitting(f"Order {number}".strip(), "a title"),
            buyer=_name(root.first("BuyerCustomerParty/Party")),
            supplier=_name(root.first("SellerSupplierParty/Party")),
            supplier_country=_country(root.first("SellerSupplierParty/Party")),
            lines=tuple(row.line for row in rows),
            total=total,
            freight=freight,
            discount=discount,
            shipping_method=self.mode(),
            incoterm=_fitting(self.take(terms, "ID"), "a trade term"),
            incoterm_place=_fitting(self.place(terms), "a place"),
            destination=self.destination(),
            ship_by=ship_by,
            ship_by_text=ship_by_text,
            agreed_on=_day(self.take(root, "IssueDate")),
            remarks="",
        )
        for node in root.all("OrderLine"):
            self.use(node)
        notes = [self.noted(node) for node in root.all("Note")]
        notes += [f"Payment: {self.noted(node)}" for node in root.all("PaymentTerms/Note")]
        remarks = _fitting("\n".join(filter(None, [*notes, *self.left(root)])), "what stands beside the lines")
        return Taken("ubl", msgspec.structs.replace(draft, remarks=remarks), tuple(self.noticed))

    def noted(self, node: Node) -> str:
        """The text of a note, used."""
        self.use(node)
        return node.text

    def mode(self) -> str:
        """How the goods travel."""
        code = self.take(self.root, "Delivery/Shipment/ShipmentStage/TransportModeCode")
        return MODES.get(code, code)

    def place(self, terms: Node | None) -> str:
        """The place that the trade term names."""
        where = terms.first("DeliveryLocation") if terms is not None else None
        named = self.take(where, "Name", "Description", "Address/CityName", "ID")
        return named or self.take(terms, "SpecialTerms")

    def destination(self) -> str:
        """The country that the goods go to."""
        country = "Country/IdentificationCode"
        found = self.take(
            self.root, f"Delivery/DeliveryAddress/{country}", f"Delivery/DeliveryLocation/Address/{country}"
        )
        found = found or self.take(self.root, "DestinationCountry/IdentificationCode")
        return _fitting(found or _country(self.root.first("BuyerCustomerParty/Party")), "a country")

    def ship_date(self) -> tuple[ShipBy | None, str]:
        """The day of dispatch; a day of delivery is no day of dispatch and stays the text that it is."""
        delivery = self.root.first("Delivery")
        written = self.take(delivery, "Despatch/RequestedDespatchDate", "Despatch/EstimatedDespatchDate")
        day = _day(written)
        if day is not None:
            return ShipBy(on=day), ""
        if written:
            return None, _fitting(written, "a date")
        latest = self.take(delivery, "LatestDeliveryDate", "RequestedDeliveryPeriod/EndDate")
        return None, _fitting(f"Delivery by {latest}", "a date") if latest else ""

    # ---------------------------------------------------------------------------------------------------------- sums

    def money(self, amount: Decimal) -> Money | None:
        """An amount of the order's currency, None for nothing and for what is no amount."""
        minor = self.minor(amount)
        return money(minor, self.currency) if minor else None

    def minor(self, amount: Decimal) -> int | None:
        """Minor units of an amount, None where it is no whole number of them."""
        if not self.currency:
            return None
        minor = amount.scaleb(EXPONENTS[self.currency])
        return int(minor) if minor == minor.to_integral_value() and 0 <= minor <= AMOUNT_MAX_MINOR else None

    def allowances(self, node: Node) -> tuple[Decimal, Decimal]:
        """What is taken off and what is added, each with its reason as text of the order."""
        off = on = Decimal(0)
        for one in node.all("AllowanceCharge"):
            amount = self.number(one, "Amount")
            if amount is None:
                continue
            if self.take(one, "ChargeIndicator") == "true":
                on += amount
            else:
                off += amount
        return off, on

    def total(self, rows: list[_Row], allowances: Decimal, charges: Decimal) -> Money | None:
        """What the order costs without tax. Notices totals that are not the sum of their parts."""
        totals = self.root.first("AnticipatedMonetaryTotal")
        lines = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
        stated = self.number(totals, "LineExtensionAmount")
        if stated is not None and all(row.amount is not None for row in rows) and stated != lines:
            self.differs(f"The lines come to {lines}, the total of the lines says {stated}.")
        for path, own in (("AllowanceTotalAmount", allowances), ("ChargeTotalAmount", charges)):
            said = self.number(totals, path)
            if said is not None and said != own:
                self.differs(f"{_WORDS.sub(' ', path)} says {said}, its parts come to {own}.")
        tax = sum((self.number(node, "TaxAmount") or Decimal(0) for node in self.root.all("TaxTotal")), Decimal(0))
        prepaid = self.number(totals, "PrepaidAmount") or Decimal(0)
        rounding = self.number(totals, "PayableRoundingAmount") or Decimal(0)
        payable = self.number(totals, "PayableAmount")
        if payable is None:
            return None
        due = (stated if stated is not None else lines) - allowances + charges + tax - prepaid + rounding
        if payable != due:
            self.differs(f"The parts come to {due}, the amount to pay says {payable}.")
        return self.money(payable - tax + prepaid - rounding)

    def differs(self, why: str) -> None:
        """Notice a total that is not the sum of its parts."""
        self.noticed.append(Noticed("payment", fault(FILE_SUM, "/total", None, why)))

    # --------------------------------------------------------------------------------------------------------- lines

    def row(self, node: Node, i: int) -> _Row:
        """One line of the order."""
        item = node.first("LineItem")
        if item is None:
            raise Unreadable("lint_field", "an order line without a line item", f"line {node.line}, {node.pointer}")
        goods = item.first("Item")
        code = _attribute(item.first("Quantity"), "unitCode")
        written = self.take(item, "Quantity")
        quantity = self.whole(written)
        allowances, charges = self.allowances(item)
        amount = self.number(item, "LineExtensionAmount")
        price = self.price(item, i, quantity, amount, allowances, charges)
        name = self.take(goods, "Name") or self.take(goods, "Description")
        self.take(item, "ID")
        said = [*self.properties(goods), *self.left(node)]
        line = DraftLine(
            description=_fitting(name, "a description"),
            quantity=quantity,
            quantity_text=""
            if quantity or not written
            else _fitting(f"{written} {UNITS.get(code, code)}", "a quantity"),
            unit=_fitting(UNITS.get(code, code), "a unit"),
            unit_price=price,
            specification=_fitting("\n".join(said), "a specification"),
        )
        return _Row(line, amount, allowances, charges)

    def whole(self, written: str) -> int | None:
        """A quantity that counts: 8000 or 8000.00."""
        if not re.fullmatch(r"\d{1,9}(\.0{1,9})?", written):
            return None
        return int(Decimal(written)) or None

    def price(
        self, item: Node, i: int, quantity: int | None, amount: Decimal | None, allowances: Decimal, charges: Decimal
    ) -> Money | None:
        """The price of one, and whether quantity times price is the line's amount."""
        price = self.number(item, "Price/PriceAmount")
        per = self.number(item, "Price/BaseQuantity") or Decimal(1)
        if price is None or per <= 0:
            return None
        if amount is not None and quantity is not None and self.currency:
            due = price * quantity / per - allowances + charges
            if abs(due - amount) >= Decimal(1).scaleb(-EXPONENTS[self.currency]):
                why = f"{quantity} at {price} for {per} come to {due.normalize():f}, the line says {amount}."
                self.noticed.append(Noticed("payment", fault(LINE_SUM, f"/lines/{i}/unit_price", None, why)))
        minor = self.minor(price / per)
        if minor is None:
            self.noticed.append(Noticed("payment", fault(PRICE_DECIMALS, f"/lines/{i}/unit_price", None)))
        return None if minor is None else money(minor, self.currency)

    def properties(self, goods: Node | None) -> Iterator[str]:
        """What the item says of itself: descriptions, then its named properties and measures."""
        if goods is None:
            return
        for node in goods.all("Description"):
            if id(node) not in self.used:
                yield self.noted(node)
        for node in goods.all("AdditionalItemProperty"):
            self.use(node)
            value = node.first("ValueQuantity", "Value")
            unit = _attribute(value, "unitCode")
            if value is not None:
                yield f"{node.value('Name')}: {value.text}{f' {UNITS.get(unit, unit)}' if unit else ''}"
        for node in goods.all("Dimension"):
            self.use(node)
            yield _measure(node)


def _measure(node: Node) -> str:
    """A dimension in words: "Length: 8.8 cm", "Weight: 215-219 g"."""
    least, most = node.first("MinimumMeasure"), node.first("MaximumMeasure")
    measure = node.first("Measure")
    code = next(filter(None, (_attribute(one, "unitCode") for one in (measure, least, most))), "")
    unit = UNITS.get(code, code)
    said = f"{measure.text} {unit}" if measure is not None else ""
    if least is not None and most is not None:
        said = f"{said}, {least.text}-{most.text} {unit}" if said else f"{least.text}-{most.text} {unit}"
    return f"{node.value('AttributeID')}: {' '.join(filter(None, (said, node.value('Description'))))}"


def _attribute(node: Node | None, name: str) -> str:
    return node.attributes.get(name, "") if node is not None else ""


def _currency_of_an_amount(root: Node) -> str:
    found = root.first("AnticipatedMonetaryTotal/PayableAmount", "OrderLine/LineItem/Price/PriceAmount")
    return _attribute(found, "currencyID")


def _name(party: Node | None) -> str:
    said = party.value("PartyLegalEntity/RegistrationName", "PartyName/Name") if party is not None else ""
    return _fitting(said, "a name")


def _country(party: Node | None) -> str:
    return party.value("PostalAddress/Country/IdentificationCode") if party is not None else ""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _fitting(text: str, what: str) -> str:
    if len(text) > TEXT_MAX:
        raise Unreadable("lint_field", f"{what} has more than {TEXT_MAX:,} characters")
    return text
