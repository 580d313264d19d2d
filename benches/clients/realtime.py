"""The Python client as the benchmark's client: prints what it measured, as src/bin/realtime/scene.rs has it."""

import asyncio
import gc
import json
import sys
import time

from realtime import AsyncRealtimeClient, RealtimeSubscribeStates

URL = sys.argv[1].replace("http", "ws", 1) + "/realtime/v1"
CHANNELS = 1000
measured = {}


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split(" ")[1]) * 4096


async def one_channel(client):
    seen = {"small": 0, "large": 0, "changes": 0}
    done = asyncio.Event()
    totals = {"small": 200_000, "large": 10_000, "changes": 100_000}

    def count(kind, ok):
        if ok:
            seen[kind] += 1
            if seen[kind] == totals[kind]:
                done.set()

    channel = client.channel("c0")
    channel.on_broadcast("small", lambda m: count("small", m["payload"]["x"] != 0))
    channel.on_broadcast("large", lambda m: count("large", m["payload"]["things"][99]["id"] == 99))
    channel.on_postgres_changes(
        "*", schema="public", table="planets", callback=lambda m: count("changes", m["data"]["record"]["id"] != 0)
    )
    await subscribed(channel)
    for kind, total in totals.items():
        done.clear()
        start = time.perf_counter()
        await channel.send_broadcast(kind, {"count": total})
        await done.wait()
        measured[kind] = total / (time.perf_counter() - start)
    await channel.unsubscribe()


async def subscribed(channel, told=lambda: None):
    done = asyncio.Event()

    def on_state(state, _):
        if state == RealtimeSubscribeStates.SUBSCRIBED:
            told()
            done.set()

    await channel.subscribe(on_state)
    await done.wait()


async def many_channels():
    client = AsyncRealtimeClient(URL, token="anon-key", initial_backoff=0.001)
    await client.connect()
    seen = 0
    finished = asyncio.Event()

    def on_spread(_):
        nonlocal seen
        seen += 1
        if seen == 200_000:
            finished.set()

    joined = 0
    all_in = asyncio.Event()

    def told():
        nonlocal joined
        joined += 1
        if joined == CHANNELS:
            all_in.set()

    gc.collect()
    before = resident()
    start = time.perf_counter()
    channels = [client.channel(f"c{n}") for n in range(CHANNELS)]
    for channel in channels:
        channel.on_broadcast("spread", on_spread)
    await asyncio.gather(*(subscribed(channel, told) for channel in channels))
    measured["join"] = time.perf_counter() - start
    gc.collect()
    measured["memory"] = (resident() - before) / CHANNELS
    start = time.perf_counter()
    await channels[0].send_broadcast("spread", {"count": 200_000})
    await finished.wait()
    measured["spread"] = 200_000 / (time.perf_counter() - start)
    joined = 0
    all_in.clear()
    start = time.perf_counter()
    await channels[0].send_broadcast("cut", {"count": 0})
    await all_in.wait()
    measured["reconnect"] = time.perf_counter() - start


async def main():
    client = AsyncRealtimeClient(URL, token="anon-key")
    await client.connect()
    await one_channel(client)
    await client.close()
    await many_channels()
    print(json.dumps(measured), flush=True)


asyncio.run(main())
