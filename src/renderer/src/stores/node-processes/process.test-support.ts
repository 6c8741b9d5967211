/** Processes and attachments for the tests of the stores that know them. */
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'

export function processOf(pid: number, more: Partial<NodeProcess> = {}): NodeProcess {
  return {
    pid,
    command: `node server-${pid}.mjs`,
    script: `/srv/server-${pid}.mjs`,
    cwd: '/srv',
    startedAt: pid,
    residentBytes: 1,
    ports: [],
    inspector: { state: 'closed' },
    ours: false,
    ...more,
  }
}

export function attachmentOf(id: string, more: Partial<Attachment> = {}): Attachment {
  return {
    id,
    title: `${id}.mjs`,
    by: 'pid',
    pid: 1,
    host: '127.0.0.1',
    port: 9229,
    command: `node ${id}.mjs`,
    nodeVersion: 'v24.0.0',
    opensInspector: true,
    state: { kind: 'attached' },
    threads: [{ id: 'main', kind: 'main', title: 'main thread' }],
    heapLimitBytes: 1,
    attachedAt: 0,
    output: [],
    ...more,
  }
}
