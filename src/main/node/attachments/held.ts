import { posix, win32 } from 'node:path'
import type { Attachment, AttachInput } from '#shared/contract/node/attachments.ts'
import type { Guard } from '#shared/contract/environments.ts'
import type { InspectorPlace } from '../inspector/index.ts'
import { commandText, programName, type SystemProcess, thisSystem } from '../processes/index.ts'
import type { Identity } from './identity.ts'
import type { Link } from './link.ts'
import type { StartedCommand } from './start-command.ts'

/** An attachment with all that belongs to it. */
export interface Held {
  id: string
  input: AttachInput
  environment: { name: string; guard: Guard } | undefined
  /** What there is of it now; see {@link Attachment}. */
  state: Attachment['state']
  link: Link
  /** The process as the system knows it; null where it is not one of this machine. */
  local: LocalProcess | null
  /** The port its inspector had before Pitwall opened it; undefined where it did not. */
  debugPort: number | undefined
  started: StartedCommand | undefined
  /** How many inspectors the started command had told of when it was attached to. */
  seenInspectors: number
  attachedAt: number
  /** It is, or was, in the list. */
  isKnown: boolean
  /** Under way: whoever asks meanwhile gets the same. */
  reattaching: Promise<Attachment> | undefined
  /** Ends looking for one that was lost. */
  lookout: AbortController
}

/** A process of this machine, and what tells one that takes its place. */
export type LocalProcess = Pick<SystemProcess, 'pid' | 'birth' | 'args' | 'cwd'>

/** What connecting came to, however it was done. */
export interface Connected {
  link: Link
  local: LocalProcess | null
  debugPort: number | undefined
  started: StartedCommand | undefined
}

/** Names the process: two links to the same one are one attachment. */
export function keyOf({ pid, startedAt }: Identity): string {
  return `${pid} ${startedAt}`
}

/** The system's clock and the process's own are told apart by no more. */
const CLOCKS_MS = 3_000

/**
 * The process of this machine with the pid it tells, where it is the same one: behind a tunnel or in a
 * container the number means another.
 */
export async function findLocal({ pid, startedAt }: Identity): Promise<LocalProcess | null> {
  const found = await thisSystem.read(pid)
  if (found === undefined || found.startedAt === null) return null
  const { birth, args, cwd } = found
  return Math.abs(found.startedAt - startedAt) < CLOCKS_MS ? { pid, birth, args, cwd } : null
}

/** As the contract tells it. */
export function describeHeld(held: Held): Attachment {
  const { link, input, started } = held
  const { identity, place } = link
  const command = commandOf(identity)
  return {
    id: held.id,
    title: titleOf(identity, place),
    by: input.by,
    ...(input.by === 'target' ? { targetId: input.targetId } : {}),
    pid: held.local?.pid ?? null,
    host: place.host,
    port: place.port,
    command: started === undefined || input.by !== 'run' ? command : input.command,
    nodeVersion: identity.version,
    opensInspector: held.debugPort !== undefined,
    state: held.state,
    threads: link.threads(),
    heapLimitBytes: identity.heapLimitBytes,
    attachedAt: held.attachedAt,
    output: started?.output() ?? [],
  }
}

function commandOf({ execPath, execArgs, args }: Identity): string {
  return commandText([programName(execPath), ...execArgs, ...args.slice(1)])
}

/** The script as seen from its folder; without one the command, such as `node -e …`. */
function titleOf(identity: Identity, { host, port }: InspectorPlace): string {
  const [, script] = identity.args
  if (script === undefined || script === '') {
    const command = commandOf(identity)
    return command === '' ? `${host}:${port}` : command.slice(0, 80)
  }
  const path = identity.platform === 'win32' ? win32 : posix
  const relative = identity.cwd === '' ? script : path.relative(identity.cwd, script)
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative)
  return isBelow ? relative : path.basename(script)
}
