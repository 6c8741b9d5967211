/**
 * The demo's HTTP service: a small shop on the demo's Postgres and Redis, as a hurried team wrote it.
 * Which routes are slow, and why, is told in ../README.md. Started by Pitwall as a child process with
 * the inspector open; it says its port through the IPC channel and ends when that channel closes.
 */
import { createServer } from 'node:http'
import pg from 'pg'
import { Redis } from 'ioredis'
import { attachLive } from './live.mjs'
import { findRoute } from './routes.mjs'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8, application_name: 'shop-api' })
// A connection that dies while idle is replaced by the pool; without a listener it would end the process.
pool.on('error', () => {})
const redis = process.env.REDIS_URL
  ? new Redis(process.env.REDIS_URL, { connectionName: 'shop-api', maxRetriesPerRequest: 1 })
  : undefined
redis?.on('error', () => {})

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://shop')
  const route = findRoute(request.method ?? 'GET', url.pathname)
  if (!route) {
    send(response, 404, { error: `There is no ${url.pathname} here.` })
    return
  }
  route({ pool, redis, url, request }).then(
    (body) => send(response, body === undefined ? 404 : 200, body ?? { error: 'Not found.' }),
    (error) => send(response, 500, { error: error.message }),
  )
})
attachLive(server)

function send(response, status, body) {
  // No cache headers and no compression: one of the planted problems.
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function stop() {
  server.closeAllConnections()
  server.close()
  redis?.disconnect()
  await pool.end().catch(() => {})
  process.exit(0)
}
process.on('disconnect', () => void stop())
process.on('SIGTERM', () => void stop())

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  process.send?.({ port: server.address().port })
})
