"""Channels by the official Python client, against the stack of the test that runs this. A line `cut` breaks every connection."""

import asyncio
import os
import time

from realtime import RealtimeSubscribeStates
from supabase import acreate_client

URL, KEY = os.environ["SUPABASE_URL"], os.environ["SUPABASE_KEY"]
NAME = f"python-{os.getpid()}-{time.time_ns()}"
told = []
changed = asyncio.Event()


def tell(kind, what=None):
    told.append((kind, what))
    changed.set()


async def until(what, found):
    """What was told of a kind; waits for it."""

    async def search():
        while True:
            for at, (kind, value) in enumerate(told):
                if found(kind, value):
                    del told[at]
                    return value
            changed.clear()
            await changed.wait()

    try:
        return await asyncio.wait_for(search(), 20)
    except asyncio.TimeoutError:
        raise AssertionError(f"no {what} in {told}") from None


async def of(kind):
    return await until(kind, lambda told, _: told == kind)


async def joined(channel, who):
    await channel.subscribe(lambda state, _: tell(f"{who} {state.value}"))
    await of(f"{who} {RealtimeSubscribeStates.SUBSCRIBED.value}")


async def main():
    ann, bob = await acreate_client(URL, KEY), await acreate_client(URL, KEY)

    # broadcasts, acknowledged and to oneself too
    config = {"broadcast": {"ack": True, "self": True}, "presence": {"key": "ann", "enabled": True}, "private": False}
    ann_room = ann.channel(NAME, {"config": config})
    bob_config = {"broadcast": None, "presence": {"key": "bob", "enabled": True}, "private": False}
    bob_room = bob.channel(NAME, {"config": bob_config})
    ann_room.on_broadcast("*", lambda message: tell("ann heard", message))
    bob_room.on_broadcast("point", lambda message: tell("bob heard", message))
    ann_room.on_presence_join(lambda key, _, new: tell("came", (key, new[0]["n"])))
    ann_room.on_presence_leave(lambda key, _, left: tell("left", key))
    bob_room.on_presence_sync(lambda: tell("sync", sorted(bob_room.presence_state())))
    await joined(ann_room, "ann")
    await joined(bob_room, "bob")
    await ann_room.send_broadcast("point", {"x": 1})
    assert (await of("ann heard"))["payload"] == {"x": 1}
    assert (await of("bob heard"))["payload"] == {"x": 1}

    # who is there
    await ann_room.track({"n": 1})
    assert await of("came") == ("ann", 1)
    await bob_room.track({"n": 2})
    assert await of("came") == ("bob", 2)
    await until("both", lambda kind, keys: kind == "sync" and keys == ["ann", "bob"])
    await bob_room.untrack()
    assert await of("left") == "bob"

    # changes of a table
    planets = ann.channel(f"{NAME}-planets")
    planets.on_postgres_changes(
        "*", schema="public", table="planets", filter=f"room=eq.{NAME}", callback=lambda m: tell(m["data"]["type"], m["data"])
    )
    planets.on_system(lambda m: tell("system", m["message"] if isinstance(m, dict) else m.message))
    await joined(planets, "planets")
    await until("changes", lambda kind, message: kind == "system" and message == "Subscribed to PostgreSQL")
    id = time.time_ns() // 1000
    rows = bob.table("planets")
    await rows.insert([{"id": id + 1, "room": "another"}, {"id": id, "room": NAME, "name": "Cérès"}]).execute()
    assert (await of("INSERT"))["record"] == {"id": id, "room": NAME, "name": "Cérès"}
    await rows.update({"name": "Vesta"}).eq("id", id).execute()
    update = await of("UPDATE")
    assert (update["record"]["name"], update["old_record"]) == ("Vesta", {"id": id})
    await rows.delete().eq("id", id).execute()
    await until("its delete", lambda kind, change: kind == "DELETE" and change["old_record"] == {"id": id})

    # everything comes back
    print("cut", flush=True)
    await of("planets CHANNEL_ERROR")
    await of("planets SUBSCRIBED")
    await until("changes", lambda kind, message: kind == "system" and message == "Subscribed to PostgreSQL")
    await rows.insert({"id": id + 2, "room": NAME}).execute()
    assert (await of("INSERT"))["record"]["id"] == id + 2

    await ann_room.unsubscribe()
    await ann.remove_all_channels()
    await bob.remove_all_channels()
    print("done", flush=True)


asyncio.run(main())
