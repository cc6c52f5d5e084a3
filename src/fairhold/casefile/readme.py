"""What the bundle says of itself to somebody who has never heard of the service."""

from typing import Final

from fairhold.casefile.reading import Case
from fairhold.trade.who import PARTIES

TEXT: Final = """\
CASE BUNDLE: {title}
Order {order}
Buyer     {buyer}
Supplier  {supplier}
Packed for {reader}. The two sides get the same evidence; what only staff of the service may see is in no side's bundle.

WHAT THIS IS
All that an outside arbitrator needs to decide this case anew, with proofs that nothing was changed since. You need
nothing but Python 3.9 or newer to check it, and no network:

    python3 -I verify.py

It prints what holds and what does not, and ends with OK or NOT OK. It also prints the public key that signed this
bundle: compare it with the one that the operator publishes, for a bundle names its own key.

WHAT IS INSIDE
order.json                the order as it stands: parties, money, days, the open dispute
policy.json               the rules under which the order was agreed (version {policy}): every figure and weight
contract/                 every version of the contract: version-N.json are the very bytes that both sides signed (their
                          SHA-256 is the fingerprint), version-N.pdf the same to read, versions.json who signed when
timeline.json, .txt       everything that happened, with every movement of money
thread.json               the messages of the order; each "sealed" text has the SHA-256 "seal"
rulings/                  ruling-N.pdf to read first; ruling-N.json are the very bytes that were hashed and approved;
                          rulings.json has the findings in words, the cited evidence, who decided, and the money
visits/                   inspection reports: the very bytes that were hashed, signed by the inspector, and on paper
evidence/                 the files that were handed in, each under its SHA-256, unchanged
evidence.json             who handed in each of them when, what it is called, what it was brought for, what its readers
                          found in it (claims of the file, no more); an erased file is listed with its hash alone
custody/chain.json        who did what with each file: a chain in which every entry has the hash of the one before
custody/heads.json        heads of days, signed: Merkle roots over the entries of all orders, a proof for each entry
manifest.json             the list of all files with size and SHA-256; signature.json is the operator's signature on it
verify.py                 the program that checks all of this; read it, it is short

WHAT IS PROVED, AND WHAT IS NOT
verify.py checks Ed25519 signatures and SHA-256 hashes by itself. It proves that this is what the operator packed, that
contract, rulings, messages and evidence have the hashes under which they were signed, approved and handed in, and that
the chain of custody was not changed after a head was signed over it. Entries younger than the newest head are in the
chain, but under no head yet. People stand as signs: the same sign is the same person, and two signs are two.
It does not prove that what a file shows is true, nor whose key this is. An inspector's signature is checked against the
key that he named before his visit.

Public key of the operator (Ed25519): {key}
Fingerprint of the contract that stands: {fingerprint}
{rulings}"""


def readme(case: Case, public_key: str) -> str:
    """The README of a bundle; the same case gives the same text."""
    order = case.room.order
    ruled = "".join(f"Ruling {number}: {one.sha256}\n" for number, one in enumerate(case.rulings, 1))
    return TEXT.format(
        title=order.title,
        order=order.id,
        buyer=_company(order.buyer.name, order.buyer.country, order.buyer.id),
        supplier=_company(order.supplier.name, order.supplier.country, order.supplier.id),
        reader=f"the {case.who.role}" if case.who.role in PARTIES else "the operator's staff",
        policy=order.policy_version,
        key=public_key,
        fingerprint=order.fingerprint,
        rulings=ruled or "Nothing was ruled yet.\n",
    )


def _company(*parts: str) -> str:
    return ", ".join(filter(None, parts))
