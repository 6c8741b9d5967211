import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { nodePrograms, plainService, startNode } from '../../support/node-process.ts'
import { until } from '../../support/redis.ts'
import { failureOf, freePort, isTaken, openAttachments } from './attachments-room.ts'

let folder: string

/** Starts a service, says its pid, and starts another when that ends. */
const launcher = `
import { spawn } from 'node:child_process'
const start = () => {
  const child = spawn(process.execPath, ['service.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] })
  console.log('started ' + child.pid)
  child.on('exit', start)
}
start()
`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-run-'))
  await writeFile(join(folder, 'service.mjs'), plainService)
  await writeFile(join(folder, 'launcher.mjs'), launcher)
  await writeFile(join(folder, 'stubborn.mjs'), `${plainService}\nprocess.on('SIGTERM', () => {})`)
  await writeFile(join(folder, 'failing.mjs'), `console.error('no database'); process.exit(4)`)
  await writeFile(
    join(folder, 'told.mjs'),
    `${plainService}\nconsole.log(JSON.stringify([process.cwd(), process.argv.slice(2), process.env.GREETING, process.env.LOUD, process.env.NODE_OPTIONS ?? null]))`,
  )
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node service.mjs' } }))
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const node = JSON.stringify(process.execPath)
const run = (command: string, more: { env?: Record<string, string> } = {}) =>
  ({ by: 'run', command, cwd: folder, ...more }) as const

describe('a process that Pitwall starts', () => {
  it.each(nodePrograms)('is attached to and ended: Node $version', async ({ path, version }) => {
    await using room = openAttachments()
    const { id, pid, ...attachment } = await room.open(run(`"${path}" service.mjs`))
    expect(attachment).toMatchObject({
      by: 'run',
      title: 'service.mjs',
      nodeVersion: version,
      opensInspector: false,
    })
    await expect.poll(() => room.list()[0]?.output.join('\n')).toMatch(/listening \d+/)
    await room.close(id)
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('gets its words, variables and folder as they were given', async () => {
    await using room = openAttachments()
    await room.open(
      run(`LOUD=yes ${node} told.mjs "two words" it\\'s ''`, { env: { GREETING: 'hello there' } }),
    )
    const told = () => room.list()[0]?.output.find((line) => line.startsWith('['))
    await expect.poll(told).toBeDefined()
    expect(JSON.parse(told() ?? '')).toEqual([
      folder,
      ['two words', "it's", ''],
      'hello there',
      'yes',
      // Nothing of it is left to the Nodes that the service starts.
      process.env['NODE_OPTIONS'] ?? null,
    ])
  })

  it('is found behind npm, and ended with it', async () => {
    await using room = openAttachments()
    const { id, pid } = await room.open(run('npm start'))
    const script = await room.use(id).evaluate(z.string(), '() => process.argv[1]')
    expect(script).toContain('service.mjs')
    await room.close(id)
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('is found again when its launcher starts it again', async () => {
    await using room = openAttachments()
    const { id, pid } = await room.open(run(`env ${node} launcher.mjs`))
    const script = await room.use(id).evaluate(z.string(), '() => process.argv[1]')
    expect(script).toContain('service.mjs')
    process.kill(pid ?? 0, 'SIGKILL')
    const state = () => room.list()[0]?.state
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({ kind: 'lost', canReattach: true })
    const again = await room.reattach(id)
    expect(again).toMatchObject({ id, state: { kind: 'attached' } })
    expect(again.pid).not.toBe(pid)
    const started = again.output.flatMap((line) => /^started (\d+)$/.exec(line)?.[1] ?? []).map(Number)
    await room.closeAll()
    expect(started.filter(isAlive)).toEqual([])
  })

  it('is started again after it has ended', async () => {
    await using room = openAttachments()
    const { id, pid } = await room.open(run(`${node} service.mjs`))
    process.kill(pid ?? 0, 'SIGKILL')
    await expect
      .poll(() => room.list()[0]?.state)
      .toMatchObject({ kind: 'lost', message: 'The command was ended by SIGKILL.', canReattach: true })
    const [one, two] = await Promise.all([room.reattach(id), room.reattach(id)])
    expect(one.pid).toBe(two.pid)
    expect(one.pid).not.toBe(pid)
  })

  it('is killed when it does not end by itself', async () => {
    await using room = openAttachments()
    const { id, pid } = await room.open(run(`${node} stubborn.mjs`))
    await expect.poll(() => room.list()[0]?.output.join('\n')).toMatch(/listening/)
    await room.close(id)
    expect(isAlive(pid ?? 0)).toBe(false)
  })

  it('is not left behind where attaching is cancelled', async () => {
    await using room = openAttachments()
    const stop = new AbortController()
    const opening = failureOf(room.open(run(`sh -c "echo $$; sleep 1000"`), { signal: stop.signal }))
    stop.abort()
    expect(await opening).toMatchObject({ code: 'CANCELLED' })
    expect(room.list()).toEqual([])
  })

  it.each([
    {
      command: `${node} failing.mjs`,
      code: 'SERVER_ERROR',
      says: 'ended with status 4',
      hint: 'no database',
    },
    {
      command: 'no-such-program-anywhere',
      code: 'NOT_FOUND',
      says: 'no program no-such-program-anywhere',
      hint: '',
    },
    {
      command: `${node} a.mjs && ${node} b.mjs`,
      code: 'BAD_INPUT',
      says: 'No shell is involved: &&',
      hint: 'sh -c',
    },
    { command: 'node "a.mjs', code: 'BAD_INPUT', says: 'is not closed', hint: '' },
    { command: '  ', code: 'BAD_INPUT', says: 'no program', hint: '' },
  ])('that cannot be: $command', async ({ command, code, says, hint }) => {
    await using room = openAttachments()
    const failure = await failureOf(room.open(run(command)))
    expect(failure).toMatchObject({ code, message: expect.stringContaining(says) })
    expect(failure.hint ?? '').toContain(hint)
  })
})

describe('a workbench that is killed', () => {
  it('leaves an inspector that the next one knows and closes', async () => {
    const port = await freePort()
    await using service = await startNode({ nodeArgs: [`--inspect-port=${port}`] })
    const attaching = `
      const { createAttachments } = await import(process.argv[1])
      const room = createAttachments({ resolveTarget: () => Promise.reject(new Error('none')) })
      const { port } = await room.open({ by: 'pid', pid: ${service.pid} })
      console.log(port)
      setInterval(() => {}, 1000)
    `
    const index = resolve('src/main/node/attachments/index.ts')
    const other = spawn(process.execPath, ['--input-type=module', '-e', attaching, index], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const left = await new Promise<number>((done) => {
      other.stdout.once('data', (chunk: Buffer) => done(Number(chunk.toString('utf8'))))
    })
    await using room = openAttachments()
    const beside = await room.open({ by: 'pid', pid: service.pid })
    // It is the other's, which still runs.
    expect(beside).toMatchObject({ opensInspector: false, port: left })
    await room.closeAll()
    expect(await isTaken(left)).toBe(true)
    other.kill('SIGKILL')
    await until('it has ended', async () => other.signalCode !== null)
    expect(await isTaken(left)).toBe(true)
    expect(await room.open({ by: 'pid', pid: service.pid })).toMatchObject({
      opensInspector: true,
      port: left,
    })
    await room.closeAll()
    expect(await isTaken(left)).toBe(false)
    expect(await (await fetch(service.url)).text()).toBe('ok')
  })
})
