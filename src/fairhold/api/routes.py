"""Every path there is: the routes, the OpenAPI document and the tests are derived from here.

What is on a path stands by subject in `paths_*.py`. The commands stand in the rules table of the core (`RULES`) and are
not repeated: one route for each kind of stream serves them all, and `command_operations` lists them for the document.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.routing import Route

from fairhold.api import (
    changes,
)
from fairhold.api.answers import OrderChanged, RemittanceChanged, SupplierChanged
from fairhold.api.call import JSON, Resource, Way
from fairhold.api.edge import Edge
from fairhold.api.operation import WRITING, Operation
from fairhold.api.paths_evidence import EVIDENCE
from fairhold.api.paths_notices import NOTICES
from fairhold.api.paths_operator import OPERATOR
from fairhold.api.paths_orders import ORDERS
from fairhold.api.paths_suppliers import SUPPLIERS
from fairhold.trade.stream import Command, Rule
from fairhold.trade.table import RULES

OPERATIONS: Final[tuple[Operation, ...]] = (*ORDERS, *EVIDENCE, *SUPPLIERS, *OPERATOR, *NOTICES)
"""All operations but the commands."""

STREAMS: Final[Mapping[str, tuple[str, Any]]] = {
    "order": ("orders", OrderChanged),
    "supplier": ("suppliers", SupplierChanged),
    "remittance": ("remittances", RemittanceChanged),
}
"""Kinds of streams: the word in the path and what an asking gives."""


def command_operations() -> tuple[Operation, ...]:
    """One operation for every row of the rules table but those that begin a stream, such as `POST /v1/orders`."""
    return tuple(_of_rule(rule) for command, rule in RULES.items() if not command.begins)


def _of_rule(rule: Rule) -> Operation:
    command: type[Command] = rule.command
    tag, gives = STREAMS[command.stream]
    word = str(command.__struct_config__.tag)
    return Operation(
        method="POST",
        path=f"/v1/{tag}/{{id}}/{word.replace('_', '-')}",
        name=word,
        summary=rule.title,
        tag=tag,
        gives=gives,
        takes=command,
        media=(JSON,),
        roles=rule.roles,
        stages=tuple(sorted(rule.stages)),
        queries=("dry_run",),
        needs_key=True,
        problems=(*WRITING, f"unknown_{command.stream}", "role_not_allowed", "wrong_stage"),
        rule=rule,
    )


def routes(edge: Edge) -> list[Route]:
    """The routes in the order in which they are tried: those of the table, then the commands of each stream."""
    ways: dict[str, dict[str, Way]] = {}
    for operation in OPERATIONS:
        assert operation.answer is not None
        ways.setdefault(operation.path, {})[operation.method] = Way(
            partial(operation.answer, edge), operation.media, operation.body_bytes_max, operation.is_open
        )
    commands = {
        f"/v1/{tag}/{{id}}/{{command}}": {"POST": Way(partial(changes.on(stream), edge), (JSON,))}
        for stream, (tag, _) in STREAMS.items()
    }
    first = [path for path in ways if "{id}/" in path]
    every = {**{path: ways[path] for path in first}, **commands, **ways}
    return [Route(path, Resource(several, edge.holders)) for path, several in every.items()]
