// @supabase/realtime-js as the benchmark's client: prints what it measured, as src/bin/realtime/scene.rs has it.
import { RealtimeClient } from '@supabase/realtime-js'
import WebSocket from 'ws'

const url = process.argv[2].replace('http', 'ws') + '/realtime/v1'
const CHANNELS = 1000
const client = new RealtimeClient(url, { transport: WebSocket, params: { apikey: 'anon-key' }, reconnectAfterMs: () => 1 })
const seconds = (start) => Number(process.hrtime.bigint() - start) / 1e9
const now = () => process.hrtime.bigint()
const subscribed = (channel, told = () => {}) =>
  new Promise((done) => channel.subscribe((status) => { told(status); if (status === 'SUBSCRIBED') done() }))
const measured = {}

async function ask(channel, event, count) {
  await channel.send({ type: 'broadcast', event, payload: { count } })
}

async function oneChannel() {
  const seen = { small: 0, large: 0, changes: 0 }
  let waiting = null
  const count = (kind, ok) => { if (ok && ++seen[kind] === waiting?.count) waiting.done() }
  const channel = client.channel('c0')
    .on('broadcast', { event: 'small' }, (m) => count('small', m.payload.x !== 0))
    .on('broadcast', { event: 'large' }, (m) => count('large', m.payload.things[99].id === 99))
    .on('postgres_changes', { event: '*', schema: 'public', table: 'planets' }, (m) => count('changes', m.new.id !== 0))
  await subscribed(channel)
  for (const [kind, total] of [['small', 200000], ['large', 10000], ['changes', 100000]]) {
    const start = now()
    await new Promise((done) => { waiting = { count: total, done }; ask(channel, kind, total) })
    measured[kind] = total / seconds(start)
  }
  await client.removeChannel(channel)
}

async function manyChannels() {
  let seen = 0, finished = null, joined = 0, all = null
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const start = now()
  const channels = []
  const told = (status) => { if (status === 'SUBSCRIBED' && ++joined === CHANNELS) all?.() }
  const waits = []
  for (let n = 0; n < CHANNELS; n++) {
    const channel = client.channel(`c${n}`).on('broadcast', { event: 'spread' }, () => { if (++seen === 200000) finished() })
    channels.push(channel)
    waits.push(subscribed(channel, told))
  }
  await Promise.all(waits)
  measured.join = seconds(start)
  globalThis.gc?.()
  measured.memory = (process.memoryUsage().rss - before) / CHANNELS
  const spread = now()
  await new Promise((done) => { finished = done; ask(channels[0], 'spread', 200000) })
  measured.spread = 200000 / seconds(spread)
  joined = 0
  const cut = now()
  await new Promise((done) => { all = done; ask(channels[0], 'cut', 0) })
  measured.reconnect = seconds(cut)
}

await oneChannel()
await manyChannels()
console.log(JSON.stringify(measured))
process.exit(0)
