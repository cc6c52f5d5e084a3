"""`fairhold demo`: plays a story on a throwaway database and tells it."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

import click
import psycopg
from psycopg import sql

from fairhold.book.programs import ServerFailed
from fairhold.book.server import Elsewhere, Server, ensure_database
from fairhold.cli.opening import settings_of
from fairhold.cli.saying import FAILED, MALFORMED, end, say, table
from fairhold.settings import Settings
from fairhold.stories.mockbank import NoBank
from fairhold.stories.script import NAMES, Story, read, rewritten
from fairhold.stories.stage import Stage


@click.command()
@click.option("--story", "name", metavar="NAME", help="The story to play; a file that ends in .md also does.")
@click.option("--list", "as_list", is_flag=True, help="Name the stories.")
@click.option("--check", is_flag=True, help="Compare with the transcript in the file; leave with 1 if it differs.")
@click.option("--update", is_flag=True, help="Write the transcript into the file.")
@click.pass_context
def demo(context: click.Context, name: str | None, as_list: bool, check: bool, update: bool) -> None:
    """Play a story with a fixed clock: who asked what, what changed, the money, the books. Your data is not touched."""
    if as_list or name is None:
        table(("story", "what it shows"), [(one, read(one).title) for one in NAMES])
        if name is None and not as_list:
            say("play one: fairhold demo --story NAME")
        return
    story = read(name)
    for name_of_log in ("fairhold.cashier", "fairhold.book.server"):  # the story is told, not the machinery
        logging.getLogger(name_of_log).setLevel(logging.ERROR)
    quiet = check or update
    try:
        with (
            _throwaway(settings_of(context)) as url,
            tempfile.TemporaryDirectory() as workplace,
            Stage(url, story.path.parent, Path(workplace)) as stage,
        ):
            if not quiet:
                say(f"{story.title}\n")
            transcripts = stage.play(story, heard=(lambda line: None) if quiet else say)
    except NoBank as missing:
        say(f"{story.name} is skipped: {missing}")
        if os.environ.get("CI"):
            end(FAILED, "in CI the bank must be there")
        return
    if update:
        story.path.write_text(rewritten(story, transcripts), "utf-8")
        say(f"{story.path} is written")
    if check:
        _compare(story, transcripts)


def _compare(story: Story, transcripts: list[str]) -> None:
    wanted = "".join(block.transcript for block in story.blocks).splitlines()
    played = "".join(transcripts).splitlines()
    differences = list(unified_diff(wanted, played, "in the file", "played", lineterm=""))
    for line in differences:
        say(line)
    if differences:
        sys.exit(FAILED)
    say(f"{story.name} is told as it is written")


@contextmanager
def _throwaway(settings: Settings) -> Iterator[str]:
    """The address of an empty database that nobody needs: on a server of its own, else beside the operator's."""
    with tempfile.TemporaryDirectory(prefix="fairhold-story-") as folder:
        server = Server(Path(folder) / "data", settings.pg_bin, durable=False)
        try:
            server.start()
        except ServerFailed as failed:
            if not settings.database_url:
                end(MALFORMED, f"no PostgreSQL to play on: {failed}")
            with _beside(settings.database_url) as url:
                yield url
            return
        try:
            url = server.url("story")
            ensure_database(url)
            yield url
        finally:
            server.stop()


@contextmanager
def _beside(given: str) -> Iterator[str]:
    elsewhere = Elsewhere(given)
    name = sql.Identifier(f"fairhold_story_{os.getpid()}")
    with psycopg.connect(elsewhere.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield elsewhere.url(f"fairhold_story_{os.getpid()}")
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
