"""The order's thread on a page: writing, filing, acknowledging, contesting."""

import html

from fairhold.desk import Desk
from web import sample
from web.conftest import Place
from web.sample import HOSTILE


def agreed(place: Place, title: str) -> str:
    """An order that both have signed; its number as pages write it."""
    with Desk(place.url) as desk:
        return sample.text(sample.Player(desk, sample.contract(title), sample.NOW).agreed().id)


def test_a_message_is_sent_at_once_and_the_other_side_reads_it(place: Place) -> None:
    path = f"/orders/{agreed(place, 'Talk')}/messages"
    buyer = place.buyer
    page = buyer.get(path)
    assert "Nobody has written anything yet." in page.text
    sent = buyer.post(path, page.form(path) | {"text": ["Which steel is it?\nAnd which lid?"]})
    assert "Which steel is it? And which lid?" in sent.text
    assert "no. 1 · " in sent.text
    read = place.supplier.get(path)
    assert "Nordfjell Outdoor AS" in read.text
    assert "Which steel is it? And which lid?" in read.text


def test_an_account_that_is_not_ours_is_marked_loudly_for_both_sides(place: Place) -> None:
    """PP8: a changed bank account in a message."""
    path = f"/orders/{agreed(place, 'Account')}/messages"
    supplier = place.supplier
    supplier.post(path, supplier.get(path).form(path) | {"text": ["Our bank changed: DE89 3704 0044 0532 0130 00"]})
    for page in (place.buyer.get(path), supplier.get(path)):
        assert "IBAN DE89370400440532013000 is not ours. Money sent there is not protected." in page.text


def test_a_form_sent_twice_writes_once(place: Place) -> None:
    path = f"/orders/{agreed(place, 'Twice')}/messages"
    buyer = place.buyer
    form = buyer.get(path).form(path) | {"text": ["Once."]}
    buyer.post(path, form)
    again = buyer.post(path, form)
    assert again.text.count("Once.") == 1


def test_an_empty_message_and_one_that_is_too_long_are_not_sent(place: Place) -> None:
    path = f"/orders/{agreed(place, 'Limits')}/messages"
    buyer = place.buyer
    form = buyer.get(path).form(path)
    for text in ("  ", "x" * 4_001, "x" * 10_001):
        page = buyer.post(path, form | {"text": [text]})
        assert buyer.last.status_code == 422
        assert "Nobody has written anything yet." in page.text
    buyer.post(path, form | {"text": ["x"], "key": [""]})
    assert buyer.last.status_code == 400


def test_what_was_filed_is_acknowledged_after_its_consequences_were_shown(place: Place) -> None:
    """O29."""
    order = agreed(place, "Filed")
    path, filing = f"/orders/{order}/messages", f"/orders/{order}/file_outside_message"
    buyer, supplier = place.buyer, place.supplier
    form = buyer.get(filing).form(filing)
    form |= {"channel": ["whatsapp"], "sender": ["supplier"], "sent_on": ["2026-02-20"], "text": ["24k gold, yes"]}
    filed = buyer.post(filing, buyer.post(filing, form).form(filing, "go"))
    assert (
        "Longhai Steelware Co., Ltd. wrote this by WhatsApp on 20 Feb 2026 Not acknowledged 24k gold, yes" in filed.text
    )
    assert "It is genuine" not in filed.text
    page = supplier.get(path)
    (link,) = (href for title, href in page.links if title == "It is genuine")
    answer = f"/orders/{order}/acknowledge_message"
    form = supplier.get(link).form(answer)
    assert form["message"] == ["1"]
    preview = supplier.post(answer, form)
    assert "Message acknowledged" in preview.text
    done = supplier.post(answer, preview.form(answer, "go"))
    assert "Done: Acknowledge a message." in done.text
    assert "Acknowledged 24k gold, yes" in done.text
    assert "It is genuine" not in done.text


def test_the_thread_of_a_draft_says_who_reads_it(place: Place) -> None:
    text = place.buyer.get(f"/orders/{place.orders['draft']}/messages").text
    assert "Longhai Steelware Co., Ltd. reads this once the draft is proposed." in text


def test_a_page_that_waits_gets_the_list_only_when_something_happened(place: Place) -> None:
    path = f"/orders/{agreed(place, 'Waiting')}/messages"
    buyer = place.buyer
    page = buyer.get(path)
    (waits,) = (value for name, value in page.attributes if name == "hx-get")
    buyer.get(waits)
    assert buyer.last.status_code == 204
    buyer.post(path, page.form(path) | {"text": ["News."]})
    fragment = buyer.get(waits)
    assert "News." in fragment.text
    assert "Sign out" not in fragment.text


def test_a_hostile_message_is_shown_as_text(place: Place) -> None:
    path = f"/orders/{agreed(place, 'Hostile')}/messages"
    buyer = place.buyer
    page = buyer.post(path, buyer.get(path).form(path) | {"text": [HOSTILE]})
    assert html.escape("<script>") in page.html
    assert '<script>alert("1")</script>' in page.text


def test_staff_reads_along_and_writes_nothing(place: Place) -> None:
    order = agreed(place, "Staff")
    treasury = place.treasury
    page = treasury.get(f"/orders/{order}/messages")
    assert "Write to" not in page.text
    assert f"/orders/{order}/messages" not in [to for to, _ in page.forms]
