import type { Reply } from '../resp/index.ts'

/** What a reply says, where it is a word or a number; else nothing. */
export function replyText(reply: Reply | undefined): string {
  if (Buffer.isBuffer(reply)) return reply.toString()
  return typeof reply === 'string' || typeof reply === 'number' || typeof reply === 'bigint'
    ? String(reply)
    : ''
}
