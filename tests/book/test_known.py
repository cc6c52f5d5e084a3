"""What a desk remembers: the last used streams, and the last keys of a supplier."""

from fairhold.book.known import FOREVER, RECENT_KEYS_MAX, Known, Memory, Used
from fairhold.book.packing import to_time


def test_memory_keeps_the_streams_used_last() -> None:
    memory = Memory(2)
    for id in (1, 2, 3):
        memory.put(Known(id, bytes(32), 0, 1))
    memory.put(Known(2, bytes(32), 0, 1))
    memory.put(Known(4, bytes(32), 0, 1))
    memory.trim()
    assert [id for id in (1, 2, 3, 4) if id in memory] == [2, 4]
    memory.clear()
    assert len(memory) == 0


def test_a_supplier_remembers_only_so_many_keys() -> None:
    known = Known(1, bytes(32), 0, 1)
    for n in range(RECENT_KEYS_MAX + 2):
        known.remember(n.to_bytes(16, "big"), Used(1, n, n, 1))
    assert len(known.keys) == RECENT_KEYS_MAX
    assert (1).to_bytes(16, "big") not in known.keys


def test_a_stream_without_an_alarm_is_quiet_for_ever() -> None:
    known = Known(1, bytes(32), 0, 1)
    assert known.quiet_until == FOREVER
    known.wake(5)
    assert known.quiet_until == to_time(5)
    known.wake(None)
    assert known.quiet_until == FOREVER
