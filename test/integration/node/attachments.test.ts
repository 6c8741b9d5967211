import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import * as z from 'zod'
import { listProcesses } from '#main/node/processes/index.ts'
import { nodePrograms, plainService, startNode } from '../../support/node-process.ts'
import { until } from '../../support/redis.ts'
import { failureOf, freePort, isTaken, openAttachments } from './attachments-room.ts'

const at = (port: number | undefined) => ({ by: 'inspector', host: '127.0.0.1', port: port ?? 0 }) as const

describe.each(nodePrograms)('attached to Node $version', ({ path, version }) => {
  it('by the address of its inspector: knows it, runs code in it, leaves it', async () => {
    await using node = await startNode({ program: path, inspect: true })
    await using room = openAttachments()
    const attachment = await room.open(at(node.inspectorPort))
    expect(attachment).toMatchObject({
      by: 'inspector',
      title: 'service.mjs',
      pid: node.pid,
      nodeVersion: version,
      opensInspector: false,
      state: { kind: 'attached' },
      threads: [{ id: 'main', kind: 'main' }],
    })
    const thread = room.use(attachment.id)
    expect(await thread.evaluate(z.number(), '(builtin, a, b) => Promise.resolve(a + b)', [40, 2])).toBe(42)
    expect(await thread.evaluate(z.string(), "(builtin) => builtin('node:os').platform()")).toBe(
      process.platform,
    )
    const thrown = await failureOf(thread.evaluate(z.null(), "() => { throw new Error('no luck') }"))
    expect(thrown.message).toContain('no luck')
    await room.close(attachment.id)
    expect(room.list()).toEqual([])
    expect(await isTaken(node.inspectorPort ?? 0)).toBe(true)
    expect(await (await fetch(node.url)).text()).toBe('ok')
  })

  it('by pid: opens the inspector, and closes it again', async () => {
    const port = await freePort()
    await using node = await startNode({ program: path, nodeArgs: [`--inspect-port=${port}`] })
    await using room = openAttachments()
    const attachment = await room.open({ by: 'pid', pid: node.pid })
    expect(attachment).toMatchObject({ pid: node.pid, opensInspector: true })
    // Node's one port is free for the next process.
    expect(await isTaken(port)).toBe(false)
    await room.close(attachment.id)
    expect(await isTaken(attachment.port)).toBe(false)
    expect(await (await fetch(node.url)).text()).toBe('ok')
    // It is as it was: the signal opens the port that it always opened.
    node.kill('SIGUSR1')
    await until('the inspector is open', async () => await isTaken(port))
    const again = await room.open(at(port))
    const left =
      'Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes("pitwall"))'
    expect(await room.use(again.id).evaluate(z.array(z.string()), `() => ${left}`)).toEqual([])
  })

  it('answers the same attachment for the same process, however it is named', async () => {
    await using node = await startNode({ program: path, inspect: true })
    await using room = openAttachments()
    const inputs = [
      at(node.inspectorPort),
      { ...at(node.inspectorPort), host: 'localhost' },
      { by: 'pid', pid: node.pid } as const,
    ]
    const found = await Promise.all(inputs.map(async (input) => await room.open(input)))
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
    expect(room.list()).toHaveLength(1)
  })

  it('says that a process waits for a debugger', async () => {
    await using node = await startNode({
      program: path,
      nodeArgs: ['--inspect-brk=127.0.0.1:0'],
      ready: 'spawned',
    })
    await until('it waits', async () => node.output().includes('Debugger listening'))
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(node.output())?.[1])
    await using room = openAttachments()
    expect(await failureOf(room.open(at(port)))).toMatchObject({
      code: 'REFUSED',
      message: expect.stringContaining('--inspect-brk'),
    })
    expect(room.list()).toEqual([])
  })

  it('does not hold up a process that ends', async () => {
    await using node = await startNode({
      program: path,
      inspect: true,
      source: `${plainService}\nprocess.on('SIGTERM', () => process.exit(3))`,
    })
    await using room = openAttachments()
    const attachment = await room.open(at(node.inspectorPort))
    let cleanedUp = 0
    room.use(attachment.id).beforeDetach(async () => {
      cleanedUp++
    })
    node.kill('SIGTERM')
    expect(await node.ended).toEqual({ code: 3, signal: null })
    expect(cleanedUp).toBe(1)
    await expect
      .poll(() => room.list()[0]?.state)
      .toMatchObject({ kind: 'lost', message: expect.stringContaining('has ended'), canReattach: false })
  })

  it('has the worker threads of the process, as they come and go', async () => {
    await using node = await startNode({ program: path, inspect: true, source: withWorkers })
    await using room = openAttachments()
    const attachment = await room.open(at(node.inspectorPort))
    const titles = () => room.list()[0]?.threads.map(({ title }) => title)
    await expect.poll(titles).toEqual(['main thread', expect.stringMatching(/^worker \d+: crunch$/)])
    const worker = room.list()[0]?.threads[1]
    const thread = room.use(attachment.id, worker?.id)
    const isMain = "(builtin) => builtin('node:worker_threads').isMainThread"
    expect(await thread.evaluate(z.boolean(), isMain)).toBe(false)
    expect(await room.use(attachment.id).evaluate(z.boolean(), isMain)).toBe(true)
    expect(await thread.evaluate(z.number(), '() => Promise.resolve(7)')).toBe(7)
    await fetch(`${node.url}/end-worker`)
    expect((await thread.lost).message).toContain('crunch has ended')
    expect(titles()).toEqual(['main thread'])
    await fetch(`${node.url}/start-worker`)
    await expect.poll(titles).toHaveLength(2)
  })
})

const withWorkers = `
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
let worker
const start = () => { worker = new Worker('setInterval(() => {}, 1000)', { eval: true, name: 'crunch' }) }
start()
const server = createServer(async (request, response) => {
  if (request.url === '/end-worker') await worker.terminate()
  if (request.url === '/start-worker') start()
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port))
`

describe('attaching', () => {
  it('opens several processes by pid that would all take the same port', async () => {
    const nodeArgs = [`--inspect-port=${await freePort()}`]
    await using first = await startNode({ nodeArgs })
    await using second = await startNode({ nodeArgs })
    await using third = await startNode({ nodeArgs })
    await using room = openAttachments()
    const nodes = [first, second, third]
    const all = await Promise.all(nodes.map(async ({ pid }) => await room.open({ by: 'pid', pid })))
    expect(new Set(all.map(({ port }) => port)).size).toBe(3)
    await room.closeAll()
    for (const { port } of all) expect(await isTaken(port)).toBe(false)
    for (const { url } of nodes) expect(await (await fetch(url)).text()).toBe('ok')
  })

  it.each([0, 100, 200, 300, 400])(
    'leaves no inspector open where it is cancelled after %d ms',
    async (afterMs) => {
      const port = await freePort()
      await using node = await startNode({ nodeArgs: [`--inspect-port=${port}`] })
      await using room = openAttachments()
      const attachment = await room
        .open({ by: 'pid', pid: node.pid }, { signal: AbortSignal.timeout(afterMs) })
        .then(
          ({ id }) => id,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'CANCELLED' })
          },
        )
      if (attachment !== undefined) await room.close(attachment)
      const listed = (await listProcesses()).processes.find(({ pid }) => pid === node.pid)
      expect(listed?.inspector.state).toBe('closed')
      expect(await (await fetch(node.url)).text()).toBe('ok')
    },
  )

  it('goes by the address of a target, and under its guard', async () => {
    await using node = await startNode({ inspect: true })
    const address = { kind: 'node', host: '127.0.0.1', port: node.inspectorPort ?? 0 } as const
    const environment = { name: 'staging', guard: 'confirm' } as const
    await using room = openAttachments({
      resolveTarget: async (targetId) => ({
        id: targetId,
        name: 'shop',
        address,
        password: undefined,
        environment,
      }),
    })
    const attachment = await room.open({ by: 'target', targetId: 'one' })
    expect(attachment).toMatchObject({ by: 'target', targetId: 'one', pid: node.pid })
    expect(room.use(attachment.id).environment).toEqual(environment)
  })

  it('is under the guard of the environment that keeps the address, however it was attached to', async () => {
    await using node = await startNode({ inspect: true })
    const address = { kind: 'node', host: 'localhost', port: node.inspectorPort ?? 0 } as const
    const target = { id: 't', environmentId: 'e', name: 'shop', address, secret: { kind: 'none' } } as const
    const kept = { id: 'e', name: 'staging', guard: 'read-only', origin: 'user', targets: [target] } as const
    await using room = openAttachments({
      environments: { list: () => [{ ...kept, targets: [...kept.targets] }] },
    })
    const attachment = await room.open({ by: 'pid', pid: node.pid })
    expect(room.use(attachment.id).environment).toMatchObject({ name: 'staging', guard: 'read-only' })
  })

  it('refuses other machines, and says what is there instead of an inspector', async () => {
    await using room = openAttachments()
    const far = await failureOf(room.open({ by: 'inspector', host: '192.0.2.1', port: 9229 }))
    expect(far).toMatchObject({ code: 'REFUSED', hint: expect.stringContaining('ssh -N -L') })
    expect(await failureOf(room.open(at(await freePort())))).toMatchObject({ code: 'UNREACHABLE' })
    await using node = await startNode()
    expect((await failureOf(room.open(at(node.port)))).message).toContain('not a Node inspector')
  })

  it('says that another debugger has stopped the process', async () => {
    await using node = await startNode({
      inspect: true,
      source: `${plainService}\nsetInterval(() => {\n  debugger\n}, 50)`,
    })
    await using other = openAttachments()
    const theirs = await other.open(at(node.inspectorPort))
    const { inspector } = other.use(theirs.id)
    const paused = new Promise((resolve) => {
      inspector.on('Debugger.paused', z.unknown(), resolve)
    })
    await inspector.send('Debugger.enable')
    await paused
    await using room = openAttachments()
    expect(await failureOf(room.open(at(node.inspectorPort)))).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/breakpoint \(file:.*service\.mjs:\d+\)/),
    })
    // Still stopped: nobody let it go on.
    await inspector.send('Debugger.disable')
    expect(await (await fetch(node.url)).text()).toBe('ok')
  })

  it('says when the process does not answer, and works beside another debugger', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    await using other = openAttachments()
    const [one, two] = await Promise.all([
      room.open(at(node.inspectorPort)),
      other.open(at(node.inspectorPort)),
    ])
    expect(await room.use(one.id).evaluate(z.number(), '() => 1')).toBe(1)
    expect(await other.use(two.id).evaluate(z.number(), '() => 2')).toBe(2)
    node.kill('SIGSTOP')
    const late = await failureOf(room.use(one.id).evaluate(z.number(), '() => 1', [], { timeoutMs: 300 }))
    expect(late).toMatchObject({ code: 'TIMEOUT', hint: expect.stringContaining('stopped') })
    await using third = openAttachments()
    expect(await failureOf(third.open(at(node.inspectorPort)))).toMatchObject({ code: 'TIMEOUT' })
    node.kill('SIGCONT')
    expect(await room.use(one.id).evaluate(z.number(), '() => 1')).toBe(1)
  })
})

describe('an attachment that is lost', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pitwall-attachments-'))
    await writeFile(join(folder, 'service.mjs'), plainService)
  })
  afterAll(async () => await rm(folder, { recursive: true, force: true }))

  it('says so when the inspector is closed by somebody, and opens it again', async () => {
    await using node = await startNode({ nodeArgs: ['--inspect-port=0'] })
    await using room = openAttachments()
    const { id } = await room.open({ by: 'pid', pid: node.pid })
    const thread = room.use(id)
    await thread.evaluate(
      z.literal(1),
      "(builtin) => { setImmediate(() => builtin('node:inspector').close()); return 1 }",
    )
    await thread.lost
    await expect
      .poll(() => room.list()[0]?.state)
      .toMatchObject({ kind: 'lost', message: expect.stringContaining('was closed'), canReattach: true })
    expect(() => room.use(id)).toThrow('was closed')
    expect(await room.reattach(id)).toMatchObject({ id, state: { kind: 'attached' }, pid: node.pid })
    expect(await room.use(id).evaluate(z.number(), '() => 1')).toBe(1)
  })

  it('goes on with the process that took its place', async () => {
    const nodeArgs = [`--inspect=127.0.0.1:${await freePort()}`]
    const port = Number(nodeArgs[0]?.split(':')[1])
    await using first = await startNode({ nodeArgs })
    await using room = openAttachments()
    const { id } = await room.open(at(port))
    await first.stop()
    await expect.poll(() => room.list()[0]?.state).toMatchObject({ kind: 'lost', canReattach: false })
    await using second = await startNode({ nodeArgs })
    await expect.poll(() => room.list()[0]?.state, { timeout: 10_000 }).toMatchObject({ canReattach: true })
    expect(await room.reattach(id)).toMatchObject({ id, pid: second.pid })
  })

  it('finds the same command again by its words and folder', async () => {
    const options = { file: join(folder, 'service.mjs'), nodeArgs: ['--inspect-port=0'], cwd: folder }
    await using first = await startNode(options)
    await using room = openAttachments()
    const { id } = await room.open({ by: 'pid', pid: first.pid })
    await first.stop()
    await using second = await startNode(options)
    await expect
      .poll(() => room.list()[0]?.state, { timeout: 10_000 })
      .toMatchObject({ canReattach: true, message: expect.stringContaining(String(second.pid)) })
    expect(await room.reattach(id)).toMatchObject({ id, pid: second.pid, opensInspector: true })
  })
})

describe('a strange inspector', () => {
  /** What it answers to a message; undefined is nothing. */
  type Answer = (message: { id: number; method: string }) => string | undefined

  async function serve(answer: Answer): Promise<{ port: number } & AsyncDisposable> {
    const server = createServer((_request, response) => {
      response.end(
        JSON.stringify([{ id: 'x', title: 'x', url: '', webSocketDebuggerUrl: 'ws://192.0.2.1/x' }]),
      )
    })
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const text = answer(JSON.parse(data.toString('utf8')))
        if (text !== undefined) socket.send(text)
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    return {
      port: address === null || typeof address === 'string' ? 0 : address.port,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets.clients) socket.terminate()
        server.closeAllConnections()
        await new Promise((done) => server.close(done))
      },
    }
  }

  it.each<{ what: string; answer: Answer; says: string }>([
    { what: 'no JSON', answer: () => '<html>', says: 'no message of the DevTools protocol' },
    { what: 'JSON of another form', answer: () => '[1]', says: 'no message of the DevTools protocol' },
    {
      what: 'an identity that is none',
      answer: ({ id }) =>
        JSON.stringify({ id, result: { result: { type: 'string', value: '{"pid":"x"}' } } }),
      says: 'in a form that Pitwall does not know',
    },
    {
      what: 'an exception to everything',
      answer: ({ id }) =>
        JSON.stringify({ id, result: { result: { type: 'object' }, exceptionDetails: { text: 'boom' } } }),
      says: 'boom',
    },
    {
      what: 'a refusal of everything',
      answer: ({ id }) => JSON.stringify({ id, error: { code: -32_000, message: 'not today' } }),
      says: 'not today',
    },
  ])('that sends $what is told apart', async ({ answer, says }) => {
    await using server = await serve(answer)
    await using room = openAttachments()
    expect((await failureOf(room.open(at(server.port)))).message).toContain(says)
    expect(room.list()).toEqual([])
  })

  it('that lists without end is no inspector', async () => {
    const server = createServer((_request, response) => {
      const more = () => {
        while (response.write('['.repeat(100_000)));
      }
      response.on('drain', more).on('error', () => {})
      more()
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    await using room = openAttachments()
    const failure = await failureOf(room.open(at(typeof address === 'object' ? address?.port : 0)))
    expect(failure).toMatchObject({ code: 'UNSUPPORTED' })
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })

  it('of Node sends answers of a hundred megabytes', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    const { id } = await room.open(at(node.inspectorPort))
    const bytes = await room.use(id).inspector.callForBytes('Runtime.evaluate', {
      expression: `'x'.repeat(100_000_000)`,
    })
    expect(bytes.length).toBeGreaterThan(100_000_000)
    expect(Buffer.from(bytes.subarray(0, 40)).toString()).toContain('{"result":{"type":"string"')
  })
})
