"""The API in a process of its own, driven by the benchmark: `serving.py URL`. Prints its port, serves until ended."""

import logging
import socket
import sys

import uvicorn

from fairhold.api.app import build
from fairhold.desk import Desk
from fairhold.serving import settle_in
from fairhold.settings import Settings

BACKLOG = 512


def main(url: str) -> None:
    """Serve on a free port of this machine."""
    logging.basicConfig(level=logging.WARNING)
    listening = socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)
    with Desk(url) as desk:
        app = build(desk, url, Settings(), secret=bytes(range(32)))
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", lifespan="on"))
        settle_in()
        print(listening.getsockname()[1], flush=True)
        server.run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
