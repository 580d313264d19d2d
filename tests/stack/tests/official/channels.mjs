// Channels by the official JavaScript client, against the stack of the test that runs this. A line `cut` breaks every
// connection.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

// installed elsewhere, where `import` does not look
const { createClient } = createRequire(process.env.NODE_PATH + '/')('@supabase/supabase-js')
const WebSocket = createRequire(process.env.WS_PATH + '/')('ws')

const { SUPABASE_URL: url, SUPABASE_KEY: key } = process.env
// Node.js 20 has no WebSocket of its own
const client = () =>
  createClient(url, key, {
    auth: { persistSession: false },
    realtime: { transport: WebSocket, reconnectAfterMs: () => 50 },
  })
const [ann, bob] = [client(), client()]
const name = `javascript-${process.pid}-${Date.now()}`

// what was told, by kind; `until` waits for it
const told = []
const waiting = new Set()
const tell = (kind, what) => {
  told.push([kind, what])
  for (const check of [...waiting]) check()
}
const until = (what, found) =>
  new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`no ${what} in ${JSON.stringify(told)}`)), 20000)
    const check = () => {
      const at = told.findIndex(([kind, value]) => found(kind, value))
      if (at < 0) return
      clearTimeout(late)
      waiting.delete(check)
      done(told.splice(at, 1)[0][1])
    }
    waiting.add(check)
    check()
  })
const of = (kind) => until(kind, (told) => told === kind)
const joined = (channel, who) => {
  channel.subscribe((status) => tell(`${who} ${status}`))
  return of(`${who} SUBSCRIBED`)
}

// broadcasts, acknowledged and to oneself too
const config = { broadcast: { ack: true, self: true }, presence: { key: 'ann' } }
const annRoom = ann.channel(name, { config })
const bobRoom = bob.channel(name, { config: { presence: { key: 'bob' } } })
annRoom.on('broadcast', { event: '*' }, (message) => tell('ann heard', message))
bobRoom.on('broadcast', { event: 'point' }, (message) => tell('bob heard', message))
annRoom.on('presence', { event: 'join' }, ({ key, newPresences }) => tell('came', [key, newPresences[0].n]))
annRoom.on('presence', { event: 'leave' }, ({ key }) => tell('left', key))
bobRoom.on('presence', { event: 'sync' }, () => tell('sync', Object.keys(bobRoom.presenceState())))
await joined(annRoom, 'ann')
await joined(bobRoom, 'bob')
assert.equal(await annRoom.send({ type: 'broadcast', event: 'point', payload: { x: 1 } }), 'ok')
assert.deepEqual((await of('ann heard')).payload, { x: 1 })
assert.deepEqual((await of('bob heard')).payload, { x: 1 })
const bytes = new Uint8Array([0, 255, 16]).buffer
assert.equal(await annRoom.send({ type: 'broadcast', event: 'point', payload: bytes }), 'ok')
assert.deepEqual(new Uint8Array((await of('bob heard')).payload), new Uint8Array(bytes))
assert.deepEqual(new Uint8Array((await of('ann heard')).payload), new Uint8Array(bytes))

// who is there
assert.equal(await annRoom.track({ n: 1 }), 'ok')
assert.equal(await bobRoom.track({ n: 2 }), 'ok')
assert.deepEqual(await of('came'), ['ann', 1])
assert.deepEqual(await of('came'), ['bob', 2])
await until('both', (kind, keys) => kind === 'sync' && keys.length === 2)
assert.equal(await bobRoom.untrack(), 'ok')
assert.equal(await of('left'), 'bob')

// changes of a table
const planets = ann
  .channel(`${name}-planets`)
  .on('postgres_changes', { event: '*', schema: 'public', table: 'planets', filter: `room=eq.${name}` }, (change) => {
    if (change.eventType !== 'DELETE') tell(change.eventType, change)
  })
  .on('postgres_changes', { event: 'DELETE', schema: 'public', table: 'planets' }, (change) => tell('DELETE', change))
  .on('system', {}, (system) => tell('system', system.message))
await joined(planets, 'planets')
await until('changes', (kind, message) => kind === 'system' && message === 'Subscribed to PostgreSQL')
const ok = async (answer) => assert.equal((await answer).error, null)
const id = Date.now()
await ok(bob.from('planets').insert([{ id: id + 1, room: 'another' }, { id, room: name, name: 'Cérès' }]))
const insert = await of('INSERT')
assert.deepEqual(insert.new, { id, room: name, name: 'Cérès' })
await ok(bob.from('planets').update({ name: 'Vesta' }).eq('id', id))
const update = await of('UPDATE')
assert.deepEqual([update.new.name, update.old], ['Vesta', { id }])
await ok(bob.from('planets').delete().eq('id', id))
assert.deepEqual((await until('its delete', (kind, change) => kind === 'DELETE' && change.old.id === id)).new, {})

// everything comes back
console.log('cut')
await of('planets CHANNEL_ERROR')
await of('planets SUBSCRIBED')
await until('changes', (kind, message) => kind === 'system' && message === 'Subscribed to PostgreSQL')
await ok(bob.from('planets').insert({ id: id + 2, room: name }))
assert.equal((await of('INSERT')).new.id, id + 2)

assert.equal(await annRoom.unsubscribe(), 'ok')
await ann.removeAllChannels()
await bob.removeAllChannels()
console.log('done')
process.exit(0)
