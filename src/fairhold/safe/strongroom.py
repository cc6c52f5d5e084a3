"""What the safe works with: the vault, files on their way in, the scanner, and the key that signs the head of a day.

All of it lies in one folder, which several processes may share; the sealed bytes may lie in a bucket instead.
"""

import hmac
import importlib
import os
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.bank.accounts import Ours, ours_of
from fairhold.evidence.arrivals import Arrivals
from fairhold.evidence.scanner import Clamd, EicarScanner, Scanner
from fairhold.evidence.store import Elsewhere
from fairhold.evidence.vault import Vault, folder_vault
from fairhold.safe.resolver import KeySource, Nobody, Resolver
from fairhold.settings import Settings, SettingsWrong

FOLDER: Final = "evidence"
SIGN_BYTES: Final = 6
"""Bytes of a sign that stands for a person."""
KEY_NAME: Final = "evidence-head.key"
"""The operator's key in the data folder: 32 bytes in hex, for its owner only."""


class Strongroom:
    """The parts of one installation's safe. Nothing is made on disk before it is first needed."""

    def __init__(
        self,
        folder: Path,
        key_file: Path,
        scanner: Scanner,
        scanner_name: str,
        keys: KeySource,
        ours: Ours,
        bucket: Elsewhere | None = None,
    ) -> None:
        self._folder, self._key_file = folder, key_file
        self.bucket = bucket
        """Where sealed bytes go; None: into the folder."""
        self.scanner = scanner
        self.scanner_name = scanner_name
        self.keys = keys
        self.ours = ours
        """Which accounts are ours, for the numbers that a file names."""

    @cached_property
    def vault(self) -> Vault:
        """The bytes."""
        return folder_vault(self._folder, self.bucket)

    @cached_property
    def folder_vault(self) -> Vault:
        """The bytes that lie in the folder, also where they go into a bucket now."""
        return folder_vault(self._folder)

    @cached_property
    def arrivals(self) -> Arrivals:
        """Files on their way in."""
        return Arrivals(self._folder / "arrivals")

    @property
    def is_there(self) -> bool:
        """Whether anything was ever brought here."""
        return self._folder.is_dir()

    def key(self) -> Ed25519PrivateKey:
        """The key that signs heads, made when it is first needed."""
        self._key_file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._key_file.read_text()))
        made = Ed25519PrivateKey.generate()
        with os.fdopen(handle, "w") as file:
            file.write(made.private_bytes_raw().hex() + "\n")
        return made

    def sign_of(self, text: str) -> str:
        """A sign that stands for a text; nobody without the key can tell for which."""
        return hmac.digest(self.key().private_bytes_raw(), text.encode(), sha256)[:SIGN_BYTES].hex()

    def public_key(self) -> str | None:
        """The public half of the key in hex; None before there is one."""
        return self.key().public_key().public_bytes_raw().hex() if self._key_file.exists() else None


def strongroom(settings: Settings) -> Strongroom:
    """The safe that the settings name. Raises SettingsWrong when they want a bucket and the extra is missing."""
    return Strongroom(
        settings.evidence or settings.data / FOLDER,
        settings.data / KEY_NAME,
        scanner_of(settings.scanner),
        f"ClamAV at {settings.scanner}" if settings.scanner else "test scanner",
        Resolver(settings.dkim_resolver) if settings.dkim_resolver else Nobody(),
        ours_of(settings.trust_accounts, settings.account_prefix),
        bucket_of(settings) if settings.evidence_s3 else None,
    )


def bucket_of(settings: Settings) -> Elsewhere:
    """The bucket that the settings name; its library is loaded only now. Raises SettingsWrong without it."""
    try:
        bucket = importlib.import_module("fairhold.evidence.bucket")
    except ModuleNotFoundError as missing:
        said = f"`evidence_s3` is set, and {missing.name} is not installed: pip install 'fairhold[s3]'"
        raise SettingsWrong(said) from None
    name, _, prefix = settings.evidence_s3.removeprefix("s3://").partition("/")
    prefix = f"{prefix.rstrip('/')}/" if prefix.rstrip("/") else ""
    made: Elsewhere = bucket.BucketStore(name, prefix, settings.evidence_s3_url)
    return made


def scanner_of(address: str) -> Scanner:
    """The scanner at an address: the path of a socket, or host:port; empty: the one that knows the test virus."""
    if not address:
        return EicarScanner()
    host, colon, port = address.rpartition(":")
    return Clamd((host, int(port))) if colon and port.isdigit() else Clamd(address)
