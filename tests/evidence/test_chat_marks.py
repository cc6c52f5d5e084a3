"""Attachments, left-out media, deletions and edits as the apps word them in many languages."""

import time

import pytest

from fairhold.evidence.chat_marks import attachment_of, is_deleted, is_edited, is_omitted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<attached: 00000042-PHOTO-2024-01-25-15-13-20.jpg>", "00000042-PHOTO-2024-01-25-15-13-20.jpg"),
        ("< attached: a b.pdf >", "a b.pdf"),
        ("contract • 2 pages <attached: 00000007-contract.pdf>", "00000007-contract.pdf"),
        ("the ring\n<Anhang: 00000001-PHOTO-2024-01-25-10-00-00.jpg>", "00000001-PHOTO-2024-01-25-10-00-00.jpg"),
        ("<adjunto: ring.heic>", "ring.heic"),
        ("<pièce jointe : 00000003-AUDIO-2024.opus>", "00000003-AUDIO-2024.opus"),
        ("<المُرفق: ring.jpg>", "ring.jpg"),
        ("<附件：ring.jpg>", "ring.jpg"),
        ("<添付ファイル: ring.jpg>", "ring.jpg"),
        ("<nog nooit gezien: 00000012-PHOTO-2024-01-25-10-00-00.jpg>", "00000012-PHOTO-2024-01-25-10-00-00.jpg"),
        ("2016-11-12-PHOTO-00000003.jpg <attached>", "2016-11-12-PHOTO-00000003.jpg"),
        ("IMG-20240125-WA0001.jpg (file attached)", "IMG-20240125-WA0001.jpg"),
        ("terms v2 (final).pdf (Datei angehängt)\nplease sign", "terms v2 (final).pdf"),
        ("PTT-20240125-WA0001.opus (archivo adjunto)", "PTT-20240125-WA0001.opus"),
        ("AUD-20240125-WA0000. (file attached)", "AUD-20240125-WA0000."),
        ("IMG-20240125-WA0001.jpg (파일 첨부됨)", "IMG-20240125-WA0001.jpg"),
        ("IMG-20240125-WA0001.jpg (ordnung muss sein)", "IMG-20240125-WA0001.jpg"),
        ("hello", None),
        ("", None),
        ("<Media omitted>", None),
        ("<b: x>", None),
        ("a < b: c > d", None),
        ("price 5 (five)", None),
        ("IMG-20240125-WA0001.jpg", None),
        ("see a.pdf (page 3)", None),
        ("one\nIMG-20240125-WA0001.jpg (file attached)", None),
    ],
)
def test_the_name_of_an_attached_file_is_found(text: str, name: str | None) -> None:
    assert attachment_of(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "<Media omitted>",
        "<Medien ausgeschlossen>",
        "<省略影音内容>",
        "image omitted",
        "GIF omitted",
        "contract.pdf • 2 pages document omitted",
        "Bild weggelassen",
        "imagen omitida",
        "imagem não revelada",
        "image absente",
        "изображение отсутствует",
        "圖片已略去",
        "忽略图片",
        "لم يتم إدراج الصورة",
    ],
)
def test_a_placeholder_for_media_is_told(text: str) -> None:
    assert is_omitted(text)


@pytest.mark.parametrize("text", ["", "hello", "<attached: a.jpg>", "you omitted\nthe gold", "x" * 90 + " omitted"])
def test_what_is_no_placeholder_is_not(text: str) -> None:
    assert not is_omitted(text)


@pytest.mark.parametrize(
    "text", ["This message was deleted", "You deleted this message.", "Diese Nachricht wurde gelöscht.", "此訊息已刪除"]
)
def test_a_deleted_message_is_told(text: str) -> None:
    assert is_deleted(text)
    assert not is_deleted(f"{text} by me")


@pytest.mark.parametrize(
    "text", ["gold <This message was edited>", "oro <Se editó este mensaje.>", "<Diese Nachricht wurde bearbeitet.>"]
)
def test_an_edited_message_is_told(text: str) -> None:
    assert is_edited(text)
    assert not is_edited(text + " ok")
    assert not is_omitted(text)


@pytest.mark.parametrize(
    "text", ["<" * 100_000, "<a:" * 50_000, "<a: " + "b" * 200_000, "(" * 100_000 + ")", "a " * 50_000 + ">"]
)
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    began = time.process_time()
    assert attachment_of(text) is None
    assert not is_edited(text)
    assert time.process_time() - began < 30
