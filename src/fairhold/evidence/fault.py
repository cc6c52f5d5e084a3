"""What this room cannot take or believe: one exception, and its codes. Not a refusal of a rule, and no verdict."""

from types import MappingProxyType

from fairhold.faults import Coded

FAULTS = MappingProxyType(
    {
        "chat_too_large": "The text of the chat holds more bytes than an export may have.",
        "chat_too_many_messages": "The chat holds more messages than are read at once.",
        "chat_not_text": "The file is neither text nor a zip archive: no export of a chat.",
        "chat_empty": "No line of the text begins with a date and a time as an export writes them.",
        "chat_time_word": "A word beside the time may mean morning or afternoon, and is not known here.",
        "chat_clock": "A time is none, or its hour does not go with the word beside it.",
        "chat_dates": "The dates are no dates in the order of day, month and year that was asked for, or in any order.",
        "chat_not_in_archive": "The archive holds no text that is a chat, or more than one.",
        "subset_lines": "The lines that are to be shown are none of the file, too many, or written wrongly.",
        "subset_form": "What is given is no set of lines with proofs as it is written here.",
        "subset_proof": "The proof of a line does not lead to the root: line, place or root is not what it was.",
        "chats_nothing_common": "The two chats have no message in common: they are not the same chat.",
        "archive_broken": "The zip archive is damaged or of a kind that is not read.",
        "archive_too_large": "The archive holds more bytes than one may have.",
        "archive_too_many_files": "The archive holds more files than one may have.",
        "archive_encrypted": "A file of the archive is encrypted.",
        "archive_bomb": "The archive would unpack to far more than it holds.",
        "archive_path": "A name in the archive leads out of it, stands there twice, or is a link.",
        "kind_unknown": "The file is of none of the kinds that are taken.",
        "kind_markup": "The file begins as a page, a drawing or a script, which a browser would run.",
        "kind_program": "The file, or a file in the archive, is a program or a script.",
        "kind_two_in_one": "The file is one thing for some programs and another for others.",
        "kind_broken": "The file begins as one kind and does not go on as one: it is damaged or cut off.",
        "kind_pixels": "The picture has more pixels than one may have.",
        "kind_macros": "The document holds macros.",
        "kind_nested": "The archive holds archives too deep in each other, too many or too large.",
        "scan_found": "The scanner found something harmful in the file.",
        "mail_too_large": "The message has more bytes than one may have.",
        "mail_form": "The bytes are no e-mail message, or its parts are too many or too deep in each other.",
        "photo_form": "The bytes are no JPEG picture.",
        "pdf_too_large": "The PDF has more bytes than are read.",
        "pdf_form": "The bytes are no PDF that can be read.",
        "pdf_limits": "Reading the PDF takes more time or memory than it may.",
        "vault_empty": "The file has no bytes.",
        "vault_too_large": "The file has more bytes than one may have.",
        "vault_offset": "The piece of the file is not the next one.",
        "vault_hash": "The SHA-256 of the bytes is not the one that was announced.",
        "vault_missing": "There are no such bytes in the vault.",
        "vault_erased": "The bytes were erased; their hash and the note of who erased them stay.",
        "vault_damaged": "The bytes in the vault are not those that were stored.",
        "vault_held": "Somebody holds the bytes, so they must not be erased.",
        "vault_piece": "A piece of the file that is not the last is too small.",
        "vault_unknown": "The order has no such file, or no such upload is under way.",
        "vault_quota": "One side has as many files, bytes or uploads under way on this order as it may have.",
        "vault_unheld": "Nobody holds the file in this way.",
        "case_too_large": "The case has more than one bundle may hold.",
    }
)
"""Every code, with its meaning in one sentence."""


class EvidenceFault(Coded):
    """Something that cannot be taken as evidence: `code` is one of FAULTS, `detail` a sentence for people."""

    codes = frozenset(FAULTS)
