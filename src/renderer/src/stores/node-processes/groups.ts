/** The list of the Processes page: what is attached, the environment's Node targets, the machine's processes. Pure. */
import type { Environment, Target } from '#shared/contract/environments.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import type { NodeProcess } from '#shared/contract/node/processes.ts'
import { isSameHost } from '../node-attachments/guard.ts'

export interface AttachedRow {
  attachment: Attachment
  /** What the system tells of it, where it does. */
  process: NodeProcess | undefined
}

export interface TargetRow {
  target: Target
  /** The process whose inspector listens at the target's address, where it runs on this machine. */
  process: NodeProcess | undefined
}

export interface ProcessGroups {
  attached: readonly AttachedRow[]
  targets: readonly TargetRow[]
  processes: readonly NodeProcess[]
  /** How many there are that the filter leaves out. */
  hidden: number
}

export interface ProcessSources {
  attachments: readonly Attachment[]
  environment: Environment | undefined
  processes: readonly NodeProcess[]
  /** Words that all have to be found in what a row says. */
  filter: string
}

/** Every process stands once: attached, else as a target, else as a process of the machine. */
export function groupsOf({ attachments, environment, processes, filter }: ProcessSources): ProcessGroups {
  const attached = attachments.map((attachment) => ({
    attachment,
    process: processes.find((process) => isProcessOf(attachment, process)),
  }))
  const targets = (environment?.targets ?? [])
    .filter((target) => target.address.kind === 'node')
    .filter((target) => !attachments.some((attachment) => isTargetOf(attachment, target)))
    .map((target) => ({ target, process: processes.find((process) => listensAt(process, target)) }))
  const taken = new Set([...attached, ...targets].map(({ process }) => process?.pid))
  const others = processes.filter(({ pid }) => !taken.has(pid)).toSorted(likelierFirst)

  const finds = finderOf(filter)
  const shown = {
    attached: attached.filter((row) => finds(wordsOfAttachment(row))),
    targets: targets.filter((row) => finds(wordsOfTarget(row))),
    processes: others.filter((process) => finds(wordsOfProcess(process))),
  }
  const all = attached.length + targets.length + others.length
  return { ...shown, hidden: all - shown.attached.length - shown.targets.length - shown.processes.length }
}

/** What a row of a process is called: its script's file, else the first words of its command. */
export function titleOfProcess({ script, command }: Pick<NodeProcess, 'script' | 'command'>): string {
  if (script !== null) return script.split(/[\\/]/).findLast((part) => part !== '') ?? script
  const words = command.split(' ').slice(0, 3).join(' ')
  return words === '' ? 'node' : words
}

function isProcessOf({ pid, state }: Attachment, process: NodeProcess): boolean {
  // The pid of one that ended may belong to another by now.
  return pid === process.pid && state.kind === 'attached'
}

function isTargetOf({ targetId, host, port }: Attachment, { id, address }: Target): boolean {
  if (targetId === id) return true
  return address.kind === 'node' && address.port === port && isSameHost(address.host, host)
}

function listensAt({ inspector }: NodeProcess, { address }: Target): boolean {
  return (
    inspector.state === 'open' &&
    address.kind === 'node' &&
    inspector.port === address.port &&
    isSameHost(inspector.host, address.host)
  )
}

/** What serves something is looked for more often than a tool that runs by the way; the newest first. */
function likelierFirst(one: NodeProcess, other: NodeProcess): number {
  const serving = (other.ports.length > 0 ? 1 : 0) - (one.ports.length > 0 ? 1 : 0)
  return serving || (other.startedAt ?? 0) - (one.startedAt ?? 0) || one.pid - other.pid
}

function finderOf(filter: string): (words: string) => boolean {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return (words) => wanted.every((word) => words.includes(word))
}

function wordsOfAttachment({ attachment, process }: AttachedRow): string {
  const { title, command, host, port, pid } = attachment
  const own = [title, command, `${host}:${port}`, pid].join(' ')
  return process === undefined ? own.toLowerCase() : `${own} ${wordsOfProcess(process)}`.toLowerCase()
}

function wordsOfTarget({ target: { name, address }, process }: TargetRow): string {
  const own = address.kind === 'node' ? `${name} ${address.host}:${address.port}` : name
  return process === undefined ? own.toLowerCase() : `${own} ${wordsOfProcess(process)}`.toLowerCase()
}

function wordsOfProcess({ pid, command, cwd, ports, inspector }: NodeProcess): string {
  const listening = ports.map(({ port }) => `:${port}`).join(' ')
  const opened = inspector.state === 'open' ? `:${inspector.port}` : ''
  return `${pid} ${command} ${cwd ?? ''} ${listening} ${opened}`.toLowerCase()
}
