"""The classes of evidence and what each weighs by default (4.8, R8, standards 4.3). Data, no rule.

A weight is how far one piece of this class, alone and uncontradicted, goes towards certainty, in basis points. An
operator changes it in the policy (`evidence_weights_bp`); which class a piece belongs to is for the adjudicator to say.
"""

from typing import Final, Literal

import msgspec

EvidenceClass = Literal[
    "platform_record",
    "admission",
    "agreed_inspection",
    "joint_inspection",
    "laboratory",
    "issuer_document",
    "report_invited",
    "platform_message",
    "listing_snapshot",
    "verified_mail",
    "report_to_standard",
    "acknowledged_message",
    "laboratory_without_custody",
    "report_own_standard",
    "photo_in_app",
    "photo",
    "outside_message",
    "statement",
]


class Weight(msgspec.Struct, frozen=True, gc=False):
    """One class: default weight, tier of 4.8, what it is.

    `own` is material that a side makes by itself, or to a standard of its own: all of it together counts at most
    `evidence_own_cap_bp` (R8). `conclusive` evidence decides against everything but evidence of its own rank and the
    word of the side it speaks against.
    """

    basis_points: int
    tier: str
    meaning: str
    own: bool = False
    conclusive: bool = False


WEIGHTS: Final[dict[EvidenceClass, Weight]] = {
    "platform_record": Weight(
        9_500, "E1", "record of the platform on what it records: signed contract, payment, shipment", conclusive=True
    ),
    "admission": Weight(9_800, "E4, E5", "explicit admission in the order thread or in an acknowledged message"),
    "agreed_inspection": Weight(
        9_000, "E2", "report by the agreed inspector against the agreed standard", conclusive=True
    ),
    "joint_inspection": Weight(
        9_000, "E2", "joint inspection, or one ordered in the dispute, against a standard fixed first", conclusive=True
    ),
    "laboratory": Weight(8_500, "E3", "accredited laboratory, custody of the samples shown"),
    "issuer_document": Weight(8_000, "E3", "paper of carrier, customs or bank, fetched from its issuer"),
    "report_invited": Weight(7_500, "E7", "one-sided report to the agreed or default standard, other side invited"),
    "platform_message": Weight(7_000, "E4", "message in the order thread"),
    "listing_snapshot": Weight(7_000, "E4", "the offer as it stood when the order was drafted"),
    "verified_mail": Weight(7_000, "E5", "e-mail whose signature (DKIM) was verified with a key kept at upload"),
    "report_to_standard": Weight(6_000, "E7", "one-sided report to the agreed or default standard, lot identified"),
    "acknowledged_message": Weight(6_000, "E5", "message from outside that the other side acknowledged"),
    "laboratory_without_custody": Weight(4_500, "E3", "accredited laboratory, nobody knows whose samples"),
    "report_own_standard": Weight(3_500, "E7", "one-sided report to a standard of its own", own=True),
    "photo_in_app": Weight(3_500, "E6", "photo or video taken in the app with its challenge code", own=True),
    "photo": Weight(2_000, "E6", "other photo or video", own=True),
    "outside_message": Weight(1_000, "E8", "message from outside that nobody acknowledged", own=True),
    "statement": Weight(500, "E8", "statement of a party", own=True),
}
"""Every class, the heaviest of its kind first. `R8` corrects three rows of standards 4.3: a report to a standard of its
own, one with the other side invited, and a message that nobody acknowledged."""


def default_weights() -> dict[EvidenceClass, int]:
    """What the policy starts with."""
    return {name: weight.basis_points for name, weight in WEIGHTS.items()}
