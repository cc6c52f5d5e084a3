"""Our own format: figures as they were written, money in both forms, what is no date or number kept as text; and files
that are made to hurt.
"""

import time
from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.lint.draft import Draft
from fairhold.lint.ways.fault import LINT_LINES_MAX, Unreadable
from fairhold.lint.ways.own import draft_of, read_json, read_toml
from fairhold.trade.families import GoodsTerms, WeightTerm
from fairhold.trade.money import Money
from fairhold.trade.terms import ShipBy
from trade.full_terms import full

CONTRACT = full()
SECONDS_MAX = 30.0
"""Seconds in which a hostile file of a million signs must be refused on a busy machine."""


def refused(read: Any, content: Any) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content)
    return caught.value


def test_every_contract_is_a_draft() -> None:
    draft = read_json(msgspec.json.encode(CONTRACT).decode()).draft
    assert [getattr(draft, name) for name in CONTRACT.__struct_fields__ if name != "lines"] == [
        getattr(CONTRACT, name) for name in CONTRACT.__struct_fields__ if name != "lines"
    ]
    assert [msgspec.to_builtins(line) for line in draft.lines] == [msgspec.to_builtins(line) for line in CONTRACT.lines]


def test_a_contract_may_stand_in_an_object_of_its_own_as_the_api_has_it() -> None:
    assert read_json('{"contract": {"title": "Cups"}}').draft == Draft(title="Cups")


def test_figures_are_text_exactly_as_they_were_written() -> None:
    wanted = Draft(goods=GoodsTerms(weight=(WeightTerm(unit="g", nominal="8.80", least="8"),)))
    assert read_json('{"goods": {"weight": [{"unit": "g", "nominal": 8.80, "least": 8}]}}').draft == wanted
    assert read_toml('[[goods.weight]]\nunit = "g"\nnominal = 8.80\nleast = "8"\n').draft == wanted


@pytest.mark.parametrize(
    "total",
    [
        '"25,000.00 USD"',
        '"USD 25000"',
        '{"amount": "2500000", "currency": "USD"}',
        '{"amount": 2500000, "currency": "USD"}',
    ],
)
def test_money_is_minor_units_or_words(total: str) -> None:
    assert read_json(f'{{"total": {total}}}').draft == Draft(total=Money("2500000", "USD"))


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ('"25,000.00"', "amount_malformed"),
        ('"25,000.001 USD"', "amount_decimals"),
        ('"25 ABC"', "currency_unknown"),
        ("25000", "Expected `object | null`, got `int`."),
        ("250.5", "amount_malformed"),
    ],
)
def test_an_amount_that_is_none_is_refused_where_it_stands(total: str, said: str) -> None:
    fault = refused(read_json, f'{{"total": {total}}}')
    assert (fault.code, fault.where) == ("lint_field", "/total")
    assert said in fault.detail


def test_a_ship_date_is_a_day_or_the_text_that_it_is() -> None:
    """SC9."""
    assert read_json('{"ship_by": "2019-08-05"}').draft == Draft(ship_by=ShipBy(on=date(2019, 8, 5)))
    assert read_json('{"ship_by": "in Aug"}').draft == Draft(ship_by_text="in Aug")
    assert read_toml("ship_by = 2019-08-05\nagreed_on = 2019-01-02").draft == Draft(
        ship_by=ShipBy(on=date(2019, 8, 5)), agreed_on=date(2019, 1, 2)
    )


@pytest.mark.parametrize(
    ("written", "quantity", "text"),
    [("8000", 8000, ""), ('"8,000"', 8000, ""), ('" 12 "', 12, ""), ('"approx. 1000"', None, "approx. 1000")],
)
def test_a_quantity_is_a_number_or_the_text_that_it_is(written: str, quantity: int | None, text: str) -> None:
    (line,) = read_json(f'{{"lines": [{{"quantity": {written}}}]}}').draft.lines
    assert (line.quantity, line.quantity_text) == (quantity, text)


def test_a_trade_term_with_its_place_in_one_field_is_two() -> None:
    assert read_json('{"incoterm": "fob Ningbo port"}').draft == Draft(incoterm="FOB", incoterm_place="Ningbo port")
    assert read_json('{"incoterm": "C&F Hamburg"}').draft == Draft(incoterm="C&F Hamburg")


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        ('{"colour": "red"}', "", "Object contains unknown field `colour`."),
        ('{"lines": [{"price": 1}]}', "/lines/0", "Object contains unknown field `price`."),
        ('{"lines": [{"quantity": true}]}', "/lines/0/quantity", "Expected `int | null`, got `bool`."),
        ('{"goods": {"weight": [{"unit": "stone"}]}}', "/goods/weight/0/unit", "Invalid enum value 'stone'."),
        ('{"title": "' + "x" * 20_001 + '"}', "/title", "Expected `str` of length <= 20000."),
        ("[1, 2]", "", "a draft is an object of named fields"),
    ],
)
def test_what_is_no_draft_is_refused_where_it_is_not(content: str, where: str, said: str) -> None:
    fault = refused(read_json, content)
    assert (fault.code, fault.where, fault.detail) == ("lint_field", where, said)


def test_more_lines_than_are_read_are_refused() -> None:
    fault = refused(draft_of, {"lines": [{}] * (LINT_LINES_MAX + 1)})
    assert (fault.code, fault.detail) == ("lint_too_many_lines", "more than 5,000 lines or clauses (lint_lines_max)")
    assert len(draft_of({"lines": [{}] * LINT_LINES_MAX}).lines) == LINT_LINES_MAX


def test_the_same_name_twice_is_refused_since_nobody_could_say_which_was_agreed() -> None:
    fault = refused(read_json, '{"lines": [{"quantity": 1, "quantity": 2}]}')
    assert (fault.code, fault.detail) == ("lint_syntax", "`quantity` is given twice in one object")
    assert refused(read_toml, "title = 'a'\ntitle = 'b'").code == "lint_syntax"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 1_000_000, "lint_too_deep"),
        ('{"a":' * 200_000, "lint_too_deep"),
        ('{"a": NaN}', "lint_syntax"),
        ('{"a": 1', "lint_syntax"),
        ('{"lines": [{"quantity": ' + "9" * 20 + "}]}", ""),
        ('{"total": {"amount": ' + "9" * 5_000 + ', "currency": "USD"}}', "lint_field"),
        ('{"a": "\ud800"}', "lint_syntax"),
    ],
)
def test_hostile_json_is_refused_at_once(content: str, code: str) -> None:
    began = time.process_time()
    if code:
        assert refused(read_json, content).code == code
    else:
        assert read_json(content).draft.lines[0].quantity_text == "9" * 20
    assert time.process_time() - began < SECONDS_MAX


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a." * 500_000 + "b = 1", "lint_too_deep"),
        ('"a".' * 250_000 + "b = 1", "lint_too_deep"),
        ("[" + "a . " * 200_000 + "a]", "lint_too_deep"),
        ("a = " + "[" * 1_000_000, "lint_too_deep"),
        ('a = "' + '\\"' * 500_000, "lint_syntax"),
        ('a = """' + '"" ' * 300_000, "lint_syntax"),
        ("'" * 1_000_000, "lint_syntax"),
        ("a" * 1_000_000, "lint_syntax"),
        ("a = " + "9" * 5_000, "lint_syntax"),
        ("title = 1979-13-01", "lint_syntax"),
        ("[[lines]]\n" * 100_000, "lint_too_many_lines"),
    ],
)
def test_hostile_toml_is_refused_at_once(content: str, code: str) -> None:
    began = time.process_time()
    assert refused(read_toml, content).code == code
    assert time.process_time() - began < SECONDS_MAX


def test_dots_and_brackets_in_strings_and_comments_are_no_depth() -> None:
    text = f"""title = "{"a." * 60}" # {"[" * 60}\nremarks = '''{"{" * 60}'''\n"""
    assert read_toml(text).draft == Draft(title="a." * 60, remarks="{" * 60)
