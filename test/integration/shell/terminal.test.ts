import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const CLI = resolve('out/main/cli.js')

let home = ''
beforeEach(async () => {
  if (!existsSync(CLI)) throw new Error('out/ is missing: run npm run build first.')
  home = await mkdtemp(join(tmpdir(), 'pitwall-terminal-'))
})
afterEach(async () => await rm(home, { recursive: true, force: true }))

interface Running {
  child: ChildProcess
  out: () => string
  err: () => string
  ended: Promise<{ code: number | null; signal: string | null }>
}

function start(args: string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [CLI, ...args], {
    // No display: nothing may open on the machine of whoever runs the tests.
    env: { ...process.env, PITWALL_HOME: home, DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString('utf8')))
  return {
    child,
    out: () => out,
    err: () => err,
    ended: new Promise((done) => child.once('close', (code, signal) => done({ code, signal }))),
  }
}

async function addressOf(running: Running): Promise<string> {
  return await expect
    .poll(() => /^Pitwall: (http:\S+)$/m.exec(running.out())?.[1], { timeout: 20_000 })
    .toEqual(expect.stringContaining('http://127.0.0.1:'))
    .then(() => /^Pitwall: (http:\S+)$/m.exec(running.out())?.[1] ?? '')
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'serve starts, and %s stops it cleanly',
  async (signal) => {
    const running = start(['serve', '--no-open'])
    const address = await addressOf(running)
    const bearer = /Bearer (\S+)$/m.exec(running.out())?.[1]
    const answer = await fetch(new URL('/api/app/info', address), {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}` },
    })
    expect(await answer.json()).toMatchObject({ shell: 'browser', home })
    running.child.kill(signal)
    expect(await running.ended).toEqual({ code: 0, signal: null })
    expect(running.err()).not.toContain('Error')
    await expect(fetch(address)).rejects.toThrow()
  },
)

test.each(['stdout', 'stderr'] as const)('with its %s closed it still stops cleanly', async (name) => {
  const running = start(['serve', '--no-open'])
  const address = await addressOf(running)
  running.child[name]?.destroy()
  running.child.kill('SIGTERM')
  expect(await running.ended).toEqual({ code: 0, signal: null })
  await expect(fetch(address)).rejects.toThrow()
})

test('a page with an open stream does not keep it from stopping', async () => {
  const running = start(['serve', '--no-open'])
  const address = await addressOf(running)
  const bearer = /Bearer (\S+)$/m.exec(running.out())?.[1]
  const stream = await fetch(new URL('/api/jobs/watch', address), {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}` },
  })
  await stream.body?.getReader().read()
  running.child.kill('SIGINT')
  expect((await running.ended).code).toBe(0)
})

test('open says in one sentence why there is no window, and serves the browser shell', async () => {
  const running = start([])
  await addressOf(running)
  expect(running.err().split('\n')[0]).toMatch(/^[A-Z].+\. The workbench opens in a browser instead\.$/)
  // The token for programs is for those who ask for it, with serve.
  expect(running.out()).not.toContain('Bearer')
  running.child.kill('SIGINT')
  expect((await running.ended).code).toBe(0)
})

test('asked for the desktop shell where it cannot run, it says so and fails', async () => {
  const running = start(['open', '--shell', 'desktop'])
  expect((await running.ended).code).toBe(2)
  expect(running.err()).toMatch(/^[A-Z].+\. Leave out --shell to use the browser shell\.\n$/)
})

test('started by npm, it ends with npm’s shell', async () => {
  const running = spawn('sh', ['-c', `"${process.execPath}" "${CLI}" serve --no-open & wait`], {
    env: { ...process.env, PITWALL_HOME: home, DISPLAY: '', npm_lifecycle_event: 'pitwall' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  running.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString('utf8')))
  const closed = new Promise((done) => running.once('close', done))
  await expect.poll(() => /Pitwall: http/.test(out), { timeout: 20_000 }).toBe(true)
  const address = /Pitwall: (http:\S+)/.exec(out)?.[1] ?? ''
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(303)
  running.kill('SIGKILL')
  // The pipe closes when the last process that holds it has ended.
  await closed
  await expect(fetch(address)).rejects.toThrow()
})

test.each([
  [['serve', '--port', 'eighty'], /It is a number from 0 to 65535/],
  [['serve', '--nonsense'], /unknown option/],
  [['nonsense'], /pitwall --help/],
])('%j is bad usage', async (args, expected) => {
  const running = start(args)
  expect((await running.ended).code).toBe(2)
  expect(running.err()).toMatch(expected)
  expect(running.out()).toBe('')
})

test('a port in use is one sentence with what to try', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const running = start(['serve', '--no-open', '--port', String(port)])
  expect((await running.ended).code).toBe(2)
  expect(running.err()).toBe(
    `Port ${port} is in use. Choose another with --port, or leave it out for any free one.\n`,
  )
  server.close()
})

test('help and version are answers', async () => {
  const help = start(['--help'])
  expect((await help.ended).code).toBe(0)
  for (const command of ['open', 'serve', 'demo', 'explain']) expect(help.out()).toContain(command)
  const version = start(['--version'])
  expect((await version.ended).code).toBe(0)
  expect(version.out()).toMatch(/^\d+\.\d+\.\d+\n$/)
})
