"""Inspection on pages: the section of an order, its buttons for each side, the report, its paper and the form."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from api.inspected import FIRM, KEY, SEED, fill
from book.market import START
from fairhold.book.connection import connect
from fairhold.desk import Desk
from fairhold.reading.visits import STATES
from fairhold.standards.form import blank, filled, public_of, read, signed
from fairhold.trade import ids
from fairhold.trade.families import Aql, ColourTerm, GoodsTerms, InspectionTerm, MaterialTerm, PackagingTerm, WeightTerm
from fairhold.trade.fulfilment import DeclareReady
from fairhold.trade.inspection import BeginVisit, ConfirmVisit, RequestVisit, SubmitReport
from fairhold.trade.order import Order
from fairhold.trade.payment import Payer
from fairhold.trade.policy import PRESETS
from fairhold.trade.report import VisitKind
from fairhold.trade.who import Role, Who
from fairhold.web import sessions
from fairhold.web.inspection import ON_VISIT, TONES, VERDICTS
from web import sample
from web.browser import Browser, Page
from web.conftest import PASSWORD, Place
from web.sample import BUYS, SELLS, Player, contract

INES = "ines@blueheron.example"
INSPECTS = Who(Role.INSPECTOR, 0, INES)
TERM = InspectionTerm(inspector=FIRM, standard="ISO 2859-1", level="II", aql=Aql(), place="Longhai, hall 3")
GOODS = GoodsTerms(
    weight=(WeightTerm(unit="g", least="215", most="219"),),
    packaging=PackagingTerm(pieces_per_carton=24),
    material=(MaterialTerm(grade="SUS304", nothing_else=True),),
    colour=(ColourTerm(system="ral", code="9005"),),
)


class Inspector(Player):
    """An order on its way through an inspection."""

    def made_ready(self) -> "Inspector":
        self.agreed().paid(2_500_000)
        self.ask(DeclareReady(), SELLS)
        return self

    def asked(self, kind: VisitKind = "pre_shipment") -> "Inspector":
        self.ask(RequestVisit(kind=kind, wish_on=self.at.date()), BUYS)
        return self

    def booked(self) -> "Inspector":
        self.asked()
        payee = Payer("Blue Heron", "NL91ABNA0417164300", "ABNANL2A")
        command = ConfirmVisit(visit=1, on=self.at.date(), inspector=FIRM, public_key=public_of(KEY), payee=payee)
        self.ask(command, INSPECTS)
        self.paid(30_000)
        return self

    def begun(self) -> "Inspector":
        self.booked().ask(BeginVisit(visit=1, seed=SEED), INSPECTS)
        return self

    def reported(self, verdict: str, **defects: int) -> "Inspector":
        form = blank(sample.text(self.id), self.made, self.facts.visits[0], PRESETS["seed"])
        report = signed(filled(fill(form, verdict, defects)), KEY)
        self.ask(SubmitReport(report=report), INSPECTS)
        return self

    def ask(self, *given: Any, **more: Any) -> Any:
        answer = super().ask(*given, **more)
        if answer.case.order is not None:
            self.facts: Order = answer.case.order
        return answer


@pytest.fixture(scope="module")
def orders(place: Place) -> Iterator[dict[str, str]]:
    """Orders at every kind of place in an inspection, by short names; and an inspector who may log in."""
    with connect(place.url) as connection:
        sessions.register(
            connection, name="Ines Vogt", email=INES, password=PASSWORD, role=Role.INSPECTOR, party=0, now=sample.NOW
        )
    with Desk(place.url) as desk:

        def new(title: str, **terms: Any) -> Inspector:
            made = contract(title, goods=GOODS, inspection=TERM, **terms)
            bare = tuple(msgspec.structs.replace(line, terms=None) for line in made.lines)
            return Inspector(desk, msgspec.structs.replace(made, lines=bare), START + timedelta(hours=1))

        found = {
            "draft": new("Pans, to be inspected").drafted(),
            "asked": new("Pots, visit asked for").made_ready().asked(),
            "booked": new("Lids, visit booked").made_ready().booked(),
            "begun": new("Forks, inspector on site").made_ready().begun(),
            "passed": new("Spoons, passed").made_ready().begun().reported("pass", major=3),
            "failed": new("Knives, failed").made_ready().begun().reported("fail", major=15, minor=2),
        }
        yield {name: sample.text(player.id) for name, player in found.items()}


@pytest.fixture
def inspector(place: Place, orders: dict[str, str]) -> Browser:
    return place.again(INES)


def buttons(page: Page, order: str) -> set[str]:
    """The commands of the section that a page offers."""
    links = {href.split("?")[0].removeprefix(f"/orders/{order}/") for _, href in page.links if order in href}
    return links & {*ON_VISIT, "request_visit"}


def test_every_state_has_a_tone_and_every_verdict_its_words() -> None:
    assert set(TONES) == set(STATES)
    assert set(VERDICTS) == {"pass", "pending", "fail"}


def test_a_draft_shows_what_its_plan_lets_through(place: Place, orders: dict[str, str]) -> None:
    """1.4: at contract time, with the curve."""
    page = place.buyer.get(f"/orders/{orders['draft']}")
    assert f"{FIRM} inspects before shipment." in page.text
    assert "Sampling plan : level II, normal, ISO 2859-1:1999" in page.text.replace("Sampling plan:", "Sampling plan :")
    assert "This plan accepts a lot with 5 % defective" in page.text
    assert page.html.count('<svg xmlns="http://www.w3.org/2000/svg"') == 1
    assert "How often ISO 2859-1:1999, letter M, AQL 2.5, normal accepts a lot" in page.html


def test_an_order_without_an_inspection_says_what_that_means(place: Place) -> None:
    """S65, S70."""
    page = place.buyer.get(f"/orders/{place.orders['draft']}")
    assert "No inspection before shipment is agreed." in page.text
    assert "Sampling plan if none is agreed" in page.text
    assert "Inspection" not in [words for words, _ in page.links]
    shipped = place.buyer.get(f"/orders/{place.orders['received']}")
    assert "inspection-title" not in shipped.html


def test_each_side_has_the_buttons_that_are_open_to_it(
    place: Place, orders: dict[str, str], inspector: Browser
) -> None:
    """4.2, O34: derived from the open actions, beside the visit that they are about."""
    for name, side, expected in (
        ("asked", place.buyer, {"withdraw_visit"}),
        ("asked", place.supplier, {"request_visit"}),
        ("asked", inspector, {"confirm_visit"}),
        ("booked", inspector, {"reschedule_visit", "begin_visit", "abort_visit"}),
        ("booked", place.buyer, {"withdraw_visit", "reschedule_visit"}),
        ("begun", inspector, {"abort_visit", "submit_report"}),
        ("passed", inspector, {"submit_report"}),
    ):
        page = side.get(f"/orders/{orders[name]}")
        assert buttons(page, orders[name]) >= expected, (name, page.text[:200])
        assert buttons(page, orders[name]) - expected <= {"request_visit"}, name
    page = inspector.get(f"/orders/{orders['booked']}")
    assert (f"/orders/{orders['booked']}/begin_visit?visit=1") in [href for _, href in page.links]


def test_a_visit_s_form_knows_which_visit_it_is_about_and_brings_a_seed(
    orders: dict[str, str], inspector: Browser
) -> None:
    order = orders["booked"]
    first = inspector.get(f"/orders/{order}/begin_visit?visit=1").form(f"/orders/{order}/begin_visit")
    again = inspector.get(f"/orders/{order}/begin_visit?visit=1").form(f"/orders/{order}/begin_visit")
    assert first["visit"] == ["1"]
    assert len(first["seed"][0]) == 64
    assert first["seed"] != again["seed"]


def test_a_reported_visit_shows_its_verdict_and_counts(place: Place, orders: dict[str, str]) -> None:
    """3.3: found against accepted, class by class."""
    page = place.supplier.get(f"/orders/{orders['failed']}")
    assert "Failed" in page.text
    assert "Major 15 315 14 fails" in page.text
    assert "Minor 2 315 21 stands" in page.text
    good = place.buyer.get(f"/orders/{orders['passed']}")
    assert "Major 3 315 14 stands" in good.text
    assert f"{FIRM} inspects before shipment: passed on" in good.text


def test_the_report_has_a_page_and_a_paper(place: Place, orders: dict[str, str]) -> None:
    order = orders["failed"]
    page = place.buyer.get(f"/orders/{order}/visits/1")
    for words in (
        *("Inspection report", "The lot does not stand.", "15 major defects, 14 accepted", "Major 15 315 14 15 fails"),
        *("major fault", "Ines Vogt, Blue Heron Inspection", "Longhai, hall 3", "12,000", "95.0 %", "215 to 219 g"),
        *(f"fairhold draw-cartons --seed {SEED} --of 500", public_of(KEY), "conforms"),
    ):
        assert words in page.text, words
    paper = place.supplier.fetch(f"/orders/{order}/visits/1/report.pdf")
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/pdf")
    assert paper.content.startswith(b"%PDF-")
    assert place.stranger.fetch(f"/orders/{order}/visits/1").status_code == 404
    assert place.buyer.fetch(f"/orders/{order}/visits/2").status_code == 404
    assert place.buyer.fetch(f"/orders/{order}/visits/x/report.pdf").status_code == 404
    assert place.buyer.fetch(f"/orders/{orders['begun']}/visits/1").status_code == 404


def test_the_form_is_a_file_to_take_along(orders: dict[str, str], inspector: Browser) -> None:
    """PP28."""
    order = orders["begun"]
    answer = inspector.fetch(f"/orders/{order}/visits/1/form.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"] == f'attachment; filename="{order}-visit-1-form.json"'
    assert read(answer.content).report["order"] == order
    page = inspector.get(f"/orders/{order}")
    assert ("Form to fill in", f"/orders/{order}/visits/1/form.json") in page.links


def test_a_signed_report_is_submitted_on_the_page(place: Place, orders: dict[str, str], inspector: Browser) -> None:
    """PP28: the file's text goes into the form; a wrong one comes back with its fault."""
    order = orders["begun"]
    path = f"/orders/{order}/submit_report"
    form = read(inspector.fetch(f"/orders/{order}/visits/1/form.json").content)
    good = msgspec.json.encode(signed(filled(fill(form)), KEY)).decode()
    fields = inspector.get(path).form(path)
    wrong = inspector.post(path, {**fields, "step": ["preview"], "report": [good.replace('"pass"', '"fail"')]})
    assert "not that of the inspector" in wrong.text
    shown = inspector.post(path, {**fields, "step": ["preview"], "report": [good]})
    done = inspector.post(path, shown.form(path, "go"))
    assert "Done: Submit the report." in done.text
    assert "Passed" in place.buyer.get(f"/orders/{order}").text


def test_the_timeline_tells_a_report_in_a_line(place: Place, orders: dict[str, str]) -> None:
    page = place.buyer.get(f"/orders/{orders['failed']}/timeline")
    assert "Verdict fail, 15 major defects, 14 accepted" in page.text
    assert SEED not in page.text


def test_an_inspector_reads_no_thread(orders: dict[str, str], inspector: Browser) -> None:
    assert "NL91ABNA0417164300" not in inspector.get(f"/orders/{orders['asked']}").html
    number = ids.from_text(ids.ORDER_PREFIX, orders["asked"])
    assert number is not None
    assert inspector.get(f"/orders/{orders['asked']}/messages").text.count("2026") == 0


def test_a_fee_that_came_back_goes_to_another_account_by_two_people(
    place: Place, orders: dict[str, str], inspector: Browser
) -> None:
    """I11: treasury sees where it could not go, one proposes, another agrees."""
    order = f"/orders/{orders['passed']}"
    tom, tess = place.browser("tom@fairhold.example"), place.browser("tess@fairhold.example")
    assert "Done:" in tom.ask(f"{order}/bounce_inspector", visit="1", reason="Account closed.").text
    assert "The fee came back" in tom.get(order).text
    assert "The fee came back" in inspector.get(order).text
    assert "The fee came back" not in place.buyer.get(order).text + place.supplier.get(order).text
    (again,) = [to for _, to in tom.get(order).links if f"{order}/pay_inspector_again?" in to]
    assert "Done: Pay the inspector again." in tom.ask(again, **{"payee.account": "NL02ABNA0123456789"}).text
    told = tess.get(order)
    assert "NL02ABNA0123456789" in told.text
    assert "In the name Blue Heron" in told.text
    assert "NL02ABNA0123456789" not in inspector.get(order).text
    (agree,) = [to for _, to in told.links if f"{order}/agree_inspector_payee?" in to]
    path = agree.split("?")[0]
    assert "another person agrees" in tom.post(path, tom.get(agree).form(path)).text
    assert "Done: Agree to another account for an inspector." in tess.ask(agree).text
    assert "The fee came back" not in tess.get(order).text
