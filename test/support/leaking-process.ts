import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { type HeapSnapshot, parseSnapshot } from '#shared/heap-snapshot/index.ts'

const fixtures = path.resolve(import.meta.dirname, '../fixtures/leaks')

/** A module of test/fixtures/leaks in a process of its own. */
export interface LeakingProcess {
  handle(requests: number): Promise<void>
  /** The file of a heap snapshot, and the snapshot in it. */
  snapshot(options?: { inspector?: boolean }): Promise<{ bytes: Uint8Array; snapshot: HeapSnapshot }>
  stop(): Promise<void>
}

/** Snapshots are written into `folder`. */
export async function startLeaking(module: string, folder: string): Promise<LeakingProcess> {
  const child = fork(path.join(fixtures, 'run.mjs'), [path.join(fixtures, module)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await answer(child)
  let taken = 0
  const tell = async (order: object): Promise<void> => {
    const answered = answer(child)
    child.send(order)
    await answered
  }
  return {
    handle: (requests) => tell({ handle: requests }),
    async snapshot({ inspector = false } = {}) {
      const file = path.join(folder, `${module}.${taken++}.heapsnapshot`)
      await tell({ snapshot: file, inspector })
      const bytes = await readFile(file)
      await rm(file)
      return { bytes, snapshot: parseSnapshot(bytes) }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** @throws where the process ends before it answers */
async function answer(child: ChildProcess): Promise<void> {
  const waiting = new AbortController()
  try {
    const { signal } = waiting
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`the leaking process ended with ${String(code)}`)
    })
    await Promise.race([once(child, 'message', { signal }), ended])
  } finally {
    waiting.abort()
  }
}
