import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#shared/failure.ts'

const FILE = 'browser-port'

/**
 * Opens on the port of the last time where it is free, on any free one where it is not, and remembers
 * it. A browser keeps what is typed but not yet run for each address, so the same port finds it again.
 */
export async function openOnUsualPort<Shell extends { address: string }>(
  home: string,
  open: (port: number) => Promise<Shell>,
): Promise<Shell> {
  const shell = await open(usualPort(home)).catch(async (error: unknown) => {
    // Another Pitwall, or somebody else, has it now.
    if (error instanceof Failure && error.code === 'REFUSED') return await open(0)
    throw error
  })
  try {
    writeFileSync(join(home, FILE), new URL(shell.address).port)
  } catch {
    // A home that cannot be written costs the convenience, nothing else.
  }
  return shell
}

/** 0, which is any free port, where none is remembered. */
function usualPort(home: string): number {
  try {
    const port = Number(readFileSync(join(home, FILE), 'utf8'))
    return Number.isInteger(port) && port > 1023 && port <= 65_535 ? port : 0
  } catch {
    return 0
  }
}
