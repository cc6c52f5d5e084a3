"""Reading what a dispute comes to: the recommendation, or the ruling, also as a paper, and all of it as a bundle."""

from functools import partial
from typing import Final

from fairhold.api import bodies, evidence, papers
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Wrong
from fairhold.casefile.bundle import Bundle, pack, put_on_record
from fairhold.casefile.reading import read_case, read_heads
from fairhold.printing.ruling import ruling_pdf
from fairhold.reading.caseload import READERS, read_caseload
from fairhold.reading.disputing import read_recommendation
from fairhold.reading.ruling import read_ruling
from fairhold.safe.recording import sign_of

NOTHING: Final = "There is no recommendation or ruling on this order, or it is not yours yet."
NO_CASE: Final = "No dispute was ever opened on this order, or it is not yours."
ZIP: Final = b"application/zip"
NO_RULING: Final = "Nothing was ruled on this order, or it is not yours yet."


async def recommendation(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/recommendation`."""
    call.query()
    reading = partial(
        read_recommendation,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
    )
    return Reply(200, encode(await edge.find(reading, Wrong("path_unknown", NOTHING))))


async def ruling(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/ruling.pdf`: the last ruling."""
    call.query()
    reading = partial(
        read_ruling,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        sign=partial(sign_of, edge.strongroom),
    )
    found = await edge.find(reading, Wrong("path_unknown", NO_RULING))
    return papers.pdf(await edge.compute(partial(ruling_pdf, found)), f"{found.order}-ruling.pdf")


async def case(edge: Edge, call: Call) -> Reply:
    """`GET /v1/orders/{id}/case.zip`: everything for somebody outside, with the program that checks it."""
    call.query()
    reading = partial(
        read_case,
        who=call.caller,
        order_id=bodies.stream_number("order", call.params["id"]),
        now=edge.now(),
        policies=await edge.policies(),
        ours=edge.ours,
        sign=partial(sign_of, edge.strongroom),
    )
    found = await evidence.told(edge.find(reading, Wrong("path_unknown", NO_CASE)))
    heads = await edge.write(partial(read_heads, case=found))
    make = partial(pack, edge.strongroom, found, heads, edge.settings.account_prefix)
    bundle: Bundle = await evidence.told(edge.vault(make))
    kept = f'attachment; filename="{bundle.name}"'.encode()
    headers = ((b"content-disposition", kept), (b"x-content-type-options", b"nosniff"))
    if call.method == "HEAD":
        return Reply(200, b"", ZIP, headers)
    await edge.write(partial(put_on_record, edge.strongroom, case=found, bundle=bundle, now=edge.now()))
    return Reply(200, b"", ZIP, headers, evidence.parts(edge, bundle.open()), bundle.size)


async def caseload(edge: Edge, call: Call) -> Reply:
    """`GET /v1/disputes`."""
    call.query()
    call.demand(*READERS)
    found = await edge.read(partial(read_caseload, who=call.caller, now=edge.now(), policies=await edge.policies()))
    return Reply(200, encode(found))
