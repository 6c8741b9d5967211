import { readdir, readFile, readlink } from 'node:fs/promises'
import { programName } from '../command-line.ts'
import {
  type Listening,
  type ProcessSystem,
  type Runtime,
  standsInTheWay,
  type SystemProcess,
} from '../process.ts'
import { runtimeOf } from './executable.ts'
import { readListening, readStartTicks, readStatus, type ProcSocket } from './status.ts'

/** The kernel tells times in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100

/** Linux tells everything below /proc. */
export const linuxSystem: ProcessSystem = {
  async nodeProcesses() {
    const found = await Promise.all((await pids()).map(async (pid) => await readIfNode(pid)))
    return found.filter((one) => one !== undefined)
  },
  async read(pid) {
    const program = await readProgram(pid)
    return await readProcess(pid, program)
  },
  async whoListens(address) {
    const here = (await listeningOf('self')).filter((socket) => standsInTheWay(socket, address))
    const [first] = here
    if (first === undefined) return undefined
    for (const pid of await pids()) {
      const inodes = await socketsOf(pid)
      if (inodes === undefined || !here.some(({ inode }) => inodes.has(inode))) continue
      return { pid, name: (await text(`/proc/${pid}/comm`))?.trim() ?? null }
    }
    return { pid: null, name: null }
  },
  limitations: [],
}

async function pids(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
}

interface Program {
  runtime: Runtime
  path: string | null
}

async function readIfNode(pid: number): Promise<SystemProcess | undefined> {
  const program = await readProgram(pid)
  return program.runtime === 'other' || program.runtime === 'electron'
    ? undefined
    : await readProcess(pid, program)
}

async function readProgram(pid: number): Promise<Program> {
  try {
    const path = (await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')
    return { path, runtime: await runtimeOf(`/proc/${pid}/exe`, path) }
  } catch (error) {
    const isHidden = error instanceof Error && 'code' in error && error.code !== 'ENOENT'
    const [name = ''] = isHidden ? await argsOf(pid) : []
    return { path: null, runtime: /^node(js)?$/.test(programName(name)) ? 'unseen' : 'other' }
  }
}

async function readProcess(pid: number, program: Program): Promise<SystemProcess | undefined> {
  const [status, stat, uptime] = await Promise.all([
    text(`/proc/${pid}/status`),
    text(`/proc/${pid}/stat`),
    text('/proc/uptime'),
  ])
  if (status === undefined || stat === undefined) return undefined
  const { parentPid, userId, residentBytes, handlesSignal, isZombie } = readStatus(status)
  if (isZombie) return undefined
  const ticks = readStartTicks(stat)
  const age = Number(uptime?.split(' ')[0]) - ticks / TICKS_PER_SECOND
  const environment = await text(`/proc/${pid}/environ`)
  return {
    pid,
    parentPid,
    runtime: program.runtime,
    executable: program.path,
    args: await argsOf(pid),
    nodeOptions: environment === undefined ? null : variable(environment, 'NODE_OPTIONS'),
    owner: `the user ${await userName(userId)}`,
    isOwn: userId === process.getuid?.(),
    cwd: await link(`/proc/${pid}/cwd`),
    startedAt: Number.isFinite(age) ? Math.round(Date.now() - age * 1_000) : null,
    birth: String(ticks),
    residentBytes,
    listening: await listens(pid, userId),
    handlesSignal,
    otherNetwork: await isElsewhere(pid),
    inspectorThread: await hasInspectorThread(pid),
  }
}

async function listens(pid: number, userId: number): Promise<Listening[] | null> {
  const inodes = await socketsOf(pid)
  const sockets = await listeningOf(pid)
  if (inodes !== undefined) return sockets.filter(({ inode }) => inodes.has(inode)).map(listening)
  // Which of its user's sockets are this process's cannot be told.
  return sockets.some((socket) => socket.userId === userId) ? null : []
}

const listening = ({ host, port, inode }: ProcSocket): Listening => ({ host, port, socket: inode })

async function listeningOf(pid: number | 'self'): Promise<ProcSocket[]> {
  const files = await Promise.all([text(`/proc/${pid}/net/tcp`), text(`/proc/${pid}/net/tcp6`)])
  return files.flatMap((file) => (file === undefined ? [] : readListening(file)))
}

/** Inodes of its open sockets; undefined where they may not be seen. */
async function socketsOf(pid: number): Promise<Set<string> | undefined> {
  try {
    const names = await readdir(`/proc/${pid}/fd`)
    const links = await Promise.all(names.map(async (name) => await link(`/proc/${pid}/fd/${name}`)))
    const inodes = links.map((one) => /^socket:\[(\d+)\]$/.exec(one ?? '')?.[1])
    return new Set(inodes.filter((inode) => inode !== undefined))
  } catch {
    return undefined
  }
}

/** False where it cannot be told: then it is another user's, and is not opened anyway. */
async function isElsewhere(pid: number): Promise<boolean> {
  const [own, its] = await Promise.all([link('/proc/self/ns/net'), link(`/proc/${pid}/ns/net`)])
  return own !== null && its !== null && own !== its
}

/** Node names its threads since version 22 or so; before, all are called `node`, and it cannot be told. */
async function hasInspectorThread(pid: number): Promise<boolean | null> {
  try {
    const tasks = await readdir(`/proc/${pid}/task`)
    const names = await Promise.all(tasks.map(async (task) => await text(`/proc/${pid}/task/${task}/comm`)))
    const named = names.map((name) => name?.trim())
    if (named.includes('InspectorIo')) return true
    return named.some((name) => name === 'V8Worker' || name === 'SignalInspector') ? false : null
  } catch {
    return null
  }
}

async function argsOf(pid: number): Promise<string[]> {
  const line = await text(`/proc/${pid}/cmdline`)
  return line === undefined || line === '' ? [] : line.replace(/\0+$/, '').split('\0')
}

function variable(environment: string, name: string): string {
  const found = environment.split('\0').find((one) => one.startsWith(`${name}=`))
  return found?.slice(name.length + 1) ?? ''
}

async function userName(userId: number): Promise<string> {
  const line = (await text('/etc/passwd'))?.split('\n').find((one) => one.split(':')[2] === String(userId))
  return line?.split(':')[0] ?? `with the number ${userId}`
}

async function text(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // It has ended, or is another user's.
    return undefined
  }
}

async function link(file: string): Promise<string | null> {
  try {
    return await readlink(file)
  } catch {
    return null
  }
}
