import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashSources } from './build.mjs'
import { canOpenWindow, isRemembered, isRuntimeInstalled, reasonOf } from './electron.mjs'
import { withLock } from './lock.mjs'
import { isSupportedNode } from './node-version.mjs'
import { isInstalled, npmCommand } from './packages.mjs'
import { planInstall, programs } from './programs.mjs'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-setup-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function write(name: string, text: string): Promise<void> {
  await mkdir(join(folder, 'src'), { recursive: true })
  await writeFile(join(folder, name), text)
}

test.each([
  ['18.20.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['22.0.0', true],
  ['24.21.0', true],
])('Node %s is enough for the set-up: %s', (version, expected) => {
  expect(isSupportedNode(version)).toBe(expected)
})

describe('packages', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/pg': { version: '8.23.1' },
    'node_modules/mac-only': { version: '1.0.0', optional: true },
  }

  test('are there when each has its version, optional ones or not', () => {
    expect(isInstalled(wanted, { 'node_modules/pg': { version: '8.23.1' } })).toBe(true)
    expect(isInstalled(wanted, { 'node_modules/pg': { version: '8.23.0' } })).toBe(false)
    expect(isInstalled(wanted, {})).toBe(false)
  })

  test('an optional one that is there must have its version, too', () => {
    const found = { 'node_modules/pg': { version: '8.23.1' }, 'node_modules/mac-only': { version: '0.9.0' } }
    expect(isInstalled(wanted, found)).toBe(false)
  })

  test('are installed by the npm that started us, under the Node that it runs on', () => {
    const env = { npm_execpath: '/opt/npm/bin/npm-cli.js', npm_node_execpath: '/opt/node' }
    const { command, args } = npmCommand(env, 'linux', '/project/node', () => true)
    expect([command, ...args.slice(0, 2)]).toEqual(['/opt/node', '/opt/npm/bin/npm-cli.js', 'ci'])
  })

  test('are installed by the npm on the path when another package manager started us', () => {
    const env = { npm_execpath: '/opt/yarn/yarn.js' }
    expect(npmCommand(env, 'linux', '/project/node', () => true).command).toBe('npm')
  })
})

describe('the hash of the sources', () => {
  test('changes with a content, a name and a new file, and not with a test', async () => {
    await write('src/a.ts', 'one')
    await write('config.ts', 'c')
    const hash = (): string => hashSources(folder, ['src', 'config.ts', 'absent'])
    const first = hash()
    await write('src/a.test.ts', 'test')
    expect(hash()).toBe(first)
    await write('src/a.ts', 'two')
    const second = hash()
    expect(second).not.toBe(first)
    await write('src/b.ts', '')
    expect(hash()).not.toBe(second)
    await rm(join(folder, 'src/b.ts'))
    await write('src/a.ts', 'one')
    expect(hash()).toBe(first)
  })
})

describe('the Electron runtime', () => {
  test('is there when its record, its version and its program are', async () => {
    await mkdir(join(folder, 'dist'))
    await writeFile(join(folder, 'dist', 'electron'), '')
    const files = new Map([
      [join(folder, 'path.txt'), 'electron'],
      [join(folder, 'dist', 'version'), 'v45.4.1'],
    ])
    const read = (file: string): string | undefined => files.get(file)
    expect(isRuntimeInstalled(folder, '45.4.1', read)).toBe(true)
    expect(isRuntimeInstalled(folder, '45.5.0', read)).toBe(false)
    files.delete(join(folder, 'path.txt'))
    expect(isRuntimeInstalled(folder, '45.4.1', read)).toBe(false)
  })

  test('is asked for again after a day, or for another version', () => {
    const refusal = { version: '45.4.1', at: 1_000_000, reason: 'no way out' }
    const hour = 3_600_000
    expect(isRemembered(refusal, '45.4.1', 1_000_000 + 23 * hour)).toBe(true)
    expect(isRemembered(refusal, '45.4.1', 1_000_000 + 25 * hour)).toBe(false)
    expect(isRemembered(refusal, '45.5.0', 1_000_000 + hour)).toBe(false)
    expect(isRemembered(undefined, '45.4.1', 1_000_000)).toBe(false)
  })

  test('is not asked for where no window can open', () => {
    expect(canOpenWindow('linux', { DISPLAY: ':0' }, 1000)).toBe(true)
    expect(canOpenWindow('linux', { DISPLAY: ':0' }, 0)).toBe(false)
    expect(canOpenWindow('linux', {}, 1000)).toBe(false)
    expect(canOpenWindow('darwin', {}, 501)).toBe(true)
  })

  test('a refusal is told with its reason, not with its stack', () => {
    const output =
      'RequestError: getaddrinfo ENOTFOUND example.org\n    at ClientRequest.<anonymous> (x.js:1)\n'
    expect(reasonOf(output)).toBe('getaddrinfo ENOTFOUND example.org')
    expect(reasonOf('')).toBe('the download failed')
  })
})

describe('programs', () => {
  const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n'
  const ubuntu = 'ID=ubuntu\nID_LIKE=debian\n'
  const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n'

  test('come by apt where this is root on Debian or Ubuntu', () => {
    const plan = planInstall(programs.redis, { platform: 'linux', osRelease: debian, isRoot: true })
    expect(plan).toMatchObject({ kind: 'apt', package: 'redis-server' })
    expect(planInstall(programs.redis, { platform: 'linux', osRelease: ubuntu, isRoot: true })).toMatchObject(
      { kind: 'apt', package: 'redis-server' },
    )
  })

  test.each([
    [
      'a Debian user',
      { platform: 'linux', osRelease: debian, isRoot: false },
      'apt-get install redis-server',
    ],
    ['a Mint user', { platform: 'linux', osRelease: mint, isRoot: false }, 'apt-get install redis-server'],
    ['root on Fedora', { platform: 'linux', osRelease: 'ID=fedora\n', isRoot: true }, 'dnf install'],
    ['a Mac', { platform: 'darwin', osRelease: '', isRoot: false }, 'brew install redis'],
    ['something else', { platform: 'linux', osRelease: 'ID=void\n', isRoot: true }, 'Install it'],
  ] as const)('%s is told the command', (_who, system, advice) => {
    const plan = planInstall(programs.redis, system)
    expect(plan.kind).toBe('tell')
    expect(plan.advice).toContain(advice)
  })

  test('Chromium does not come by apt on Ubuntu, where it is a snap', () => {
    const plan = planInstall(programs.chromium, { platform: 'linux', osRelease: ubuntu, isRoot: true })
    expect(plan).toMatchObject({ kind: 'tell' })
  })
})

describe('the lock', () => {
  test('lets one set-up in at a time', async () => {
    const order: string[] = []
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      order.push(`${name} ends`)
    }
    await Promise.all([withLock(folder, work('a')), withLock(folder, work('b'))])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  test('is taken over from a process that has gone, and given back after a failure', async () => {
    await mkdir(join(folder, '.cache'))
    // Above the highest process number of Linux and macOS.
    await writeFile(join(folder, '.cache', 'setup.lock'), '4194999')
    await expect(withLock(folder, async () => await Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    )
    let ran = false
    await withLock(folder, async () => {
      ran = await Promise.resolve(true)
    })
    expect(ran).toBe(true)
  })
})
