import { Failure } from '#shared/failure.ts'
import type { RedisNode } from '../../connect/index.ts'
import type { Arguments } from '../commands/index.ts'

/** How the connections of Pitwall are named on the server. */
const NAME = 'pitwall'

/**
 * The connections of Pitwall to one server, by the address that MONITOR tells: those there are, and
 * those that come and say their name. On a Unix socket all clients have the same address, so there
 * ours cannot be told apart.
 */
export class OwnClients {
  private readonly addresses = new Set<string>()

  add(address: string): void {
    if (!address.startsWith('unix:') && !address.startsWith('/')) this.addresses.add(address)
  }

  /** Adds those that CLIENT LIST tells, where it is allowed. */
  async look(node: RedisNode): Promise<void> {
    for (const line of await clientLines(node, ['CLIENT', 'LIST'])) {
      if (new RegExp(` name=${NAME}\\S* `).test(line)) this.add(/ addr=(\S+)/.exec(line)?.[1] ?? 'unix:')
    }
  }

  /** Whether a command is ours; one that names its connection is remembered. */
  isOwn(address: string, command: string, args: Arguments): boolean {
    if (command === 'client' && args.count === 3 && args.text(1).toLowerCase() === 'setname') {
      if (args.text(2).startsWith(NAME)) this.add(address)
    }
    return this.addresses.has(address)
  }
}

/**
 * Bytes of MONITOR that the server holds for us, because they were not taken in time; undefined where
 * it may not be asked.
 */
export async function heldForUs(
  node: RedisNode,
  clientId: number,
  listAll: boolean,
): Promise<number | undefined> {
  // Of one client by its number since 6.2.
  const lines = await clientLines(node, listAll ? ['CLIENT', 'LIST'] : ['CLIENT', 'LIST', 'ID', clientId])
  const own = lines.find((line) => line.startsWith(`id=${clientId} `))
  const held = / omem=(\d+)/.exec(own ?? '')?.[1]
  return held === undefined ? undefined : Number(held)
}

async function clientLines(node: RedisNode, command: (string | number)[]): Promise<string[]> {
  try {
    const reply = await node.call(...command)
    return Buffer.isBuffer(reply) ? reply.toString().split('\n') : []
  } catch (error) {
    if (error instanceof Failure && (error.code === 'PERMISSION' || error.code === 'SERVER_ERROR')) return []
    throw error
  }
}
