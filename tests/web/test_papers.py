"""The papers of an order for the browser."""

import io
import zipfile
from datetime import timedelta

import pytest

from fairhold.book.connection import connect
from fairhold.clock import advance
from fairhold.desk import Desk
from papers.reading_back import said, squeezed
from web.conftest import Place
from web.sample import NOW


@pytest.mark.parametrize(("paper", "title"), [("contract", "Purchase contract"), ("lint", "Provability report")])
def test_a_paper_opens_in_the_browser(place: Place, paper: str, title: str) -> None:
    order = place.orders["disputed"]
    answer = place.buyer.fetch(f"/orders/{order}/{paper}.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="{order}-{paper}.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    text = said(answer.content)
    assert text.startswith(squeezed(title))
    assert order in text


def test_both_sides_read_the_same_contract_and_strangers_none(place: Place) -> None:
    path = f"/orders/{place.orders['disputed']}/contract.pdf"
    assert place.buyer.fetch(path).content == place.supplier.fetch(path).content
    answer = place.stranger.fetch(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_version_that_there_is_not_is_no_page(place: Place) -> None:
    answer = place.buyer.fetch(f"/orders/{place.orders['disputed']}/contract.pdf?version=99")
    assert answer.status_code == 404


def test_nobody_reads_a_paper_without_a_login(place: Place) -> None:
    answer = place.browser().fetch(f"/orders/{place.orders['disputed']}/contract.pdf")
    assert answer.url.path == "/login"


def test_a_ruling_opens_from_the_page_of_its_order_once_there_is_one(place: Place) -> None:
    order = place.orders["disputed"]
    path = f"/orders/{order}/ruling.pdf"
    assert place.buyer.fetch(path).status_code == 404
    assert "ruling.pdf" not in place.buyer.fetch(f"/orders/{order}").text
    with Desk(place.url) as desk, connect(place.url) as connection:
        advance(desk, connection, 1, NOW + timedelta(days=47))
    for side in (place.buyer, place.supplier):
        assert f'href="{path}"' in side.fetch(f"/orders/{order}").text
    answer = place.buyer.fetch(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="{order}-ruling.pdf"'
    assert said(answer.content).startswith(squeezed("Ruling Cutlery sets"))
    assert place.supplier.fetch(path).content == answer.content
    assert place.stranger.fetch(path).status_code == 404
    assert f'href="/orders/{order}/case.zip"' in place.buyer.fetch(f"/orders/{order}").text
    bundle = place.buyer.fetch(f"/orders/{order}/case.zip")
    assert (bundle.status_code, bundle.headers["content-type"]) == (200, "application/zip")
    assert bundle.headers["content-disposition"] == f'attachment; filename="{order}-case.zip"'
    assert int(bundle.headers["content-length"]) == len(bundle.content)
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as found:
        assert found.testzip() is None
        assert "rulings/ruling-1.pdf" in found.namelist()
    assert place.stranger.fetch(f"/orders/{order}/case.zip").status_code == 404
    quiet = place.orders["shipped"]
    assert "case.zip" not in place.buyer.fetch(f"/orders/{quiet}").text
    assert place.buyer.fetch(f"/orders/{quiet}/case.zip").status_code == 404
