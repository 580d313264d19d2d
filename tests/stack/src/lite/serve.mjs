// Serves `@supabase/lite` on 127.0.0.1: its `App` with a PostgreSQL, because its own `lite start` sends mails with TLS only.

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const { LITE_MODULES: modules, LITE_DB_URL: url, LITE_JWT_SECRET: jwt_secret, LITE_AUTH: more } = process.env
const { LITE_PORT: port, LITE_SMTP_PORT: smtp } = process.env
// installed elsewhere, where `import` does not look
const at = (path) => import(pathToFileURL(`${modules}/${path}`))
const { App, SmtpEmailDriver } = await at('@supabase/lite/dist/index.js')
const { createPostgresConnection } = await at('@supabase/lite/dist/db/postgres/PostgresConnection.js')
const { serve } = createRequire(`${modules}/`)('@hono/node-server')

const app = new App({
  connection: createPostgresConnection({ url }),
  db: { driver: 'postgres' },
  // where providers lead back to
  api: { external_url: `http://127.0.0.1:${port}` },
  auth: { enabled: true, jwt_secret, ...JSON.parse(more) },
  options: {
    drivers: { email: new SmtpEmailDriver({ host: '127.0.0.1', port: +smtp, from: 'lite@example.com' }) },
  },
})
await app.ensureSystemSchema()
const fetch = (request, { incoming }) => app.fetch(request, { peerAddress: incoming.socket.remoteAddress ?? null })
serve({ fetch, port: +port, hostname: '127.0.0.1' })
