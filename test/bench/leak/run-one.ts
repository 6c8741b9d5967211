import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeakVerdict } from '#shared/contract/node/leak.ts'
import { createAttachments } from '#main/node/attachments/index.ts'
import { ALL_THREADS, createLeak, type LeakOptions } from '#main/node/leak/index.ts'
import { startNode } from '../../support/node-process.ts'

export const kinds = ['leaking', 'steady', 'warming-up', 'bounded-cache'] as const
export type Kind = (typeof kinds)[number]

/** Requests to several routes, so that one of them may be the one that leaks. */
const paths = ['/', '/a', '/b', '/c', '/d']
const PER_ROUND = 1_000
const ROUNDS = 5

const services = join(import.meta.dirname, '../../fixtures/services')

/** Starts a service of a kind in one of its variants, looks for a leak as the terminal does, and stops it. */
export async function runOne(kind: Kind, variant: number): Promise<LeakVerdict> {
  await using node = await startNode({
    file: join(services, `${kind}.mjs`),
    env: { VARIANT: String(variant) },
    inspect: true,
  })
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-bench-leak-'))
  const attachments = createAttachments({
    resolveTarget: async (id) => await Promise.reject(new Error(`There is no target ${id}.`)),
  })
  try {
    const port = node.inspectorPort
    if (port === undefined) throw new Error('Its inspector is not open.')
    const { id } = await attachments.open({ by: 'inspector', host: '127.0.0.1', port })
    const leak = createLeak({ attachments, profiles: inFolder(folder), live: nothingLive })
    const run = leak.run({
      attachmentId: id,
      threadId: ALL_THREADS,
      load: {
        kind: 'requests',
        requests: paths.map((path) => ({ method: 'GET', url: `${node.url}${path}` })),
        perRound: PER_ROUND,
        concurrency: 10,
      },
      rounds: ROUNDS,
      snapshots: true,
    })
    for await (const event of run) if (event.type === 'verdict') return event.verdict
    throw new Error('The run ended without a verdict.')
  } finally {
    await attachments.closeAll()
    await rm(folder, { recursive: true, force: true })
  }
}

function inFolder(folder: string): LeakOptions['profiles'] {
  let kept = 0
  return {
    async keep(draft, write) {
      const id = String(kept++)
      const file = join(folder, id)
      await write(file)
      return { ...draft, id, file, fileBytes: 0 }
    },
    remove: async (id) => await rm(join(folder, id), { force: true }),
  }
}

const nothingLive: LeakOptions['live'] = {
  async *watch() {},
}
