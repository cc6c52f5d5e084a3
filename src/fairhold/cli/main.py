"""The top of the command line: its commands hang below `main`."""

import click

from fairhold import __version__
from fairhold.cli.bank import bank
from fairhold.cli.clocks import clock
from fairhold.cli.demo import demo
from fairhold.cli.doctor import doctor
from fairhold.cli.orders import order, remittance, supplier
from fairhold.cli.people import key, party, person
from fairhold.cli.policies import policy
from fairhold.cli.proving import schema, verify
from fairhold.cli.saying import Group
from fairhold.cli.serve import serve


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a proof or check failed, 2 wrong usage or malformed input, 3 refused by a rule, "
    "4 busy or not available.",
)
@click.version_option(__version__, prog_name="fairhold")
def main() -> None:
    """Trade assurance that a marketplace runs itself."""


for _command in (
    serve,
    demo,
    doctor,
    order,
    supplier,
    remittance,
    bank,
    verify,
    policy,
    party,
    key,
    person,
    clock,
    schema,
):
    main.add_command(_command)
