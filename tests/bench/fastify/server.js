'use strict'
/* The peer: what a good Node service does that takes reports and shows a queue, with Fastify and pg.  It does the
 * daemon's work: the same fields are checked, the same digests find who calls, the same key repeats harmlessly,
 * who reported is sealed, each request is logged and counted.  One report is one call of bench.submit(), which
 * pgbench calls too; the queue is the daemon's own function.
 *
 * Tuned: a process a core (node:cluster); named statements, prepared once a connection; the whole write in one
 * call, so that it takes one round trip and one commit; a pool as small as gave the best rate; the database's JSON
 * goes out as it is; schemas compiled by ajv; one log line a request, written in blocks.
 *
 * Environment: PORT, DATABASE_HOST (the socket's folder), DATABASE, PROCESSES, POOL (connections of each process). */
const cluster = require('node:cluster')
const crypto = require('node:crypto')
const { fastify, LogController } = require('fastify')
const { Pool } = require('pg')
const { PORT, DATABASE_HOST, DATABASE, PROCESSES, POOL } = process.env

const TENANT = 24
const keys = Object.fromEntries(['code', 'secret', 'phone'].map((name) => [name, crypto.scryptSync(name, 'bench', 32)]))
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const text = (minLength, maxLength) => ({ type: 'string', minLength, maxLength })
const report = {
  type: 'object',
  required: ['description'],
  additionalProperties: false,
  properties: {
    category: text(1, 40),
    description: text(5, 4000),
    location: {
      type: 'object',
      required: ['lat', 'lon'],
      additionalProperties: false,
      properties: {
        lat: { type: 'number', minimum: -90, maximum: 90 },
        lon: { type: 'number', minimum: -180, maximum: 180 }
      }
    },
    address: text(1, 300),
    contact: {
      type: 'object',
      additionalProperties: false,
      properties: { name: text(1, 100), phone: { type: 'string', pattern: '^(\\+84|0)[0-9]{9,10}$' } }
    }
  }
}
const page = { type: 'object', properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } } }
const credential = {
  type: 'object',
  required: ['authorization'],
  properties: { authorization: { type: 'string', pattern: '^Bearer pk[sk]_24_[0-9A-Za-z-]+_[0-9A-Za-z_-]{43}$' } }
}

const sha256 = (what) => crypto.createHash('sha256').update(what).digest()
const hmac = (key, what) => crypto.createHmac('sha256', key).update(what).digest()
const digestOf = (request) => sha256(request.headers.authorization.slice(7))
const clean = (value) => value && value.normalize('NFC').trim()

// Seals what the database must not read.
function seal (value) {
  if (value === undefined) return null
  const nonce = crypto.randomBytes(12)
  const cipher = crypto.createCipheriv('aes-256-gcm', keys.secret, nonce)
  return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()])
}

// Mints a UUIDv7.
function mintId () {
  const id = crypto.randomBytes(16)
  id.writeUIntBE(Date.now(), 0, 6)
  id[6] = (id[6] & 15) | 112
  id[8] = (id[8] & 63) | 128
  return id.toString('hex')
}

// Mints a code: the same one for the same caller and key.
function mintCode (bytes) {
  let code = ''
  for (let i = 0; i < 11; i++) code += (i % 4 || !i ? '' : '-') + ALPHABET[bytes[i] & 31]
  return code
}

function serve () {
  const counts = {}
  const app = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: 'info', stream: require('pino').destination({ dest: 1, sync: false, minLength: 8192 }) },
    keepAliveTimeout: 60000
  })
  const pool = new Pool({ host: DATABASE_HOST, database: DATABASE, user: 'pakn_owner', min: +POOL, max: +POOL })

  app.addHook('onResponse', (request, reply, done) => {
    const label = `${request.method} ${request.routeOptions.url} ${reply.statusCode}`
    counts[label] = (counts[label] || 0) + 1
    request.log.info({
      route: request.routeOptions.url, status: reply.statusCode, address: request.ip, ms: reply.elapsedTime
    }, 'request')
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    const status = error.code === '42501' ? 401 : error.code === '23505' ? 422 : error.statusCode || 500
    if (status === 500) request.log.error(error)
    reply.code(status).type('application/problem+json').send({ title: error.message, status })
  })
  app.get('/metrics', () => counts)

  app.post('/api/v1/reports', { schema: { body: report, headers: credential } }, async (request, reply) => {
    const { category, description, location = {}, address, contact = {} } = request.body
    const digest = digestOf(request)
    const key = request.headers['idempotency-key'] || crypto.randomUUID()
    const minted = hmac(keys.code, digest.toString('hex') + key)
    const code = mintCode(minted)
    const secret = hmac(keys.secret, code).toString('base64url')
    const phone = contact.phone && contact.phone.replace(/^0/, '+84')
    const { rows } = await pool.query({
      name: 'submit',
      text: 'select bench.submit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as answer',
      values: [digest, category, clean(description), location.lon, location.lat, clean(address),
        seal(clean(contact.name)), seal(phone), phone && hmac(keys.phone, phone).subarray(0, 16), mintId(), code,
        minted.subarray(16), sha256(JSON.stringify(request.body)).subarray(0, 16), sha256(secret)]
    })
    reply.code(201).header('location', '/api/v1/reports/' + code).type('application/json')
    return rows[0].answer.slice(0, -1) + `,"secret":"${secret}"}`
  })

  app.get('/api/v1/queue', { schema: { querystring: page, headers: credential } }, async (request, reply) => {
    const { rows: [answer] } = await pool.query({
      name: 'queue',
      text: 'select status, body, etag from pakn.queue_list($1, $2, null, null, null, null, null, $3)',
      values: [digestOf(request), TENANT, request.query.limit]
    })
    const etag = `"${answer.etag}"`
    reply.header('etag', etag)
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.code(answer.status).type('application/json').send(answer.body)
  })
  app.listen({ port: +PORT, host: '127.0.0.1', backlog: 1024 })
}

if (cluster.isPrimary) {
  for (let i = 0; i < +PROCESSES; i++) cluster.fork()
  cluster.on('exit', () => process.exit(1))
  process.on('SIGTERM', () => process.exit())
} else {
  process.on('disconnect', () => process.exit())
  serve()
}
