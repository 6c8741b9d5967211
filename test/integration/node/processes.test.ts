import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, link, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listProcesses, openInspectorOf } from '#main/node/processes/index.ts'
import { Failure } from '#shared/failure.ts'
import { nodePrograms, plainService, startNode } from '../../support/node-process.ts'

const isRoot = process.getuid?.() === 0
const children: ChildProcess[] = []
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-processes-'))
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

/** Runs as long as the tests do. */
async function start(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, [...args], { stdio: 'ignore' })
  children.push(child)
  await new Promise((done, fail) => child.once('spawn', done).once('error', fail))
  return child.pid ?? 0
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const refusal = async (pid: number): Promise<Failure> => {
  const failure = await openInspectorOf(pid).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof Failure) return failure
  throw new Error(`Process ${pid} was not refused: ${String(failure)}`)
}

async function copyOfNode(name: string): Promise<string> {
  const file = join(folder, name)
  await link(process.execPath, file).catch(async () => await copyFile(process.execPath, file))
  return file
}

describe.skipIf(process.platform !== 'linux')('the Node processes of this machine', () => {
  it.each(nodePrograms)('lists Node $version with what it runs', async ({ path }) => {
    await using node = await startNode({ program: path, args: ['--color', 'two words'], cwd: folder })
    const { processes, limitations } = await listProcesses()
    const found = processes.find(({ pid }) => pid === node.pid)
    expect(found).toMatchObject({
      script: expect.stringContaining('service.mjs'),
      command: expect.stringMatching(/node .*service\.mjs --color "two words"$/),
      cwd: folder,
      ports: [{ host: '127.0.0.1', port: node.port }],
      inspector: { state: 'closed' },
      // It is this process's child, as the demo's service is the workbench's.
      ours: true,
    })
    expect(found?.residentBytes).toBeGreaterThan(20_000_000)
    expect(Math.abs(Date.now() - (found?.startedAt ?? 0))).toBeLessThan(60_000)
    if (isRoot) expect(limitations).toEqual([])
  })

  it.each(nodePrograms)(
    'sees the open inspector of Node $version on a port that nobody named',
    async ({ path }) => {
      await using node = await startNode({ program: path, inspect: true })
      const { processes } = await listProcesses()
      expect(processes.find(({ pid }) => pid === node.pid)).toMatchObject({
        ports: [{ host: '127.0.0.1', port: node.port }],
        inspector: { state: 'open', host: '127.0.0.1', port: node.inspectorPort },
      })
    },
  )

  it('knows a copy of Node with another name, and no program that is only called node', async () => {
    await using renamed = await startNode({ program: await copyOfNode('shop-server') })
    const script = join(folder, 'node')
    await writeFile(script, '#!/bin/sh\nsleep 1000\n')
    await chmod(script, 0o755)
    const pretender = await start(script, [])
    const { processes } = await listProcesses()
    const pids = new Set(processes.map(({ pid }) => pid))
    expect(pids.has(renamed.pid)).toBe(true)
    expect(pids.has(pretender)).toBe(false)
  })

  it('says of each why its inspector cannot be opened', async ({ skip }) => {
    if (!process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')) skip()
    await using node = await startNode({ nodeArgs: ['--disable-sigusr1'] })
    const { processes } = await listProcesses()
    expect(processes.find(({ pid }) => pid === node.pid)?.inspector).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('--disable-sigusr1'),
    })
    expect(processes.find(({ pid }) => pid === process.pid)?.inspector).toMatchObject({ state: 'refused' })
  })
})

describe.skipIf(process.platform !== 'linux')('opening the inspector of a process', () => {
  it.each(nodePrograms)('opens it in Node $version, whatever port it takes', async ({ path }) => {
    await using node = await startNode({ program: path, nodeArgs: ['--inspect-port=0'] })
    const opened = await openInspectorOf(node.pid)
    expect(opened).toMatchObject({ host: '127.0.0.1', wasOpened: true })
    expect(opened.port).not.toBe(node.port)
    expect(await openInspectorOf(node.pid)).toMatchObject({ port: opened.port, wasOpened: false })
    expect(await (await fetch(node.url)).text()).toBe('ok')
  })

  it('opens it in a copy of Node with another name', async () => {
    await using node = await startNode({
      program: await copyOfNode('renamed'),
      nodeArgs: ['--inspect-port=0'],
    })
    expect(await openInspectorOf(node.pid)).toMatchObject({ wasOpened: true })
  })

  it.each([
    { what: 'sleep', program: 'sleep', args: ['1000'] },
    { what: 'a shell', program: 'bash', args: ['-c', 'while true; do sleep 1; done'] },
    {
      what: 'a shell that handles the signal',
      program: 'bash',
      args: ['-c', 'trap : USR1; while true; do sleep 1; done'],
    },
    { what: 'Python', program: 'python3', args: ['-c', 'import time; time.sleep(1000)'] },
  ])('refuses $what, unharmed', async ({ program, args }) => {
    const pid = await start(program, args)
    const failure = await refusal(pid)
    expect(failure).toMatchObject({ code: 'REFUSED', message: expect.stringContaining('is not Node') })
    expect(isAlive(pid)).toBe(true)
  })

  it('refuses a Node that has the signal disabled, unharmed', async ({ skip }) => {
    if (!process.allowedNodeEnvironmentFlags.has('--disable-sigusr1')) skip()
    await using node = await startNode({ nodeArgs: ['--disable-sigusr1'] })
    await using byVariable = await startNode({ env: { NODE_OPTIONS: '--disable-sigusr1' } })
    for (const one of [node, byVariable]) {
      expect((await refusal(one.pid)).message).toContain('--disable-sigusr1')
      expect(await (await fetch(one.url)).text()).toBe('ok')
    }
  })

  it.each(nodePrograms)('never ends a Node $version that is just starting', async ({ path }) => {
    for (let round = 0; round < 5; round++) {
      await using node = await startNode({ program: path, ready: 'spawned', nodeArgs: ['--inspect-port=0'] })
      await openInspectorOf(node.pid).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'REFUSED' })
      })
      expect(node.isAlive()).toBe(true)
    }
  })

  it('refuses pids that are nobody, the system or this process', async () => {
    const gone = await start('true', [])
    await expect.poll(() => isAlive(gone)).toBe(false)
    expect(await refusal(gone)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusal(1)).toMatchObject({ code: isRoot ? 'REFUSED' : 'PERMISSION' })
    expect(await refusal(process.pid)).toMatchObject({ message: expect.stringContaining('Pitwall itself') })
  })

  it('says who has the port that it would take, and sends nothing', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    await using node = await startNode({ nodeArgs: [`--inspect-port=${port}`] })
    const failure = await refusal(node.pid)
    expect(failure.message).toContain(`port ${port}`)
    expect(failure.facts).toMatchObject({ pid: process.pid })
    expect(node.output()).not.toContain('inspector')
    await new Promise((done) => server.close(done))
  })

  it('tells that a process handles the signal itself', async () => {
    await using node = await startNode({ source: `process.on('SIGUSR1', () => {})\n${plainService}` })
    expect(await refusal(node.pid)).toMatchObject({
      code: 'TIMEOUT',
      hint: expect.stringContaining('SIGUSR1'),
    })
    expect(await (await fetch(node.url)).text()).toBe('ok')
  })

  it('tells that a process is in a network of its own', async ({ skip }) => {
    if (!isRoot || !existsSync('/usr/bin/unshare')) skip()
    await using node = await startNode()
    const pid = await start('/usr/bin/unshare', ['-n', process.execPath, '-e', 'setInterval(() => {}, 1000)'])
    await expect.poll(async () => (await refusal(pid)).message).toContain('a network of its own')
    expect(isAlive(pid)).toBe(true)
    expect(node.isAlive()).toBe(true)
  })

  it("tells whose process it is where it is another user's", async ({ skip }) => {
    if (!isRoot || !existsSync('/usr/sbin/runuser')) skip()
    await using node = await startNode()
    const looking = `
      const { listProcesses, openInspectorOf } = await import(process.argv[1])
      const failure = await openInspectorOf(${node.pid}).catch(({ code, message }) => ({ code, message }))
      const { processes, limitations } = await listProcesses()
      const found = processes.find(({ pid }) => pid === ${node.pid})
      console.log(JSON.stringify({ failure, limitations, found }))
    `
    const room = resolve('src/main/node/processes/index.ts')
    const said = execFileSync(
      '/usr/sbin/runuser',
      ['-u', 'nobody', '--', process.execPath, '--input-type=module', '-e', looking, room],
      { encoding: 'utf8', cwd: '/' },
    )
    expect(JSON.parse(said)).toMatchObject({
      failure: { code: 'PERMISSION', message: expect.stringContaining('the user root') },
      limitations: [expect.stringContaining('the user root')],
      found: { cwd: null, inspector: { state: 'refused' } },
    })
    expect(node.isAlive()).toBe(true)
  })
})
