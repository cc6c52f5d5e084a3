"""The cashier's rounds: what waits goes out, what the bank left comes in. The clock makes them, and people may.

A round ends quietly when the bank is away: what waits stays in the book and goes with the next round.
"""

import logging
from datetime import datetime
from pathlib import Path

import msgspec
import psycopg

from fairhold.acquiring.outside import Outside
from fairhold.bank.channel import Channel, ChannelError, FolderChannel, HttpChannel
from fairhold.bank.fault import StatementError
from fairhold.bank.tree import message_name
from fairhold.cashier.call_offs import call_off_refunds
from fairhold.cashier.house import House
from fairhold.cashier.matches import Carried, carry_matches, note_moves
from fairhold.cashier.notices import try_open_notices
from fairhold.cashier.payments import FileReport, Verdicts, send_payments, take_report
from fairhold.cashier.rails import RailReport, ask_rails
from fairhold.cashier.recalls import RecallReport, send_recalls, take_resolutions
from fairhold.cashier.statements import ImportReport, import_statement
from fairhold.desk import Desk
from fairhold.settings import Settings

log = logging.getLogger(__name__)


class Round(msgspec.Struct, frozen=True):
    """What one round did: `asked` of rails other than the bank, `tried` so many of their notices that waited, and what
    became of payouts that are `recalled`. `away` says why the bank was not reached, if it was not.
    """

    carried: tuple[Carried, ...] = ()
    sent: tuple[FileReport, ...] = ()
    reports: tuple[Verdicts, ...] = ()
    imports: tuple[ImportReport, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    away: str = ""
    asked: tuple[RailReport, ...] = ()
    tried: int = 0
    recalled: tuple[RecallReport, ...] = ()

    @property
    def did_something(self) -> bool:
        """Whether anything came or went."""
        return bool(
            self.asked
            or self.tried
            or self.recalled
            or self.carried
            or self.sent
            or self.reports
            or self.imports
            or self.refused
        )


class Cashier:
    """One cashier with a way to the bank, and ways to the other rails if the settings name any."""

    def __init__(self, desk: Desk, channel: Channel, house: House, outside: Outside | None = None) -> None:
        self.desk = desk
        self.channel = channel
        self.house = house
        self.outside = outside or Outside({}, {}, 0)

    def post_outbox(self, connection: psycopg.Connection, now: datetime) -> Round:
        """Carry matched money to its orders, ask the other rails, and hand payments to the bank."""
        carried = tuple(carry_matches(self.desk, connection, now))
        note_moves(self.desk, connection, now)
        call_off_refunds(self.desk, connection, now)
        asked = tuple(ask_rails(self.desk, connection, self.outside, now))
        tried = try_open_notices(self.desk, connection, self.outside, now)
        try:
            recalled = tuple(send_recalls(self.desk, connection, self.channel, self.house, now))
            sent = tuple(send_payments(self.desk, connection, self.channel, self.house, now))
        except ChannelError as error:
            log.warning("payments wait: %s", error)
            return Round(carried, away=str(error), asked=asked, tried=tried)
        return Round(carried, sent, asked=asked, tried=tried, recalled=recalled)

    def fetch_mail(self, connection: psycopg.Connection, now: datetime) -> Round:
        """Take in what the bank left: statements, notifications, status reports and its word on recalls."""
        reports: list[Verdicts] = []
        imports: list[ImportReport] = []
        recalled: list[RecallReport] = []
        refused: list[tuple[str, str]] = []
        try:
            for name, content in self.channel.fetch():
                try:
                    taken = self._take(connection, name, content, now)
                except StatementError as fault:
                    log.warning("%s is refused: %s", name, fault)
                    self.channel.failed(name, str(fault))
                    refused.append((name, str(fault)))
                    continue
                if isinstance(taken, Verdicts):
                    reports.append(taken)
                elif isinstance(taken, list):
                    recalled += taken
                else:
                    imports.append(taken)
                    if taken.unfinished:
                        continue  # it is fetched again, and the rest is done then
                self.channel.done(name)
        except ChannelError as error:
            log.warning("the bank's mail was not fetched: %s", error)
            return Round((), (), tuple(reports), tuple(imports), tuple(refused), str(error), recalled=tuple(recalled))
        return Round((), (), tuple(reports), tuple(imports), tuple(refused), recalled=tuple(recalled))

    def _take(
        self, connection: psycopg.Connection, name: str, content: bytes, now: datetime
    ) -> ImportReport | Verdicts | list[RecallReport]:
        kind = message_name(content)
        if kind.startswith("pain.002"):
            return take_report(self.desk, connection, content)
        if kind.startswith("camt.029"):
            return take_resolutions(self.desk, content)
        return import_statement(self.desk, connection, content, self.house, now, file_name=name)


def channel_of(settings: Settings) -> Channel:
    """The way to the bank that the settings name: its mailbox, or folders in the data folder."""
    if settings.bank_url:
        return HttpChannel(settings.bank_url)
    folder = Path(settings.data) / "bank"
    return FolderChannel(folder / "outgoing", folder / "incoming")
