import type { NodeProcess } from '#shared/contract/node/processes.ts'
import { commandText, readNodeCommand } from './command-line.ts'
import { findInspector } from './find-inspector.ts'
import type { ProcessSystem, SystemProcess } from './process.ts'
import { pitwallItself, refusalOf } from './refusal.ts'
import { thisSystem } from './system.ts'

export interface ListOptions {
  system?: ProcessSystem
  /** The workbench's own process, whose children are its own, too. */
  ownPid?: number
}

/** The Node processes of this machine, the youngest first. */
export async function listProcesses(
  options: ListOptions = {},
): Promise<{ processes: NodeProcess[]; limitations: string[] }> {
  const { system = thisSystem, ownPid = process.pid } = options
  const found = await system.nodeProcesses()
  const own = ownOf(found, ownPid)
  const processes = await Promise.all(
    found.map(async (one) => await describe(one, own.has(one.pid), one.pid === ownPid)),
  )
  const unseen = new Set(found.filter(({ runtime }) => runtime === 'unseen').map(({ owner }) => owner))
  return {
    processes: processes.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)),
    limitations: [
      ...system.limitations,
      ...[...unseen].map(
        (owner) => `Of the processes of ${owner}, only the command lines can be seen from this user.`,
      ),
    ],
  }
}

async function describe(process: SystemProcess, ours: boolean, isSelf: boolean): Promise<NodeProcess> {
  const command = readNodeCommand(process.args, process.nodeOptions)
  const open = await findInspector(process, command)
  const refused = isSelf ? pitwallItself(process.pid) : refusalOf(process, command)
  // By the time that somebody chooses it, it has started.
  const refusal = refused?.facts['isStarting'] === true ? undefined : refused
  return {
    pid: process.pid,
    command: commandText(process.args),
    script: command.script,
    cwd: process.cwd,
    startedAt: process.startedAt,
    residentBytes: process.residentBytes,
    ports: (process.listening ?? [])
      .filter(({ port }) => port !== open?.port)
      .map(({ host, port }) => ({ host, port })),
    inspector:
      open !== undefined
        ? { state: 'open', ...open }
        : refusal === undefined
          ? { state: 'closed' }
          : { state: 'refused', reason: refusal.message },
    ours,
  }
}

/** Processes that the workbench started because the user wanted them. */
const startedForUser = new Set<number>()

/** Says that the process, a child of the workbench, is the user's and not its own; returns what takes it back. */
export function isOfTheUser(pid: number): () => void {
  startedForUser.add(pid)
  return () => startedForUser.delete(pid)
}

function ownOf(processes: readonly SystemProcess[], ownPid: number): Set<number> {
  const own = new Set([ownPid])
  for (let size = 0; size < own.size;) {
    size = own.size
    for (const { pid, parentPid } of processes) {
      if (own.has(parentPid) && !startedForUser.has(pid)) own.add(pid)
    }
  }
  return own
}
