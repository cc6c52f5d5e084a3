"""The API as one ASGI application: the routes, the OpenAPI document and its viewer, and the pages behind them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from importlib import resources
from typing import Any, Final

from starlette.applications import Starlette
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from fairhold.api import openapi
from fairhold.api.call import Call, Reply, Resource, Way, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Wrong
from fairhold.api.routes import routes
from fairhold.desk import Desk
from fairhold.settings import Settings

HTML: Final = b"text/html; charset=utf-8"
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def build(
    desk: Desk,
    url: str,
    settings: Settings,
    *,
    secret: bytes,
    live: bool = False,
    pages: ASGIApp | None = None,
) -> Router:
    """The application on one desk and the database at `url`. What is not the API's goes to `pages`.

    `secret` (at least 16 bytes) signs cursors and must be the same in every process of an installation. In a `live` one
    only live keys count and there are no test clocks.
    """
    edge = Edge(desk, url, settings, secret, live)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await edge.open()
            stack.push_async_callback(edge.close)
            if isinstance(pages, Starlette):
                await stack.enter_async_context(pages.router.lifespan_context(pages))
            elif isinstance(pages, Router):
                await stack.enter_async_context(pages.lifespan_context(pages))
            yield

    nothing = Resource({method: Way(_nothing, open=True) for method in METHODS}, edge.holders)
    document = encode(openapi.document())
    return Router(
        [
            *routes(edge),
            Route(
                "/openapi.json", Resource({"GET": Way(partial(_sent, Reply(200, document)), open=True)}, edge.holders)
            ),
            Route("/docs", Resource({"GET": Way(partial(_sent, _viewer()), open=True)}, edge.holders)),
            Mount("/docs/static", StaticFiles(packages=[("fairhold.api", "static")])),
            Mount("/v1", nothing),
        ],
        redirect_slashes=False,
        default=nothing if pages is None else pages,
        lifespan=lifespan,
    )


async def _sent(reply: Reply, call: Call) -> Reply:
    """The same for everybody."""
    return reply


async def _nothing(call: Call) -> Reply:
    raise Wrong("path_unknown", f"There is nothing at {call.path}.")


def _viewer() -> Reply:
    """The page that shows the document; it loads nothing from elsewhere."""
    page = resources.files("fairhold.api").joinpath("static", "viewer.html").read_bytes()
    policy = b"default-src 'self'; img-src 'self' data:"
    return Reply(200, page, HTML, ((b"content-security-policy", policy),))
