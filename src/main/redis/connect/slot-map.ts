import { CLUSTER_SLOTS } from '#main/environments/index.ts'
import type { RedisNode } from './server.ts'

/** Which node serves which slot. */
export class SlotMap {
  readonly #nodes: RedisNode[]
  /** Index of the node; the first also stands for slots that nobody is known to serve. */
  readonly #owner = new Uint16Array(CLUSTER_SLOTS)

  constructor(
    nodes: readonly RedisNode[],
    rangesOf: (node: RedisNode) => readonly (readonly [number, number])[],
  ) {
    this.#nodes = [...nodes]
    for (const [index, node] of nodes.entries()) {
      for (const [from, to] of rangesOf(node)) this.#owner.fill(index, from, to + 1)
    }
  }

  nodeOf(slot: number): RedisNode | undefined {
    return this.#nodes[this.#owner[slot] ?? 0]
  }

  move(slot: number, node: RedisNode): void {
    const known = this.#nodes.indexOf(node)
    this.#owner[slot] = known === -1 ? this.#nodes.push(node) - 1 : known
  }
}

/** Where an error reply sends a command: `MOVED 3999 127.0.0.1:6381`, `ASK …`. */
export interface Redirection {
  kind: 'MOVED' | 'ASK'
  slot: number
  /** Empty: the host that was asked. */
  host: string
  port: number
}

export function readRedirection(message: string): Redirection | undefined {
  const match = /^(MOVED|ASK) (\d{1,5}) (.*):(\d{1,5})$/.exec(message)
  if (match === null) return undefined
  const [, kind, slot, host = '', port] = match
  return {
    kind: kind === 'MOVED' ? 'MOVED' : 'ASK',
    slot: Number(slot),
    host: host === '?' ? '' : host,
    port: Number(port),
  }
}
