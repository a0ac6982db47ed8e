"""Quick answers are counted by prefix and address, whatever stands between them."""

import asyncio

import pytest

from .conftest import PREFIX, ask_udp, read_message, serving
from .sample import resolve

ONE, OTHER = f"{PREFIX}/one", f"0.NA/{PREFIX}.1"
ASKED = (ONE, ONE, OTHER, ONE, f"{PREFIX}/absent", ONE, OTHER, OTHER)


async def over_udp(port, packets):
    return await ask_udp(port, *packets, count=len(packets))


async def over_tcp(port, packets):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    # All at once, the last one in two pieces.
    writer.write(b"".join(packets)[:-30])
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.write(packets[-1][-30:])
    found = [await read_message(reader) for _ in packets]
    writer.close()
    return found


@pytest.mark.parametrize("way", [over_udp, over_tcp])
def test_quick_answers_are_counted_by_prefix(folder, way):
    async def work():
        async with serving(folder) as (worker, port):
            worker.sink.settle = lambda: None
            packets = [resolve(each, number) for number, each in enumerate(ASKED)]
            assert len(await way(port, packets)) == len(packets)
            return dict(worker.sink.uses)

    assert asyncio.run(work()) == {
        (PREFIX.encode(), "127.0.0.1"): 4,
        (b"0.NA", "127.0.0.1"): 3,
    }
