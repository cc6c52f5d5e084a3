"""The hardened reading of XML, apart from what any file means; `bank/test_tree.py` tries the limits on statements."""

from typing import Any

import pytest

from fairhold.markup import Bounds, MarkupError, Node, Reading, read_markup

BOUNDS = Bounds(bytes_max=1_000, depth_max=5, text_chars_max=50, elements_max=20)


def reading(**more: Any) -> Reading[Node]:
    return Reading(Node, BOUNDS, lambda namespace, root: None, **more)


def refused(content: bytes) -> MarkupError:
    with pytest.raises(MarkupError) as caught:
        read_markup(content, reading())
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<a>" + b" " * 1_000, "too_large"),
        (b"<a>", "not_xml"),
        (b"", "not_xml"),
        (b"<?xml version='1.0' encoding='none'?><a/>", "not_xml"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "dtd"),
        (b"<a>" * 6, "too_deep"),
        (b"<a>" + b"x" * 51 + b"</a>", "text_too_long"),
        (b"<a b='" + b"x" * 51 + b"'/>", "text_too_long"),
        (b"<a>" + b"<b/>" * 20 + b"</a>", "too_many"),
    ],
)
def test_what_costs_more_than_it_may_is_refused_by_its_kind(content: bytes, kind: str) -> None:
    fault = refused(content)
    assert fault.kind == kind
    assert str(fault).startswith(fault.detail)


def test_a_refusal_says_line_and_place() -> None:
    fault = refused(b"<a>\n<b>\n&x;</b></a>")
    assert (fault.line, fault.pointer) == (3, "/a/b")


@pytest.mark.parametrize(("every", "names"), [(False, ["b"]), (True, ["b", "c"])])
def test_other_namespaces_are_passed_over_unless_all_are_wanted(every: bool, names: list[str]) -> None:
    content = b"<a xmlns='urn:one'><b/><c xmlns='urn:two'><d/></c></a>"
    assert [node.name for node in read_markup(content, reading(every_namespace=every)).children] == names


def test_what_is_handed_over_is_not_kept() -> None:
    found: list[str] = []
    root = read_markup(b"<a><b>1</b><b>2</b><c/></a>", reading(handed="b", taker=lambda node: found.append(node.text)))
    assert found == ["1", "2"]
    assert [node.name for node in root.children] == ["c"]


def test_what_the_reader_refuses_itself_comes_through() -> None:
    def never(namespace: str, root: Node) -> None:
        raise MarkupError("not_xml", 1, "/", f"{root.name} of {namespace}")

    with pytest.raises(MarkupError, match="a of urn:one"):
        read_markup(b"<a xmlns='urn:one'/>", Reading(Node, BOUNDS, never))


def test_a_tree_is_searched_by_paths() -> None:
    root = read_markup(b"<a><b><c>1</c></b><b><c>2</c></b><d> </d></a>", reading())
    assert [node.text for node in root.all("b/c")] == ["1", "2"]
    assert root.value("d", "b/c") == "1"
    first = root.first("none", "b")
    assert first is not None
    assert first.pointer == "/a/b"
    assert root.first("none") is None
