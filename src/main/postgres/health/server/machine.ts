import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import type { PostgresAddress } from '#shared/contract/environments.ts'
import type { Bytes } from '#shared/units.ts'

/** What no SQL tells: known only where the server runs on the machine that Pitwall runs on. */
export interface Machine {
  memoryBytes: Bytes
  cores: number
}

/**
 * This machine, if the server is seen to run on it. A loopback address alone says little: behind it may
 * be a container or a tunnel. Linux shows the very process that answers; elsewhere the data directory
 * has to be here.
 */
export function machineOf(
  address: PostgresAddress,
  backendPid: number,
  dataDirectory: string | null,
): Machine | undefined {
  if (!isLoopback(address.host)) return undefined
  const isHere =
    process.platform === 'linux'
      ? titleOf(backendPid).startsWith('postgres:')
      : dataDirectory !== null && existsSync(dataDirectory)
  return isHere ? { memoryBytes: totalmem(), cores: availableParallelism() } : undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/')
}

/** `postgres: me shop 127.0.0.1(52344) SELECT`; nothing where there is no such process or it is hidden. */
function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // No such process here: the server runs elsewhere.
    return ''
  }
}
