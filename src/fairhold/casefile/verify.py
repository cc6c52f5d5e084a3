"""Checks a case bundle without anything but Python 3.9 or newer: no network, no other program, no library.

    python3 -I verify.py [FOLDER]

FOLDER is where the zip was unpacked; by default the folder of this file. It leaves with 0 if everything holds, with 1
if something does not, and says what. It checks that

  - the list of files (manifest.json) is signed with the operator's key (Ed25519, RFC 8032, in this file), and every
    file is there, byte for byte, and no other;
  - every version of the contract has the fingerprint that was signed; every ruling and every message has its own
    hash; every inspection report too, and is signed with the key that the inspector named before the visit;
  - every piece of evidence is the one that was handed in, or is listed as erased;
  - the chain of custody is whole from its first entry on: no entry changed, missing or replaced;
  - every entry that a head covers stood under it when it was signed (RFC 6962), and every earlier head is under the
    newest: nothing was changed or taken out in between.

What it cannot know: whether the public key is the operator's. Compare the key that it prints with the one that the
operator publishes, and the heads with one that you kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

Point = tuple[int, int, int, int]

BYTES_MAX = 256 * 2**20
"""Bytes of a file that is read as a whole: everything but evidence."""
PIECE = 2**20
START = "00" * 32
OUTSIDE = ("manifest.json", "signature.json")
"""The files that the list cannot name: itself and its signature."""

# ---------------------------------------------------------------- Ed25519 (RFC 8032, 5.1), verification only

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
SIGN_BIT = 1 << 255


def x_of(y: int, is_odd: int) -> int | None:
    """The x of a point with this y, or None: x^2 = (y^2 - 1) / (d y^2 + 1)."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if is_odd else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x % 2 != is_odd else x


def point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, in extended coordinates, or None."""
    number = int.from_bytes(data, "little")
    y = number & (SIGN_BIT - 1)
    x = x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    left = (a[1] - a[0]) * (b[1] - b[0]) % P
    right = (a[1] + a[0]) * (b[1] + b[0]) % P
    t = 2 * a[3] * b[3] * D % P
    z = 2 * a[2] * b[2] % P
    e, f, g, h = right - left, z - t, z + t, right + left
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, of: Point) -> Point:
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, of)
        of = add(of, of)
        number >>= 1
    return total


def same(a: Point, b: Point) -> bool:
    """Whether two points are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE_BYTES = bytes([0x58] + [0x66] * 31)
"""The base point: y is 4/5, x is even."""


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key (32 bytes) signed the message with these 64 bytes."""
    if len(public) != 32 or len(signature) != 64:
        return False
    base, key, r = point(BASE_BYTES), point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if base is None or key is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return same(times(s, base), add(r, times(k, key)))


# ---------------------------------------------------------------- Merkle trees (RFC 6962, 2.1)


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from leaf `index` of `size` to the root."""
    if not 0 <= index < size:
        return False
    found, last, left = leaf, size - 1, list(proof)
    while last:
        if index & 1 or index < last:
            if not left:
                return False
            beside = left.pop(0)
            found = node_hash(beside, found) if index & 1 else node_hash(found, beside)
        index >>= 1
        last >>= 1
    return not left and found == root


def only_grew(earlier_root: bytes, earlier: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` leaves begins with the `earlier` leaves of the earlier one."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not proof and earlier_root == root
    left, last, end = list(proof), earlier - 1, size - 1
    while last & 1:
        last >>= 1
        end >>= 1
    if last and not left:
        return False
    then = now = left.pop(0) if last else earlier_root
    while end:
        if last & 1 or last < end:
            if not left:
                return False
            beside = left.pop(0)
            if last & 1:
                then = node_hash(beside, then)
                now = node_hash(beside, now)
            else:
                now = node_hash(now, beside)
        last >>= 1
        end >>= 1
    return not left and then == earlier_root and now == root


# ---------------------------------------------------------------- what is checked


class Check:
    """One bundle in a folder: what was found to hold, and what not."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.held: list[str] = []
        self.wrong: list[str] = []

    def path(self, name: str) -> str:
        """Where a file of the bundle lies."""
        return os.path.join(self.folder, *name.split("/"))

    def read(self, name: str) -> bytes:
        """The bytes of a file that is not evidence."""
        with open(self.path(name), "rb") as opened:
            data = opened.read(BYTES_MAX + 1)
        if len(data) > BYTES_MAX:
            raise ValueError("it is larger than any such file")
        return data

    def json(self, name: str) -> Any:
        """What a file of the bundle says."""
        return json.loads(self.read(name).decode("utf-8"))

    def run(self) -> None:
        """Every check in its turn; one that breaks off is a fault of its file."""
        for name, check in (
            ("manifest.json", self.manifest),
            ("contract/versions.json", self.contract),
            ("rulings/rulings.json", self.rulings),
            ("thread.json", self.thread),
            ("visits/visits.json", self.visits),
            ("custody/chain.json", self.chain),
            ("custody/heads.json", self.heads),
            ("evidence.json", self.evidence),
        ):
            before = len(self.wrong)
            try:
                said = check()
            except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
                self.fault(name, f"cannot be checked: {type(error).__name__}: {error}")
            else:
                if len(self.wrong) == before:
                    self.held.append(f"{name}: {said}")

    def fault(self, name: str, why: str) -> None:
        """Something that does not hold."""
        self.wrong.append(f"{name}: {why}")

    # ------------------------------------------------------------ the list of files

    def manifest(self) -> str:
        """The list of files, its signature, and every file on it."""
        data, signature = self.read("manifest.json"), self.json("signature.json")
        digest = hashlib.sha256(data).hexdigest()
        public = bytes.fromhex(signature["public_key"])
        signed = hashlib.sha256((f"fairhold-case-1\n{digest}\n").encode()).digest()
        if not is_signed(public, signed, bytes.fromhex(signature["signature"])):
            self.fault("manifest.json", "is not the list that the operator's key signed")
        listed = json.loads(data.decode("utf-8"))
        if listed["public_key"] != signature["public_key"]:
            self.fault("signature.json", "names another key than the list of files")
        for one in listed["files"]:
            self.file(one["name"], one["size"], one["sha256"])
        known = {one["name"] for one in listed["files"]} | set(OUTSIDE)
        for name in self.there():
            if name not in known:
                self.fault(name, "is not in the list of files")
        return f"{len(listed['files'])} files, each as it was packed, signed with {signature['public_key']}"

    def there(self) -> Iterator[str]:
        """Every file in the folder."""
        for place, _, names in os.walk(self.folder):
            for name in names:
                yield os.path.relpath(os.path.join(place, name), self.folder).replace(os.sep, "/")

    def file(self, name: str, size: int, sha256: str) -> None:
        """One file of the list."""
        if not is_inside(name):
            self.fault(name, "leads out of the folder")
        elif not os.path.isfile(self.path(name)):
            self.fault(name, "is missing")
        elif os.path.getsize(self.path(name)) != size or self.hash_of(name) != sha256:
            self.fault(name, "is not as it was packed")

    def hash_of(self, name: str) -> str:
        """The SHA-256 of a file."""
        found = hashlib.sha256()
        with open(self.path(name), "rb") as opened:
            for part in iter(lambda: opened.read(PIECE), b""):
                found.update(part)
        return found.hexdigest()

    # ------------------------------------------------------------ what was agreed, written and ruled

    def contract(self) -> str:
        """Every version against the fingerprint that was signed."""
        versions = self.json("contract/versions.json")
        for one in versions:
            if self.hash_of(inside(one["file"])) != one["fingerprint"]:
                self.fault(one["file"], f"has not the fingerprint that was signed: {one['fingerprint']}")
        return f"{len(versions)} versions, each with its fingerprint"

    def rulings(self) -> str:
        """Every ruling against its hash, and the contract that it rests on."""
        rulings = self.json("rulings/rulings.json")
        agreed = {one["fingerprint"] for one in self.json("contract/versions.json")}
        for one in rulings:
            if self.hash_of(inside(one["file"])) != one["sha256"]:
                self.fault(one["file"], f"is not the ruling with the hash {one['sha256']}")
            elif self.json(inside(one["file"]))["contract"] not in agreed:
                self.fault(one["file"], "rests on a contract that is not in the bundle")
        return f"{len(rulings)} rulings, each with its hash"

    def thread(self) -> str:
        """Every message against its seal."""
        thread = self.json("thread.json")
        for place, one in enumerate(thread["messages"], 1):
            if one["number"] != place or not is_sealed(thread["order"], one):
                self.fault("thread.json", f"message {place} is not the one that was sealed")
        return f"{len(thread['messages'])} messages, each with its seal"

    def visits(self) -> str:
        """Every inspection report against its hash and the key that the inspector named before the visit."""
        visits = self.json("visits/visits.json")
        for one in visits:
            data = self.read(inside(one["file"]))
            if hashlib.sha256(data).hexdigest() != one["sha256"]:
                self.fault(one["file"], f"is not the report with the hash {one['sha256']}")
                continue
            signature = json.loads(data.decode("utf-8"))["signature"]
            signed = data.replace(f'"signature":"{signature}"'.encode(), b'"signature":""')
            if not is_signed(bytes.fromhex(one["public_key"]), signed, bytes.fromhex(signature)):
                self.fault(one["file"], "is not signed with the inspector's key")
        return f"{len(visits)} inspection reports, each with its hash and signed with the key named before the visit"

    # ------------------------------------------------------------ custody

    def chain(self) -> str:
        """The chain of custody, entry by entry."""
        entries = self.json("custody/chain.json")["entries"]
        before, at = START, ""
        order = self.json("manifest.json")["order"]
        for place, one in enumerate(entries, 1):
            if one["order"] != order or one["seq"] != place:
                self.fault("custody/chain.json", f"entry {place} is missing, repeated or of another order")
            elif one["hash"] != entry_hash(one):
                self.fault("custody/chain.json", f"entry {place} was changed")
            elif one["previous"] != before:
                self.fault("custody/chain.json", f"entry {place} does not follow the one before it")
            elif one["at"] < at:
                self.fault("custody/chain.json", f"entry {place} is earlier than the one before it")
            before, at = one["hash"], one["at"]
        return f"{len(entries)} entries, whole from the first on"

    def heads(self) -> str:
        """Heads against the key, entries against the newest head, earlier heads against it."""
        told = self.json("custody/heads.json")
        heads = told["heads"]
        key = self.json("manifest.json")["public_key"]
        for one in heads:
            if one["public_key"] != key or not is_head_signed(one):
                self.fault(
                    "custody/heads.json", "the head of {} is not signed by the operator's key".format(one["day"])
                )
        hashes = {one["seq"]: bytes.fromhex(one["hash"]) for one in self.json("custody/chain.json")["entries"]}
        newest = heads[-1] if heads else None
        for proof in told["proofs"]:
            if newest is None or not includes(
                bytes.fromhex(newest["root"]),
                newest["size"],
                proof["index"],
                leaf_hash(hashes[proof["seq"]]),
                [bytes.fromhex(beside) for beside in proof["proof"]],
            ):
                self.fault("custody/heads.json", "entry {} was not there when the head was signed".format(proof["seq"]))
        for one in heads[:-1]:
            self.grew(one, heads[-1])
        proved = f"{len(told['proofs'])} of {len(hashes)} entries proved under the newest"
        return f"{len(heads)} signed heads; {proved}; the others are younger than it"

    def grew(self, earlier: dict[str, Any], newest: dict[str, Any]) -> None:
        """An earlier head against the newest."""
        proof = [bytes.fromhex(beside) for beside in earlier["grown"]]
        roots = bytes.fromhex(earlier["root"]), bytes.fromhex(newest["root"])
        if not only_grew(roots[0], earlier["size"], roots[1], newest["size"], proof):
            why = "what the head of {} covered was changed or taken out later".format(earlier["day"])
            self.fault("custody/heads.json", why)

    def evidence(self) -> str:
        """Every piece against its name, and the entries that say that it came in or was erased."""
        files = self.json("evidence.json")["files"]
        done = {}
        for one in self.json("custody/chain.json")["entries"]:
            if one["action"] in ("received", "erased"):
                done[one["sha256"]] = one["action"]
        erased = 0
        for one in files:
            sha256 = one["sha256"]
            if sha256 not in done:
                self.fault(one["file"] or sha256, "no entry of custody says that it came in")
            elif one["erased"]:
                erased += 1
                if done[sha256] != "erased":
                    self.fault(sha256, "is listed as erased, and no entry of custody says so")
            elif self.hash_of(inside(one["file"])) != sha256:
                self.fault(one["file"], f"is not what was handed in: {sha256}")
        return f"{len(files)} pieces, each as it was handed in; {erased} of them erased and known by their hash alone"


def is_inside(name: str) -> bool:
    """Whether a name stays in the folder."""
    parts = name.split("/")
    return bool(name) and not os.path.isabs(name) and "\\" not in name and ":" not in name and ".." not in parts


def inside(name: str) -> str:
    """The name, if it stays in the folder. Raises ValueError."""
    if not is_inside(name):
        raise ValueError(f"{name!r} leads out of the folder")
    return name


def entry_hash(one: dict[str, Any]) -> str:
    """The hash of an entry of custody: domain, hash before, then each field as text behind its length."""
    data = b"fairhold-custody-1" + bytes.fromhex(one["previous"])
    for text in (one["order"], str(one["seq"]), one["at"], one["who"], one["action"], one["sha256"], one["note"]):
        part = text.encode("utf-8")
        data += len(part).to_bytes(4, "big") + part
    return hashlib.sha256(data).hexdigest()


def is_sealed(order: str, one: dict[str, Any]) -> bool:
    """Whether a message has its seal: the SHA-256 of the JSON array of order, number, side, day and what was said."""
    array = json.loads(one["sealed"])
    told = [order, one["number"], one["by"], one["day"]]
    own = hashlib.sha256(one["sealed"].encode("utf-8")).hexdigest() == one["seal"]
    return own and array[:4] == told and one["text"] in array[4:]


def is_head_signed(one: dict[str, Any]) -> bool:
    """Whether the key that a head names signed its day, size and root."""
    said = f"fairhold-head-1\n{one['day']}\n{one['size']}\n{one['root']}\n"
    signed = hashlib.sha256(said.encode()).digest()
    return is_signed(bytes.fromhex(one["public_key"]), signed, bytes.fromhex(one["signature"]))


def main() -> int:
    """Check the bundle and say what holds and what does not."""
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    check = Check(folder)
    check.run()
    for line in check.held:
        sys.stdout.write(f"holds  {line}\n")
    for line in check.wrong:
        sys.stdout.write(f"WRONG  {line}\n")
    if check.wrong:
        sys.stdout.write(f"NOT OK: {len(check.wrong)} faults\n")
        return 1
    sys.stdout.write("OK: everything holds. Compare the key with the one that the operator publishes.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
