"""`fairhold evidence move`: the sealed bytes of evidence from the folder into the bucket, or back. No database."""

import click

from fairhold.cli.opening import settings_of
from fairhold.cli.saying import FAILED, end, say, say_json
from fairhold.safe.strongroom import strongroom


@click.command("move")
@click.option("--back", is_flag=True, help="From the bucket into the folder.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.pass_context
def move(context: click.Context, back: bool, as_json: bool) -> None:
    """Move sealed bytes from the folder into the bucket that the settings name; stop the server before.

    Every file is read back whole before it is taken away where it was. Asking again goes on; 1 when one is not whole.
    """
    settings = settings_of(context)
    room = strongroom(settings)
    if room.bucket is None:
        raise click.UsageError("Name the bucket first, also to move back: FAIRHOLD_EVIDENCE_S3 (`evidence_s3`).")
    source, target = (room.vault, room.folder_vault) if back else (room.folder_vault, room.vault)
    moved, left = 0, []
    for sha256 in list(source.files()):
        if source.hand_over(sha256, target):
            moved += 1
        else:
            left.append(sha256)
    if as_json:
        say_json({"bucket": str(room.bucket), "moved": moved, "left": left})
    else:
        say(f"{moved} files moved " + (f"from {room.bucket} into the folder" if back else f"into {room.bucket}"))
    if left:
        end(FAILED, f"not whole, and left where they are: {', '.join(left)}")
