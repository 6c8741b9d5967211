import { userInfo } from 'node:os'
import { programName } from '../command-line.ts'
import { type ProcessSystem, type Runtime, standsInTheWay, type SystemProcess } from '../process.ts'
import { outputOf } from '../run-program.ts'
import { programHas } from '../search-program.ts'
import { readCommands, readFolders, readLsof, readNodeOptions, readPs, type PsRow } from './outputs.ts'

/** `node::Start`, as the linker names it, and the library that Homebrew's Node is a small program beside. */
const NODE_NAMES = ['__ZN4node5StartEiPPc', 'libnode.']
const ELECTRON = /\/Contents\/(Frameworks|MacOS)\//

const COLUMNS = 'pid=,ppid=,user=,rss=,lstart=,comm='

/** macOS tells by ps and lsof. */
export const macSystem: ProcessSystem = {
  async nodeProcesses() {
    const rows = readPs(await outputOf('ps', ['-axww', '-o', COLUMNS]))
    // Reading every program of the machine would take gigabytes.
    const called = rows.filter(({ executable }) => /node/i.test(programName(executable)))
    const runtimes = await Promise.all(called.map(runtimeOf))
    const found = called.flatMap((row, index) => {
      const runtime = runtimes[index]
      return runtime === 'node' || runtime === 'unseen' ? [{ row, runtime }] : []
    })
    return await describe(found)
  },
  async read(pid) {
    const [row] = readPs(await outputOf('ps', ['-ww', '-o', COLUMNS, '-p', String(pid)]))
    if (row === undefined) return undefined
    return (await describe([{ row, runtime: await runtimeOf(row) }]))[0]
  },
  async whoListens(address) {
    const text = await outputOf('lsof', ['-nP', `-iTCP:${address.port}`, '-sTCP:LISTEN', '-F', 'pcn'])
    const holder = [...readLsof(text)].find(([, { listening }]) =>
      listening.some((socket) => standsInTheWay(socket, address)),
    )
    return holder && { pid: holder[0], name: holder[1].name }
  },
  limitations: ['Copies of Node with another name are not listed on macOS; they can be attached to by pid.'],
}

async function runtimeOf({ executable, user }: PsRow): Promise<Runtime> {
  const mayBe = /^node(js)?$/.test(programName(executable))
  try {
    if (!(await programHas(executable, NODE_NAMES))) return 'other'
    return ELECTRON.test(executable) ? 'electron' : 'node'
  } catch {
    return mayBe && user !== userInfo().username ? 'unseen' : 'other'
  }
}

async function describe(found: readonly { row: PsRow; runtime: Runtime }[]): Promise<SystemProcess[]> {
  if (found.length === 0) return []
  const pids = found.map(({ row }) => row.pid).join(',')
  const [commands, ports, folders, environments] = await Promise.all([
    outputOf('ps', ['-ww', '-o', 'pid=,command=', '-p', pids]),
    outputOf('lsof', ['-nP', '-a', '-iTCP', '-sTCP:LISTEN', '-p', pids, '-F', 'pcn']),
    outputOf('lsof', ['-a', '-d', 'cwd', '-p', pids, '-F', 'pn']),
    Promise.all(
      found.map(
        async ({ row }) => await outputOf('ps', ['-E', '-ww', '-o', 'command=', '-p', String(row.pid)]),
      ),
    ),
  ])
  const [args, sockets, cwds] = [readCommands(commands), readLsof(ports), readFolders(folders)]
  return found.map(({ row, runtime }, index) => ({
    ...row,
    runtime,
    owner: `the user ${row.user}`,
    isOwn: row.user === userInfo().username,
    args: args.get(row.pid) ?? [row.executable],
    nodeOptions: readNodeOptions(environments[index] ?? ''),
    cwd: cwds.get(row.pid) ?? null,
    listening: runtime === 'unseen' ? null : (sockets.get(row.pid)?.listening ?? []),
    handlesSignal: null,
    otherNetwork: false,
    inspectorThread: null,
  }))
}
