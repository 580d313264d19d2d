// Files by the official JavaScript client, and by the one it recommends for resumable uploads, against the stack of the
// test that runs this.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'

// installed elsewhere, where `import` does not look
const { createClient } = createRequire(process.env.NODE_PATH + '/')('@supabase/supabase-js')
const tus = createRequire(process.env.TUS_PATH + '/')('tus-js-client')

const { SUPABASE_URL: url, SUPABASE_KEY: key } = process.env
// Node.js 20 has no WebSocket, and nothing here needs one
const { storage } = createClient(url, key, { auth: { persistSession: false }, realtime: { transport: class {} } })
const name = `javascript-${randomBytes(4).toString('hex')}`
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(5000)])

async function ok(answer) {
  const { data, error } = await answer
  if (error) throw error
  return data
}

// the call fails with the status that is meant
async function refused(answer, status) {
  const { error } = await answer
  assert.equal(error?.statusCode, status, JSON.stringify(error))
}

const bytes = async (blob) => Buffer.from(await blob.arrayBuffer())
const fetched = async (address) => bytes(await fetch(address))

// a bucket
await ok(storage.createBucket(name, { public: false, fileSizeLimit: '1MB', allowedMimeTypes: ['image/png'] }))
await refused(storage.createBucket(name, { public: false }), '409')
assert.deepEqual((await ok(storage.getBucket(name))).allowed_mime_types, ['image/png'])
assert.ok((await ok(storage.listBuckets())).some((bucket) => bucket.name === name))
const files = storage.from(name)

// uploads from buffers, blobs and streams, and what is refused
const options = { contentType: 'image/png', cacheControl: '60' }
assert.equal((await ok(files.upload('a/one.png', png, options))).fullPath, `${name}/a/one.png`)
await refused(files.upload('a/one.png', png, options), '409')
await refused(files.upload('a/text.txt', 'text', { contentType: 'text/plain' }), '415')
await refused(files.upload('a/large.png', Buffer.concat(Array(300).fill(png)), options), '413')
await ok(storage.updateBucket(name, { public: true, allowedMimeTypes: null, fileSizeLimit: null }))
await ok(files.upload('a/two.png', new Blob([png], { type: 'image/png' }), { metadata: { year: 2026 } }))
await ok(files.upload('a/three.png', new Blob([png]).stream(), { ...options, duplex: 'half' }))
await ok(files.update('a/one.png', png.subarray(1), options))
await ok(files.upload('a/one.png', png, { ...options, upsert: true }))

// downloads, and what is known
assert.deepEqual(await bytes(await ok(files.download('a/one.png'))), png)
assert.deepEqual(await bytes(await ok(files.download('a/three.png'))), png)
assert.ok((await files.download('a/nope.png')).error)
const info = await ok(files.info('a/two.png'))
assert.deepEqual([info.contentType, info.size, info.metadata], ['image/png', png.length, { year: 2026 }])
assert.equal(await ok(files.exists('a/one.png')), true)
assert.equal((await files.exists('a/nope.png')).data, false)

// lists
const names = (list) => list.map((entry) => entry.name)
assert.deepEqual(names(await ok(files.list('a'))), ['one.png', 'three.png', 'two.png'])
const found = { search: 'T', sortBy: { column: 'name', order: 'desc' } }
assert.deepEqual(names(await ok(files.list('a', found))), ['two.png', 'three.png'])
const page = await ok(files.listV2({ limit: 2, prefix: 'a/' }))
const rest = await ok(files.listV2({ limit: 2, prefix: 'a/', cursor: page.nextCursor }))
assert.deepEqual([...names(page.objects), ...names(rest.objects)], ['a/one.png', 'a/three.png', 'a/two.png'])

// moved, copied, removed
await ok(files.move('a/two.png', 'b/two.png'))
await ok(files.copy('b/two.png', 'b/three.png'))
await refused(files.move('a/two.png', 'b/four.png'), '404')
assert.deepEqual(names(await ok(files.remove(['b/two.png', 'nope']))), ['b/two.png'])

// addresses
const signed = await ok(files.createSignedUrl('b/three.png', 60, { download: 'x y.png' }))
assert.deepEqual(await fetched(signed.signedUrl), png)
const [one, nope] = await ok(files.createSignedUrls(['a/one.png', 'nope'], 60))
assert.deepEqual(await fetched(one.signedUrl), png)
assert.ok(nope.error)
const { path, token } = await ok(files.createSignedUploadUrl('in/box.png'))
await ok(files.uploadToSignedUrl(path, token, png, options))
assert.deepEqual(await fetched(files.getPublicUrl('in/box.png').data.publicUrl), png)

// a resumable upload: given up in its middle, and gone on with
const film = randomBytes(13_000_000)
let upload
const settings = {
  endpoint: `${url}/storage/v1/upload/resumable`,
  headers: { authorization: `Bearer ${key}`, apikey: key },
  chunkSize: 6 * 1024 * 1024,
  uploadDataDuringCreation: true,
  metadata: { bucketName: name, objectName: 'film.bin', contentType: 'video/mp4', cacheControl: '60' },
}
await new Promise((resolve, reject) => {
  const onChunkComplete = (_, accepted) => accepted > 7_000_000 && upload.abort().then(resolve)
  upload = new tus.Upload(film, { ...settings, onChunkComplete, onError: reject, onSuccess: resolve })
  upload.start()
})
await new Promise((resolve, reject) => {
  upload = new tus.Upload(film, { ...settings, uploadUrl: upload.url, onError: reject, onSuccess: resolve })
  upload.start()
})
assert.deepEqual(await bytes(await ok(files.download('film.bin'))), film)
assert.equal((await ok(files.info('film.bin'))).contentType, 'video/mp4')

// the end of a bucket
await refused(storage.deleteBucket(name), '409')
await ok(files.remove(['a/one.png', 'a/three.png', 'b/three.png', 'in/box.png', 'film.bin']))
await ok(storage.emptyBucket(name))
await ok(storage.deleteBucket(name))
await refused(storage.getBucket(name), '404')
console.log('done')
process.exit(0)
