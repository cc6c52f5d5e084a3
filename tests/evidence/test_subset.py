"""Some lines with proofs against the whole: what is shown is proved, what is forged is named, the rest is hidden."""

import hmac
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairhold.evidence import subset as room
from fairhold.evidence.chat import read_chat
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.merkle import leaf_hash
from fairhold.evidence.subset import check, lines_of, numbers_of, read_subset, root_of, show, whole_messages

KEY = bytes(range(32))
CHAT = (
    "25/01/2024, 10:00 - Ann: gold 750\r\n"
    "no nickel\r\n"
    "25/01/2024, 10:01 - Li: yes\r\n"
    "25/01/2024, 10:02 - Li: my wife says hello\n"
    "25/01/2024, 10:03 - Ann: 谢谢"
).encode()


def fault(run: object) -> tuple[str, str]:
    assert callable(run)
    with pytest.raises(EvidenceFault) as caught:
        run()
    return caught.value.code, caught.value.detail


def test_lines_that_are_shown_prove_themselves_and_read_as_a_chat() -> None:
    subset = show(CHAT, KEY, [1, 2, 5])
    check(subset)
    assert (subset.lines_total, subset.root) == (5, root_of(CHAT, KEY))
    assert [line.text for line in subset.shown] == [
        "25/01/2024, 10:00 - Ann: gold 750\r\n",
        "no nickel\r\n",
        "25/01/2024, 10:03 - Ann: 谢谢",
    ]
    chat = read_chat("".join(line.text for line in subset.shown))
    assert [message.text for message in chat.messages] == ["gold 750\nno nickel", "谢谢"]


def test_a_subset_goes_through_json_unchanged() -> None:
    subset = show(CHAT, KEY, [2])
    assert read_subset(msgspec.json.encode(subset)) == subset


def test_the_hashes_beside_a_line_do_not_give_the_other_lines_away() -> None:
    wire = msgspec.json.encode(show(CHAT, KEY, [1, 2, 3, 5]))
    hidden = lines_of(CHAT)[3]
    assert b"wife" not in wire
    assert leaf_hash(hidden).hex().encode() not in wire
    salt = hmac.digest(KEY, (4).to_bytes(8, "big"), sha256)[:16]
    assert salt.hex().encode() not in wire
    assert leaf_hash(salt + hidden).hex().encode() in wire


def test_equal_lines_have_different_hashes() -> None:
    subset = show(b"ok\nok\n", KEY, [1, 2])
    assert subset.shown[0].proof != subset.shown[1].proof


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"text": "25/01/2024, 10:00 - Ann: bronze\r\n"}, 1),
        ({"text": "25/01/2024, 10:00 - Ann: gold 750\n"}, 1),
        ({"line": 2}, 2),
        ({"salt": "00" * 16}, 1),
        ({"proof": []}, 1),
        ({"proof": ["00" * 32] * 3}, 1),
    ],
)
def test_a_forged_line_is_named(change: dict[str, object], line: int) -> None:
    subset = show(CHAT, KEY, [1, 4])
    forged = msgspec.structs.replace(subset.shown[0], **change)
    wrong = msgspec.structs.replace(subset, shown=[forged, subset.shown[1]])
    assert fault(lambda: check(wrong)) == (
        "subset_proof",
        f"Line {line} is not the line that the root was made with.",
    )


def test_another_root_or_length_is_not_believed() -> None:
    subset = show(CHAT, KEY, [1, 4])
    assert fault(lambda: check(msgspec.structs.replace(subset, root=root_of(CHAT, bytes(32)))))[0] == "subset_proof"
    assert fault(lambda: check(msgspec.structs.replace(subset, lines_total=4)))[0] == "subset_proof"


@pytest.mark.parametrize("order", [(1, 0), (0, 0)])
def test_lines_stand_once_and_in_their_order(order: tuple[int, int]) -> None:
    subset = show(CHAT, KEY, [1, 4])
    wrong = msgspec.structs.replace(subset, shown=[subset.shown[at] for at in order])
    assert "stands behind line" in fault(lambda: check(wrong))[1]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300), st.data())
def test_every_choice_of_lines_of_every_text_proves_itself(text: str, data: st.DataObject) -> None:
    whole = text.encode()
    lines = lines_of(whole)
    assert b"".join(lines) == whole
    chosen = data.draw(st.sets(st.integers(1, len(lines)), min_size=1))
    subset = show(whole, KEY, chosen)
    check(subset)
    assert "".join(line.text for line in subset.shown).encode() == b"".join(lines[at - 1] for at in sorted(chosen))
    check(read_subset(msgspec.json.encode(subset)))


@pytest.mark.parametrize("numbers", [[], [0], [6], [-1], list(range(1, 10_002))])
def test_lines_that_there_are_not_are_not_shown(numbers: list[int]) -> None:
    assert fault(lambda: show(CHAT, KEY, numbers))[0] == "subset_lines"


def test_lines_that_are_no_text_are_not_shown() -> None:
    assert fault(lambda: show(b"a\n\xff\n", KEY, [2])) == ("subset_lines", "Line 2 is not UTF-8.")
    check(show(b"a\n\xff\n", KEY, [1]))


def test_a_key_of_another_length_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="a key has 32 bytes"):
        show(CHAT, b"short", [1])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"scheme":"other","root":"","lines_total":1,"shown":[]}',
        b'{"scheme":"fairhold-lines-1","root":"' + b"0" * 64 + b'","lines_total":1,"shown":[]}',
        b'{"scheme":"fairhold-lines-1","root":"' + b"0" * 64 + b'","lines_total":1,"shown":[{"line":1,"text":"\\ud800",'
        b'"salt":"00000000000000000000000000000000","proof":[]}]}',
        msgspec.json.encode(show(CHAT, KEY, [1])).replace(b'"line":1', b'"line":0'),
        msgspec.json.encode(show(CHAT, KEY, [1])).replace(b'"line":1', b'"more":2,"line":1'),
        msgspec.json.encode(show(CHAT, KEY, [1])).replace(b'"salt":"', b'"salt":"0'),
    ],
)
def test_what_is_no_subset_is_refused(data: bytes) -> None:
    assert fault(lambda: check(read_subset(data)))[0] == "subset_form"


def test_a_subset_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SUBSET_BYTES_MAX", 10)
    assert fault(lambda: read_subset(msgspec.json.encode(show(CHAT, KEY, [1]))))[0] == "subset_form"


@pytest.mark.parametrize(
    ("written", "numbers"), [("3", [3]), ("3,7-9", [3, 7, 8, 9]), (" 9 , 7-8,7 ", [7, 8, 9]), ("5-5", [5])]
)
def test_line_numbers_are_read_as_people_write_them(written: str, numbers: list[int]) -> None:
    assert numbers_of(written) == numbers


@pytest.mark.parametrize("written", ["", "a", "3-", "-3", "9-7", "1-99999999", "٣", "1," + "9" * 400, "3;4", "1-2-3"])
def test_what_are_no_line_numbers_is_refused(written: str) -> None:
    assert fault(lambda: show(CHAT, KEY, numbers_of(written)))[0] == "subset_lines"


def test_a_line_brings_the_whole_message_with_it() -> None:
    first_lines = read_chat(CHAT.decode()).first_lines
    assert first_lines == (1, 3, 4, 5)
    assert whole_messages([2], first_lines, 5) == [1, 2]
    assert whole_messages([5, 3], first_lines, 5) == [3, 5]
    assert whole_messages([1], (3,), 4) == [1]
    assert whole_messages([4], (3,), 4) == [3, 4]
