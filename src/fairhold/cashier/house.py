"""The house as the bank knows it: whose trust accounts these are and what order account numbers begin with; and which
rails there are outside besides the bank.
"""

from collections.abc import Mapping

import msgspec

from fairhold.acquiring.outside import Outside, outside_of
from fairhold.bank.accounts import trust_accounts
from fairhold.bank.fault import StatementError
from fairhold.bank.pain001 import Debtor
from fairhold.bank.statement import Statement
from fairhold.settings import Settings, SettingsWrong


class House(msgspec.Struct, frozen=True):
    """The trust accounts by currency, their holder and bank, and the digits that order account numbers begin with."""

    name: str
    accounts: Mapping[str, str]
    bic: str
    prefix: str

    def debtor(self, currency: str) -> Debtor | None:
        """The account that payments of a currency leave from, or None if there is none."""
        account = self.accounts.get(currency)
        return None if account is None else Debtor(self.name, account, self.bic)

    def check(self, statement: Statement) -> None:
        """Refuse a statement of an account that is not a trust account, for its money is not ours (StatementError)."""
        if self.accounts.get(statement.currency) == statement.account:
            return
        raise StatementError(
            "statement_account_foreign",
            0,
            "/",
            f"{statement.account} in {statement.currency} is not a trust account; ours are {self.listed}",
        )

    @property
    def listed(self) -> str:
        """The trust accounts for people: `EUR DE02..., USD GB33...`."""
        return ", ".join(f"{currency} {account}" for currency, account in sorted(self.accounts.items())) or "none"


def house_of(settings: Settings) -> House:
    """The house that the settings name. Raises SettingsWrong when `trust_accounts` cannot be read."""
    try:
        accounts = trust_accounts(settings.trust_accounts)
    except ValueError as part:
        raise SettingsWrong(
            f"setting `trust_accounts`: {str(part)!r} is not one currency and account such as "
            "EUR:DE02120300000000202051, each currency once"
        ) from None
    return House(settings.trust_name, accounts, settings.trust_bic, settings.account_prefix)


def outside_from(settings: Settings) -> Outside:
    """The rails that the settings name. Raises OutsideWrong when they cannot be read."""
    home = settings.base_url
    return outside_of(settings.rail_urls, settings.rail_secrets, settings.notice_tolerance_seconds, home)
