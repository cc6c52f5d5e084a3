"""Who takes part in a simulated marketplace and what they are like, drawn from a seed. It asks for nothing."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Literal

import msgspec

from fairhold.trade import ids
from fairhold.trade.families import Aql, InspectionTerm, Side
from fairhold.trade.money import Money
from fairhold.trade.order import Order
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.who import Party, Role, Who

START: Final = datetime(2024, 1, 1, 12, tzinfo=UTC)
"""When every simulation begins."""
HOURS_BETWEEN_ORDERS: Final = 60
WASH_ORDERS: Final = 6
"""So many orders a ring makes with itself before it takes one of somebody else."""

CARELESS_RINGS: Final = 50
"""Of a hundred rings, so many pay for their orders with themselves from the account that they are paid on."""

Goods = Literal["good", "faulty", "nothing"]
Means = Literal["transfer", "card", "pay_later"]
Character = Literal["honest", "sloppy", "late", "fraudulent", "ring", "vanishing"]
SUPPLIERS: Final[dict[Character, int]] = {
    "honest": 60,
    "sloppy": 12,
    "late": 12,
    "fraudulent": 5,
    "ring": 5,
    "vanishing": 6,
}
"""Of a hundred suppliers, so many are like this."""
BUYERS: Final[dict[Character, int]] = {"honest": 82, "sloppy": 6, "late": 6, "fraudulent": 3, "vanishing": 3}
"""Of a hundred buyers outside rings, so many are like this."""
GOODS: Final[dict[Character, tuple[int, int]]] = {
    "honest": (97, 3),
    "sloppy": (75, 25),
    "late": (95, 5),
    "fraudulent": (15, 15),
    "ring": (0, 0),
    "vanishing": (40, 5),
}
"""Of a hundred orders by a supplier of this character, so many turn out good and faulty; the rest is never sent."""

FIRM: Final = "Lab Inspection"
INSPECTED: Final = 30
"""Of a hundred orders outside rings, so many have an inspection agreed; one inspector in ten misses a first visit."""
MEANS: Final[dict[Means, int]] = {"transfer": 75, "card": 17, "pay_later": 8}
"""Of a hundred orders outside rings, so many are paid like this, as far as the rail takes them."""
DISOWNED: Final[dict[Character, int]] = {**dict.fromkeys(BUYERS, 8), "fraudulent": 60, "ring": 0}
"""Of a hundred card payments by a buyer of this character, so many are charged back."""
LOANS_TAKEN_BACK: Final = 15
"""Of a hundred loans, so many the lender takes back within its two days."""

CARRIER: Final = Who(Role.CARRIER, 0, "carrier feed")
ADJUDICATOR: Final = Who(Role.ADJUDICATOR, 0, "first adjudicator")
SECOND_ADJUDICATOR: Final = Who(Role.ADJUDICATOR, 0, "second adjudicator")
LEAD: Final = Who(Role.DISPUTE_LEAD, 0, "dispute lead")
INSPECTOR: Final = Who(Role.INSPECTOR, 0, "inspector")
FIELD: Final = (CARRIER, INSPECTOR)
OFFICE: Final = (ADJUDICATOR, SECOND_ADJUDICATOR, LEAD)
"""Who has something to do only while there is a dispute."""


class Player(msgspec.Struct, frozen=True):
    """A company of the simulation: its number, and what it is like."""

    id: int
    who: Who
    character: Character


class Deal(msgspec.Struct, frozen=True):
    """One order before it begins, and the truth about it that no rule knows.

    `goods` is what the supplier will send, `makes_days` how long it takes to make, `transit_days` to arrive;
    `pays_by` is how the buyer pays if it may, `pays_from` the account that the money comes from, and after
    `taken_back_days` its rail takes the payment back (0: never); `inspector` is how the one behaves that is agreed.
    """

    id: int
    at: datetime
    buyer: Player
    supplier: Player
    contract: Contract
    goods: Goods
    makes_days: int
    transit_days: int
    is_wash: bool
    pays_from: str
    pays_by: Means
    taken_back_days: int
    inspector: Literal["none", "comes", "misses"]

    def goods_of(self, order: Order) -> Goods:
        """What the goods are by now: rework mends what was faulty."""
        return "good" if self.goods == "faulty" and order.reworks else self.goods


def account_of(company: int) -> str:
    """The only account that a company of the simulation has."""
    return f"LAB{company}"


def cast(seed: int, suppliers: int) -> tuple[tuple[Player, ...], tuple[Player, ...]]:
    """Suppliers and as many buyers, the same for the same seed; a ring's own buyer stands at its supplier's place."""
    d = Random(f"cast {seed}")
    sellers = tuple(_player(d, 2 * i, Role.SUPPLIER, SUPPLIERS) for i in range(suppliers))
    buyers = tuple(_player(d, 2 * i + 1, Role.BUYER, BUYERS) for i in range(suppliers))
    return sellers, buyers


def _player(d: Random, number: int, role: Role, shares: dict[Character, int]) -> Player:
    place = ids.new_id(START + timedelta(milliseconds=number), number % ids.BUCKETS, 0)
    character = d.choices(list(shares), list(shares.values()))[0]
    return Player(place, Who(role, place, f"{role} {number}"), character)


def parties(players: tuple[Player, ...]) -> dict[int, Party]:
    """The companies as the operator knows them: all verified, for papers lie as well as people."""
    home = {Role.SUPPLIER: "CN", Role.BUYER: "US"}
    return {one.id: Party(one.id, one.who.person, home[one.who.role], verified=True) for one in players}


def deals(seed: int, orders: int, sellers: tuple[Player, ...], buyers: tuple[Player, ...]) -> tuple[Deal, ...]:
    """All orders in the order in which they begin."""
    taken = dict.fromkeys((one.id for one in sellers), 0)
    made = []
    for number in range(orders):
        d = Random(f"deal {seed} {number}")
        place = d.randrange(len(sellers))
        seller = sellers[place]
        taken[seller.id] += 1
        is_wash = seller.character == "ring" and taken[seller.id] <= WASH_ORDERS
        buyer = Player(buyers[place].id, buyers[place].who, "ring") if is_wash else d.choice(buyers)
        careless = is_wash and Random(f"ring {seed} {place}").randrange(100) < CARELESS_RINGS
        made.append(_deal(d, number, seller, buyer, is_wash, account_of(seller.id if careless else buyer.id)))
    return tuple(made)


def _deal(d: Random, number: int, seller: Player, buyer: Player, is_wash: bool, pays_from: str) -> Deal:
    at = START + timedelta(hours=HOURS_BETWEEN_ORDERS * (number + 1))
    good, faulty = (100, 0) if is_wash else GOODS[seller.character]
    drawn = d.randrange(100)
    makes = d.randint(3, 25)
    late = d.randint(15, 50) if seller.character == "late" and d.random() < 0.5 else 0
    means = d.choices(list(MEANS), list(MEANS.values()))[0]
    inspected = not is_wash and d.randrange(100) < INSPECTED
    return Deal(
        id=ids.new_id(at, ids.bucket_of(seller.id), number % 1024),
        at=at,
        buyer=buyer,
        supplier=seller,
        contract=_contract(d, seller, buyer, inspected),
        goods="good" if drawn < good else "faulty" if drawn < good + faulty else "nothing",
        makes_days=makes + late,
        transit_days=d.randint(2, 9),
        is_wash=is_wash,
        pays_from=pays_from,
        pays_by="transfer" if is_wash else means,
        taken_back_days=_taken_back(d, buyer, means),
        inspector="none" if not inspected else "misses" if d.randrange(100) < 10 else "comes",
    )


def _taken_back(d: Random, buyer: Player, means: Means) -> int:
    """After how many days the rail takes the payment back; a card scheme within four months."""
    if means == "pay_later":
        return 1 if d.randrange(100) < LOANS_TAKEN_BACK else 0
    disowned = means == "card" and d.randrange(100) < DISOWNED[buyer.character]
    return d.randint(5, 120) if disowned else 0


def _contract(d: Random, seller: Player, buyer: Player, inspected: bool) -> Contract:
    units, price = d.randint(1, 60) * 10, d.randint(200, 9_000)
    total = units * price
    return Contract(
        title="Goods of the simulation",
        buyer=ids.to_text(ids.PARTY_PREFIX, buyer.id),
        supplier=ids.to_text(ids.PARTY_PREFIX, seller.id),
        lines=(Line(description="Steel tumbler", quantity=units, unit_price=Money(str(price), "USD")),),
        total=Money(str(total), "USD"),
        initial=Money(str(max(1, total * d.choice((30, 50, 100)) // 100)), "USD"),
        coverage=d.choice(("pre_shipment", "post_delivery", "post_delivery")),
        shipping_method="express",
        incoterm="FOB",
        destination="US",
        ship_by=ShipBy(days=30, after="initial_payment"),
        inspection=_inspection(d.choice(("buyer", "supplier"))) if inspected else None,
    )


def _inspection(again_paid_by: Side) -> InspectionTerm:
    return InspectionTerm(
        inspector=FIRM,
        standard="ISO 2859-1",
        level="II",
        aql=Aql(),
        place="the supplier's works",
        reinspection_paid_by=again_paid_by,
    )
