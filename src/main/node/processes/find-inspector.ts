import {
  listInspectorPages,
  nobody,
  openSocket,
  type Place,
  readInspectorVersion,
  startDeadline,
} from '#main/environments/index.ts'
import { Failure } from '#shared/failure.ts'
import { type NodeCommand, programName } from './command-line.ts'
import type { Listening, SystemProcess } from './process.ts'

/** The inspector answers from a thread of its own. */
const PATIENCE_MS = 2_000

/** What was found behind a socket stays so as long as it is the same socket: nobody is asked twice. */
const known = new Map<string, boolean>()
const KEPT = 5_000

/**
 * Where the process's inspector listens, among the ports it has; undefined where it has none. Only
 * sockets that can be an inspector are asked: those that its command line names, Node's own port, and
 * where an inspector is open on a port nobody knows, all that listen on loopback.
 */
export async function findInspector(
  process: SystemProcess,
  command: NodeCommand,
): Promise<{ host: string; port: number } | undefined> {
  if (process.otherNetwork) return undefined
  if (process.listening === null) return await findUnseen(command)
  const candidates = process.listening.filter((one) => mayBeInspector(one, process, command))
  const found = await Promise.all(candidates.map(async (one) => await isInspector(process, one)))
  const inspector = candidates.find((_, index) => found[index] === true)
  return inspector && { host: reachable(inspector.host), port: inspector.port }
}

function mayBeInspector({ host, port }: Listening, process: SystemProcess, command: NodeCommand): boolean {
  if (process.inspectorThread === false) return false
  const isOpenSomewhere =
    process.inspectorThread === true || (command.startsInspector && command.inspector.port === 0)
  return port === command.inspector.port || (isOpenSomewhere && isLoopback(host))
}

async function isInspector(process: SystemProcess, { host, port, socket }: Listening): Promise<boolean> {
  const key = `${process.pid} ${process.birth} ${socket}`
  const before = known.get(key)
  if (before !== undefined) return before
  const answers = await answersAsInspector(reachable(host), port)
  if (answers === undefined) return false
  if (known.size >= KEPT) known.clear()
  known.set(key, answers)
  return answers
}

/** Undefined where nothing was said in time: a machine that is busy says it the next time. */
async function answersAsInspector(host: string, port: number): Promise<boolean | undefined> {
  const place: Place = { service: 'a Node inspector', host, port }
  try {
    using deadline = startDeadline(PATIENCE_MS)
    await readInspectorVersion(await openSocket(place, deadline, nobody), place, deadline)
    return true
  } catch (error) {
    return error instanceof Failure && error.code === 'UNSUPPORTED' ? false : undefined
  }
}

/** Another user's process: its sockets cannot be seen, but its command line names a port and a script. */
async function findUnseen({
  startsInspector,
  inspector,
  script,
}: NodeCommand): Promise<{ host: string; port: number } | undefined> {
  if (!startsInspector || inspector.port === 0 || script === null) return undefined
  const place = { service: 'a Node inspector', host: reachable(inspector.host), port: inspector.port }
  try {
    using deadline = startDeadline(PATIENCE_MS)
    const [page] = await listInspectorPages(place, deadline)
    const isIts = page?.url !== undefined && programName(page.url) === programName(script)
    return isIts ? { host: place.host, port: place.port } : undefined
  } catch {
    return undefined
  }
}

/** One that listens on all addresses is reached over loopback. */
function reachable(host: string): string {
  if (host === '::') return '::1'
  return host === '0.0.0.0' || host === '*' ? '127.0.0.1' : host
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.')
}
