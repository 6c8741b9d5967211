import { connect } from 'node:net'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addCpu } from '#main/commands/cpu.ts'
import { addHeap } from '#main/commands/heap.ts'
import { addSnapshot } from '#main/commands/snapshot.ts'
import { createEnvironments } from '#main/environments/index.ts'
import { openStorage } from '#main/storage/index.ts'
import { startNode, type TestNode } from '../../support/node-process.ts'
import {
  busySource,
  type CpuFile,
  largest,
  lineOf,
  notInlined,
  readJson,
  samplesOf,
} from './recording-room.ts'

let home: string
let node: TestNode
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pitwall-recording-terminal-'))
  vi.stubEnv('PITWALL_HOME', home)
  node = await startNode({ source: busySource, inspect: true, ready: 'running', nodeArgs: notInlined })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await node.stop()
  await rm(home, { recursive: true, force: true })
})

/** Runs a command as the terminal does; `onTold` hears each line of progress and may interrupt it. */
async function pitwall(args: string[], onTold: (text: string, interrupt: () => void) => void = () => {}) {
  const printed: string[] = []
  const told: string[] = []
  let status = 0
  const interruption = new AbortController()
  const program = new Command().exitOverride()
  const terminal = {
    print: (text: string) => void printed.push(text),
    tell: (text: string) => {
      told.push(text)
      onTold(text, () => interruption.abort())
    },
    signal: interruption.signal,
    setExitStatus: (given: number) => {
      status = given
    },
  }
  for (const add of [addCpu, addHeap, addSnapshot]) add(program, terminal)
  await program.parseAsync(args, { from: 'user' })
  return { printed: printed.join('\n'), told: told.join('\n'), status }
}

const inspect = (): string => `127.0.0.1:${node.inspectorPort}`

interface Recorded {
  file: string
  total: number
  nonIdleTotal?: number
  top: { name: string; self: number; total: number; file?: string; line?: number }[]
  overheadPercentExpected?: number
}

const jsonOf = ({ printed }: { printed: string }): Recorded => JSON.parse(printed) as Recorded // see docs/terminal.md

async function isOpen(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

describe('pitwall cpu', () => {
  it('finds the busy function, and says what it is expected to cost', async () => {
    const out = join(home, 'a.cpuprofile')
    const recorded = jsonOf(
      await pitwall(['cpu', '--inspect', inspect(), '--seconds', '1', '--out', out, '--json']),
    )
    expect(recorded).toMatchObject({ file: out, overheadPercentExpected: 4 })
    expect(recorded.top[0]).toMatchObject({ name: 'burn', line: lineOf(busySource, 'function burn') })
    expect(recorded.top.map(({ name }) => name)).not.toContain('(idle)')
    expect(recorded.total).toBeGreaterThan(500)
    expect(largest(samplesOf(await readJson<CpuFile>({ file: out })), ['(idle)', '(program)'])).toBe('burn')
    expect(await isOpen(node.inspectorPort ?? 0)).toBe(true)
  })

  it('is ended by Ctrl-C and keeps what it has', async () => {
    const out = join(home, 'b.cpuprofile')
    const args = ['cpu', '--inspect', inspect(), '--seconds', '3600', '--interval', '500us', '--out', out]
    const { printed, status } = await pitwall(args, (_text, interrupt) => interrupt())
    expect(status).toBe(0)
    expect(printed).toContain(`${out} written`)
    expect(printed).toContain('every 500 µs')
    expect(printed).toContain('burn')
    expect(await readdir(home)).toEqual(['b.cpuprofile'])
  })

  it('says what is wrong before anything is recorded', async () => {
    const at = ['--inspect', `ws://${inspect()}/some-id`]
    const nowhere = join(home, 'nowhere', 'x.cpuprofile')
    const wrong: [args: string[], message: RegExp, code?: string][] = [
      [['cpu'], /^Say which process/],
      [['cpu', '--pid', '1', '--inspect', '9229'], /^Say which process/],
      [['cpu', '--pid', 'me'], /--pid is the number/],
      [['cpu', '--inspect', 'localhost'], /--inspect is an address/],
      [['cpu', ...at, '--seconds', '0'], /--seconds/],
      [['cpu', ...at, '--interval', '1s'], /--interval/],
      [['heap', ...at, '--interval', '1tb'], /--interval/],
      [['heap', ...at, '--depth', '1000'], /--depth/],
      [['cpu', ...at, '--out', nowhere], /there is no such folder/],
      [['cpu', ...at, '--thread', '9', '--out', join(home, 'x')], /no thread 9/, 'NOT_FOUND'],
    ]
    for (const [args, message, code = 'BAD_INPUT'] of wrong) {
      await expect(pitwall(args), args.join(' ')).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      })
    }
    expect(await readdir(home)).toEqual([])
  })
})

describe('pitwall heap', () => {
  it('opens the inspector of a process by its pid, and leaves it closed', async () => {
    await using closed = await startNode({ source: busySource, ready: 'running', nodeArgs: notInlined })
    const out = join(home, 'a.heapprofile')
    const options = ['--interval', '16kb', '--seconds', '1', '--out', out, '--json']
    const recorded = jsonOf(await pitwall(['heap', '--pid', String(closed.pid), ...options]))
    expect(recorded.top[0]).toMatchObject({ name: 'hoard', line: lineOf(busySource, 'function hoard') })
    expect(recorded.overheadPercentExpected).toBeGreaterThan(3.7)
    expect(closed.isAlive()).toBe(true)
    const ports = [...closed.output().matchAll(/listening on ws:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) =>
      Number(port),
    )
    expect(ports.length).toBeGreaterThan(0)
    for (const port of ports) expect(await isOpen(port)).toBe(false)
  })
})

describe('pitwall snapshot', () => {
  it('writes all objects, under the guard of the environment that keeps the process', async () => {
    const storage = openStorage(home)
    const environments = createEnvironments({ database: storage.database })
    const staging = environments.create({ name: 'staging', guard: 'confirm' })
    environments.createTarget({
      environmentId: staging.id,
      target: {
        name: 'api',
        address: { kind: 'node', host: 'localhost', port: node.inspectorPort ?? 0 },
        secret: { kind: 'none' },
      },
    })
    storage.close()
    const out = join(home, 'a.heapsnapshot')
    const args = ['snapshot', '--inspect', inspect(), '--out', out, '--json']
    const refused = await pitwall(args)
    expect(refused).toMatchObject({ status: 1, printed: '' })
    expect(refused.told).toContain('--confirm "staging"')
    const taken = await pitwall([...args, '--confirm', 'staging'])
    expect(taken.status).toBe(0)
    const snapshot = await readJson<{ snapshot: { node_count: number }; nodes: number[] }>({ file: out })
    expect(snapshot.snapshot.node_count).toBeGreaterThan(1000)
    expect(jsonOf(taken)).toMatchObject({ file: out, samples: snapshot.snapshot.node_count })
    expect(jsonOf(taken)).not.toHaveProperty('overheadPercentExpected')
  })
})
