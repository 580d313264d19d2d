// The main flows of Auth by the official JavaScript client, against the stack of the test that runs this.

import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'

// installed elsewhere, where `import` does not look
const { createClient } = createRequire(process.env.NODE_PATH + '/')('@supabase/supabase-js')

const { SUPABASE_URL: url, SUPABASE_KEY: key } = process.env
const password = 'correct horse 1'
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

function client() {
  const kept = new Map()
  const storage = {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
  // Node.js 20 has no WebSocket, and nothing here needs one
  const realtime = { transport: class {} }
  return createClient(url, key, { auth: { flowType: 'pkce', storage, autoRefreshToken: false }, realtime })
}

// the next mail to that address: the test looks into the sink
async function mail(address) {
  console.log(`mail ${address}`)
  return JSON.parse((await lines.next()).value)
}

async function ok(answer) {
  const { data, error } = await answer
  if (error) throw error
  return data
}

function base32(text) {
  const bits = [...text].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
}

function totp(secret) {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)))
  const digest = createHmac('sha1', base32(secret)).update(counter).digest()
  const at = digest[digest.length - 1] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}

const rows = async (db) => (await ok(db.from('diary').select('body'))).map((row) => row.body)

const ann = `ann-${randomBytes(4).toString('hex')}@example.com`
const db = client()

// sign-up, and the code that confirms it
const made = await ok(db.auth.signUp({ email: ann, password, options: { data: { name: 'Ann' } } }))
assert.equal(made.session, null)
assert.equal(made.user.user_metadata.name, 'Ann')
const confirmed = await ok(db.auth.verifyOtp({ email: ann, token: (await mail(ann)).code, type: 'signup' }))
assert.equal(confirmed.session.user.id, made.user.id)

// its own rows
await ok(db.from('diary').insert({ body: 'by javascript' }))
assert.deepEqual(await rows(db), ['by javascript'])
assert.deepEqual(await rows(client()), [])

// a password, and a wrong one
const other = client()
const wrong = await other.auth.signInWithPassword({ email: ann, password: 'wrong' })
assert.deepEqual([wrong.error.code, wrong.error.status], ['invalid_credentials', 400])
await ok(other.auth.signInWithPassword({ email: ann, password }))
assert.deepEqual(await rows(other), ['by javascript'])

// a code, and a link whose code only this client exchanges
await ok(other.auth.signInWithOtp({ email: ann }))
await ok(other.auth.verifyOtp({ email: ann, token: (await mail(ann)).code, type: 'email' }))
await ok(other.auth.signInWithOtp({ email: ann, options: { emailRedirectTo: 'http://localhost:3000/cb' } }))
const answer = await fetch((await mail(ann)).link, { redirect: 'manual' })
const code = new URL(answer.headers.get('location')).searchParams.get('code')
assert.equal((await ok(other.auth.exchangeCodeForSession(code))).session.user.email, ann)

// new tokens
const before = (await ok(other.auth.getSession())).session
const after = (await ok(other.auth.refreshSession())).session
assert.notEqual(after.refresh_token, before.refresh_token)
assert.equal((await ok(other.auth.getUser())).user.email, ann)
assert.equal((await ok(other.auth.getClaims())).claims.email, ann)

// the user
const { user } = await ok(other.auth.updateUser({ data: { theme: 'dark' } }))
assert.deepEqual([user.user_metadata.theme, user.user_metadata.name], ['dark', 'Ann'])

// a second factor
const factor = await ok(other.auth.mfa.enroll({ factorType: 'totp', friendlyName: 'app' }))
await ok(other.auth.mfa.challengeAndVerify({ factorId: factor.id, code: totp(factor.totp.secret) }))
assert.equal((await ok(other.auth.mfa.getAuthenticatorAssuranceLevel())).currentLevel, 'aal2')
assert.deepEqual((await ok(other.auth.mfa.listFactors())).totp.map((f) => f.id), [factor.id])
await ok(other.auth.mfa.unenroll({ factorId: factor.id }))

// nobody in particular
const anonymous = client()
assert.equal((await ok(anonymous.auth.signInAnonymously())).user.is_anonymous, true)
assert.deepEqual(await rows(anonymous), [])

// signing out
await ok(other.auth.signOut())
assert.equal((await ok(other.auth.getSession())).session, null)
assert.deepEqual(await rows(other), [])
console.log('done')
process.exit(0)
