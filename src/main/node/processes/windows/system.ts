import { programName } from '../command-line.ts'
import { type ProcessSystem, type Runtime, standsInTheWay, type SystemProcess } from '../process.ts'
import { outputOf } from '../run-program.ts'
import { programHas } from '../search-program.ts'
import { readOutput, type WindowsProcess, type WindowsSocket } from './outputs.ts'

/** `node::Start(int, char**)`, as the compiler names what it exports. */
const NODE_NAMES = ['?Start@node@@YAHHQEAPEAD@Z']

/** Windows tells by PowerShell. */
export const windowsSystem: ProcessSystem = {
  async nodeProcesses() {
    const { processes, sockets } = await ask("Name LIKE '%node%'")
    const found = await Promise.all(processes.map(async (one) => await describe(one, sockets)))
    return found.filter(({ runtime }) => runtime === 'node' || runtime === 'unseen')
  },
  async read(pid) {
    const { processes, sockets } = await ask(`ProcessId = ${pid}`)
    const [one] = processes
    return one && (await describe(one, sockets))
  },
  async whoListens(address) {
    const { sockets } = await ask('ProcessId = 0')
    const holder = sockets.find((socket) => standsInTheWay(socket, address))
    if (holder === undefined) return undefined
    const [process] = (await ask(`ProcessId = ${holder.pid}`)).processes
    return { pid: holder.pid, name: process?.name ?? null }
  },
  limitations: ['Working folders and NODE_OPTIONS of processes cannot be seen on Windows.'],
}

const PROPERTIES =
  "ProcessId,ParentProcessId,CommandLine,ExecutablePath,Name,WorkingSetSize,@{n='Started';e={$_.CreationDate.ToUniversalTime().ToString('o')}}"

/** @param filter of the processes, in the language of WMI; made of nothing but numbers and words of ours */
async function ask(filter: string): Promise<{ processes: WindowsProcess[]; sockets: WindowsSocket[] }> {
  const script = [
    '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
    `$p = @(Get-CimInstance Win32_Process -Filter "${filter}" | Select-Object ${PROPERTIES})`,
    '$s = @(Get-NetTCPConnection -State Listen | Select-Object LocalAddress,LocalPort,OwningProcess)',
    'ConvertTo-Json -Compress -Depth 3 @{ processes = $p; sockets = $s }',
  ].join('; ')
  return readOutput(await outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]))
}

async function describe(
  { name, ...process }: WindowsProcess,
  sockets: readonly WindowsSocket[],
): Promise<SystemProcess> {
  const runtime = await runtimeOf(name, process.executable)
  return {
    ...process,
    runtime,
    nodeOptions: null,
    owner: process.executable === null ? 'another user' : 'this user',
    isOwn: process.executable !== null,
    cwd: null,
    listening: sockets
      .filter(({ pid }) => pid === process.pid)
      .map(({ host, port }) => ({ host, port, socket: `${host} ${port}` })),
    // There are no signals: another way is taken, which harms nobody.
    handlesSignal: true,
    otherNetwork: false,
    inspectorThread: null,
  }
}

async function runtimeOf(name: string, executable: string | null): Promise<Runtime> {
  if (executable === null) return programName(name) === 'node' ? 'unseen' : 'other'
  try {
    return (await programHas(executable, NODE_NAMES)) ? 'node' : 'other'
  } catch {
    return programName(name) === 'node' ? 'unseen' : 'other'
  }
}
