import type { Argument } from '../resp/index.ts'

/** Commands that mean nothing without their second word. */
const containers = new Set(
  'ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY OBJECT PUBSUB SCRIPT SLOWLOG XINFO'.split(
    ' ',
  ),
)

/** `GET`, `CONFIG SET`: what a sentence about a command calls it. Nothing of its keys or values. */
export function commandName([first, second]: readonly Argument[]): string {
  const name = String(first).toUpperCase()
  return containers.has(name) && typeof second === 'string' ? `${name} ${second.toUpperCase()}` : name
}
