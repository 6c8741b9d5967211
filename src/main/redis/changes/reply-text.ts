import type { Reply } from '../resp/index.ts'

/** A reply that should be text; empty where it is none. */
export function textOf(reply: Reply | undefined): string {
  if (Buffer.isBuffer(reply)) return reply.toString()
  return typeof reply === 'string' || typeof reply === 'number' ? String(reply) : ''
}

/** Epoch milliseconds of what TIME gives: seconds and microseconds. */
export function millisecondsOf(reply: Reply | undefined): number {
  const [seconds, microseconds] = Array.isArray(reply) ? reply : []
  return Number(textOf(seconds)) * 1000 + Math.floor(Number(textOf(microseconds)) / 1000)
}
