"""Asking for changes: one command on one stream, or up to a thousand askings at once."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fairhold.api import answers, bodies
from fairhold.api.answers import BulkAnswer, BulkAnswers
from fairhold.api.bodies import AskingBody
from fairhold.api.call import Call, Reply, encode, refused_reply
from fairhold.api.edge import Edge
from fairhold.api.problems import Wrong, problem
from fairhold.book.lines import begun_by
from fairhold.desk import Answer, Asking
from fairhold.trade.policy import Policies
from fairhold.trade.stream import Command

Handler = Callable[[Edge, Call], Coroutine[Any, Any, Reply]]

_DRY: Final = "dry_run"


def beginning(kind: type[Command]) -> Handler:
    """`POST /v1/orders` and its like: the command that begins a stream."""

    async def ask(edge: Edge, call: Call) -> Reply:
        command = bodies.decode_command(kind, call.body)
        return await _ask(edge, call, Asking(begun_by(command), command, call.caller, call.key(), _dry_run(call)))

    return ask


def on(stream: str) -> Handler:
    """`POST /v1/orders/{id}/{command}` and its like for the other streams."""
    verbs = bodies.VERBS[stream]

    async def ask(edge: Edge, call: Call) -> Reply:
        command = verbs.get(call.params["command"])
        if command is None or command.begins:
            raise Wrong("path_unknown", f"There is no command `{call.params['command']}` here.")
        stream_id = bodies.stream_number(stream, call.params["id"])
        asked = bodies.decode_command(command, call.body)
        return await _ask(edge, call, Asking(stream_id, asked, call.caller, call.key(), _dry_run(call)))

    return ask


async def _ask(edge: Edge, call: Call, asking: Asking) -> Reply:
    answer = await edge.ask(asking)
    if answer.refused is not None:
        return refused_reply(call, answer.refused)
    policies = await _policies(edge, answer)
    return answers.reply(call, answer, asking.command.stream, asking.who, policies, asking.dry_run)


async def _policies(edge: Edge, answer: Answer) -> Policies:
    case = answer.case
    facts = case.order or case.remittance
    return await edge.policies_with(facts.policy_version if facts is not None else 0)


def _dry_run(call: Call) -> bool:
    if not call.query_string:
        return False
    given = call.query(_DRY)
    return _DRY in given and bodies.yes(_DRY, given[_DRY])


async def bulk(edge: Edge, call: Call) -> Reply:
    """`POST /v1/askings`: each asking is answered on its own; those on one stream happen in the order given."""
    call.query()
    found: list[BulkAnswer | None] = []
    asked: list[Asking] = []
    for place, raw in enumerate(bodies.decode_bulk(call.body)):
        try:
            asked.append(_asking(call, bodies.decode_asking(raw, place)))
            found.append(None)
        except Wrong as wrong:
            body = problem(wrong.refused, call.request_id, errors=wrong.errors)
            found.append(BulkAnswer(body.status, body))
    answered = zip(asked, await edge.ask_many(asked), strict=True)
    for place, already in enumerate(found):
        if already is None:
            asking, answer = next(answered)
            policies = await _policies(edge, answer)
            stream = asking.command.stream
            found[place] = answers.bulk_answer(answer, stream, asking.who, policies, asking.dry_run, call.request_id)
    return Reply(200, encode(BulkAnswers([answer for answer in found if answer is not None])))


def _asking(call: Call, body: AskingBody) -> Asking:
    command = body.ask
    if command.begins:
        if body.stream:
            raise Wrong("malformed", f"A new {command.stream} has no `stream` yet.")
        stream_id = begun_by(command)
    else:
        stream_id = bodies.stream_number(command.stream, body.stream)
    return Asking(stream_id, command, call.caller, body.key, body.dry_run)
