import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Address, TargetDraft } from '#shared/contract/environments.ts'
import { environmentSchema, discoverySchema } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { openStorage, type Storage } from '../storage/index.ts'
import {
  createEnvironments,
  targetFromUrl,
  type Environments,
  type EnvironmentsOptions,
  type Keychain,
} from './index.ts'

const password = 'correct-horse-battery'

let folder: string
let storage: Storage
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-environments-'))
  storage = openStorage(join(folder, 'home'))
})
afterEach(() => {
  storage.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As the workbench after a restart: same file, new memory. */
function open(options: Partial<EnvironmentsOptions> = {}): Environments {
  return createEnvironments({ database: storage.database, variables: {}, homeDirectory: folder, ...options })
}

/** Stands in for the system's key store: not readable without it. */
const keychain: Keychain = {
  encrypt: (text) => Buffer.from(text).map((byte) => byte ^ 0x5a),
  decrypt: (bytes) => Buffer.from(Buffer.from(bytes).map((byte) => byte ^ 0x5a)).toString(),
}

const address: Address = {
  kind: 'postgres',
  host: 'localhost',
  port: 5432,
  database: 'shop',
  user: 'app',
  tls: { mode: 'prefer' },
}
const draft = (secret: TargetDraft['secret'], changes: Partial<TargetDraft> = {}): TargetDraft => ({
  name: 'shop',
  address,
  secret,
  ...changes,
})
const value = (save: boolean): TargetDraft['secret'] => ({ kind: 'value', value: password, save })

async function failureOf(work: () => unknown): Promise<Failure> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Everything the database has on disk, its log included. */
const onDisk = (): string =>
  readdirSync(join(folder, 'home'))
    .map((name) => readFileSync(join(folder, 'home', name), 'latin1'))
    .join('')

describe('environments', () => {
  it('are created, renamed, guarded, copied and removed, and survive a restart', () => {
    const first = open()
    const local = first.create({ name: 'local', guard: 'open' })
    const target = first.createTarget({ environmentId: local.id, target: draft({ kind: 'none' }) })
    expect(target).toMatchObject({ name: 'shop', environmentId: local.id, secret: { kind: 'none' } })
    expect(first.update({ id: local.id, guard: 'read-only' }).guard).toBe('read-only')

    const second = open()
    expect(second.list()).toEqual([
      { id: local.id, name: 'local', guard: 'read-only', origin: 'user', targets: [target] },
    ])
    const copy = second.duplicate({ id: local.id, name: 'staging' })
    expect(copy).toMatchObject({ name: 'staging', guard: 'read-only', targets: [{ name: 'shop', address }] })
    expect(copy.targets[0]?.id).not.toBe(target.id)
    expect(second.update({ id: copy.id, name: 'Staging' }).name).toBe('Staging')
    second.remove(local.id)
    expect(
      open()
        .list()
        .map(({ name }) => name),
    ).toEqual(['Staging'])
    for (const environment of open().list()) environmentSchema.parse(environment)
  })

  it('have names of their own, and are told when they are gone', async () => {
    const environments = open()
    const local = environments.create({ name: 'local', guard: 'open' })
    expect((await failureOf(() => environments.create({ name: 'LOCAL', guard: 'open' }))).code).toBe(
      'BAD_INPUT',
    )
    expect((await failureOf(() => environments.duplicate({ id: local.id, name: 'local' }))).code).toBe(
      'BAD_INPUT',
    )
    for (const work of [
      () => environments.update({ id: 'x' }),
      () => environments.remove('x'),
      () => environments.duplicate({ id: 'x', name: 'y' }),
      () => environments.createTarget({ environmentId: 'x', target: draft({ kind: 'none' }) }),
      () => environments.updateTarget({ id: 'x', target: draft({ kind: 'none' }) }),
      () => environments.duplicateTarget({ id: 'x', name: 'y' }),
      () => environments.removeTarget('x'),
      () => environments.resolve('x'),
      () =>
        environments.createTarget({
          environmentId: local.id,
          target: draft({ kind: 'keep', targetId: 'x' }),
        }),
      () =>
        environments.createTarget({
          environmentId: local.id,
          target: draft({ kind: 'candidate', candidateId: 'x', save: false }),
        }),
    ]) {
      expect((await failureOf(work)).code).toBe('NOT_FOUND')
    }
    expect(environments.list()).toHaveLength(1)
    expect(environments.list()[0]?.targets).toEqual([])
  })

  it('keep the order in which they were made', () => {
    const environments = open()
    for (const name of ['b', 'a', 'c']) environments.create({ name, guard: 'open' })
    environments.update({ id: environments.list()[1]?.id ?? '', guard: 'confirm' })
    expect(environments.list().map(({ name }) => name)).toEqual(['b', 'a', 'c'])
  })

  it('take a guard that this version does not know for the strictest', () => {
    const { id } = open().create({ name: 'local', guard: 'open' })
    storage.database.prepare('UPDATE environments SET guard = ? WHERE id = ?').run('future', id)
    expect(open().list()[0]?.guard).toBe('read-only')
  })
})

describe('passwords', () => {
  it('are saved in the key store and nowhere readable', async () => {
    const first = open({ keychain })
    const { id: environmentId } = first.create({ name: 'local', guard: 'open' })
    const target = first.createTarget({ environmentId, target: draft(value(true)) })
    expect(target.secret).toEqual({ kind: 'saved' })
    const second = open({ keychain })
    expect(await second.resolve(target.id)).toEqual({
      id: target.id,
      name: 'shop',
      address,
      password,
      environment: { name: 'local', guard: 'open' },
    })
    const copy = second.duplicateTarget({ id: target.id, name: 'copy' })
    expect((await second.resolve(copy.id)).password).toBe(password)
    const kept = second.updateTarget({
      id: target.id,
      target: draft({ kind: 'keep', targetId: target.id }, { name: 'renamed' }),
    })
    expect(kept).toMatchObject({ name: 'renamed', secret: { kind: 'saved' } })
    expect((await second.resolve(target.id)).password).toBe(password)
    expect(second.updateTarget({ id: target.id, target: draft({ kind: 'none' }) }).secret).toEqual({
      kind: 'none',
    })
    expect((await second.resolve(target.id)).password).toBeUndefined()
  })

  it('stay in memory where there is no key store, or it was not asked for, and say so', async () => {
    for (const options of [{}, { keychain }]) {
      const first = open(options)
      const { id: environmentId } = first.create({ name: `e${Object.keys(options).length}`, guard: 'open' })
      const save = Object.keys(options).length === 0
      const target = first.createTarget({ environmentId, target: draft(value(save)) })
      expect(target.secret).toEqual({ kind: 'session', present: true })
      expect((await first.resolve(target.id)).password).toBe(password)
      const copy = first.duplicate({ id: environmentId, name: `copy ${environmentId}` }).targets[0]
      expect((await first.resolve(copy?.id ?? '')).password).toBe(password)

      const second = open(options)
      expect(
        second
          .list()
          .flatMap(({ targets }) => targets)
          .find(({ id }) => id === target.id)?.secret,
      ).toEqual({ kind: 'session', present: false })
      expect((await failureOf(() => second.resolve(target.id))).code).toBe('AUTHENTICATION')
    }
  })

  it('stay in memory when the key store fails', () => {
    const broken: Keychain = {
      encrypt: () => {
        throw new Error('locked')
      },
      decrypt: () => '',
    }
    const environments = open({ keychain: broken })
    const { id: environmentId } = environments.create({ name: 'local', guard: 'open' })
    expect(environments.createTarget({ environmentId, target: draft(value(true)) }).secret).toEqual({
      kind: 'session',
      present: true,
    })
  })

  it('of another shell’s key store are missing here, and not lost', async () => {
    const desktop = open({ keychain })
    const { id: environmentId } = desktop.create({ name: 'local', guard: 'open' })
    const target = desktop.createTarget({ environmentId, target: draft(value(true)) })
    const browser = open()
    expect(browser.list()[0]?.targets[0]?.secret).toEqual({ kind: 'session', present: false })
    expect((await failureOf(() => browser.resolve(target.id))).hint).toContain('desktop')
    browser.updateTarget({
      id: target.id,
      target: draft({ kind: 'keep', targetId: target.id }, { name: 'renamed' }),
    })
    expect((await open({ keychain }).resolve(target.id)).password).toBe(password)
    const locked: Keychain = {
      encrypt: (text) => keychain.encrypt(text),
      decrypt: () => {
        throw new Error(`cannot decrypt ${password}`)
      },
    }
    const failure = await failureOf(() => open({ keychain: locked }).resolve(target.id))
    expect(`${failure.message} ${failure.hint} ${String(failure.cause)}`).not.toContain(password)
  })

  it('come from a variable of the process', async () => {
    const environments = open({ variables: { SHOP_PW: password } })
    const { id: environmentId } = environments.create({ name: 'local', guard: 'open' })
    const target = environments.createTarget({
      environmentId,
      target: draft({ kind: 'variable', name: 'SHOP_PW' }),
    })
    expect(target.secret).toEqual({ kind: 'variable', name: 'SHOP_PW', present: true })
    expect((await environments.resolve(target.id)).password).toBe(password)
    const without = open()
    expect(without.list()[0]?.targets[0]?.secret).toMatchObject({ present: false })
    const failure = await failureOf(() => without.resolve(target.id))
    expect(failure).toMatchObject({ code: 'AUTHENTICATION' })
    expect(`${failure.message}${failure.hint}`).toContain('SHOP_PW')
    const diagnosis = await without.test(
      { address, secret: { kind: 'variable', name: 'SHOP_PW' } },
      { connectTimeoutMs: 100 },
    )
    expect(diagnosis).toMatchObject({ ok: false, steps: [{ step: 'authenticate', status: 'failed' }] })
  })

  it('are in no answer and in no file, wherever they came from', async () => {
    for (const options of [{ keychain }, {}]) {
      const environments = open({
        ...options,
        variables: { PW: password, DATABASE_URL: `postgresql://app:${password}@localhost/x` },
      })
      const answers: unknown[] = []
      const tell = <T>(answer: T): T => {
        answers.push(answer)
        return answer
      }
      const environment = tell(
        environments.create({ name: `e${Object.keys(options).length}`, guard: 'open' }),
      )
      const found = tell(await environments.readText(`postgresql://app:${password}@localhost/shop`))
      expect(found.candidates[0]?.secret).toEqual({ kind: 'found' })
      for (const secret of [
        value(true),
        value(false),
        { kind: 'variable', name: 'PW' },
        { kind: 'candidate', candidateId: found.candidates[0]?.id ?? '', save: true },
        { kind: 'candidate', candidateId: found.candidates[0]?.id ?? '', save: false },
      ] satisfies TargetDraft['secret'][]) {
        const target = tell(
          environments.createTarget({ environmentId: environment.id, target: draft(secret) }),
        )
        expect((await environments.resolve(target.id)).password).toBe(password)
        tell(environments.duplicateTarget({ id: target.id, name: 'copy' }))
        tell(
          await environments.test(
            { address: { ...address, host: '127.0.0.1', port: 1 }, secret },
            { connectTimeoutMs: 1_000 },
          ),
        )
      }
      tell(environments.duplicate({ id: environment.id, name: `copy ${environment.id}` }))
      tell(environments.putDemo({ name: 'demo', targets: [{ name: 'shop', address, password }] }))
      tell(await environments.readMachine())
      tell(await environments.readText(`DATABASE_URL=postgres://app:${password}/x@localhost/shop`))
      tell(
        await environments.readText(
          `environments:\n  a:\n    targets:\n      x: redis://:${password}@localhost`,
        ),
      )
      tell(environments.list())
      expect(JSON.stringify(answers)).not.toContain(password)
    }
    expect(onDisk()).not.toContain(password)
    expect(onDisk()).toContain('localhost')
  })

  it('are not taken in a URL', async () => {
    const environments = open()
    const { id: environmentId } = environments.create({ name: 'local', guard: 'open' })
    const http = draft(
      { kind: 'none' },
      { address: { kind: 'http', url: `http://ann:${password}@localhost/` } },
    )
    const failure = await failureOf(() => environments.createTarget({ environmentId, target: http }))
    expect(failure.code).toBe('BAD_INPUT')
    expect(onDisk()).not.toContain(password)
  })
})

const put = (environments: Environments, port: number) =>
  environments.putDemo({
    name: 'demo',
    targets: [
      { name: 'Shop database', address: { ...address, port }, password },
      {
        name: 'Shop cache',
        address: { kind: 'redis', host: '127.0.0.1', port: 6379, database: 0, tls: { mode: 'disable' } },
      },
    ],
  })

describe('the demo environment', () => {
  it('has the same ids at every start, and its new ports', async () => {
    const first = put(open(), 5001)
    expect(first).toMatchObject({ name: 'demo', guard: 'open', origin: 'demo' })
    const environments = open()
    expect(environments.list()[0]?.targets[0]?.secret).toEqual({ kind: 'session', present: false })
    const second = put(environments, 5002)
    expect(second.targets.map(({ id }) => id)).toEqual(first.targets.map(({ id }) => id))
    expect(second.targets[0]?.address).toMatchObject({ port: 5002 })
    expect((await environments.resolve(second.targets[0]?.id ?? '')).password).toBe(password)
    const third = environments.putDemo({ name: 'demo', targets: [{ name: 'Shop database', address }] })
    expect(third.targets).toHaveLength(1)
    environments.removeDemo()
    expect(environments.list()).toEqual([])
  })

  it('cannot be edited, and can be copied', async () => {
    const environments = open()
    const demo = put(environments, 5001)
    const [shop] = demo.targets
    for (const work of [
      () => environments.update({ id: demo.id, guard: 'confirm' }),
      () => environments.remove(demo.id),
      () => environments.createTarget({ environmentId: demo.id, target: draft({ kind: 'none' }) }),
      () => environments.updateTarget({ id: shop?.id ?? '', target: draft({ kind: 'none' }) }),
      () => environments.removeTarget(shop?.id ?? ''),
    ]) {
      expect((await failureOf(work)).code).toBe('REFUSED')
    }
    const copy = environments.duplicate({ id: demo.id, name: 'mine' })
    expect(copy.origin).toBe('user')
    expect((await environments.resolve(copy.targets[0]?.id ?? '')).password).toBe(password)
    environments.remove(copy.id)
  })

  it('gives way to an environment that people named so', () => {
    const environments = open()
    environments.create({ name: 'Demo', guard: 'confirm' })
    expect(put(environments, 5001).name).toBe('demo 2')
    expect(put(environments, 5001).name).toBe('demo 2')
  })
})

describe('discovery', () => {
  it('says what it took a text for', async () => {
    const environments = open()
    for (const [text, origin] of [
      ['postgresql://localhost/shop', 'pasted text, read as a connection URL'],
      ['DATABASE_URL=postgresql://localhost/shop', 'pasted text, read as .env, DATABASE_URL'],
      [
        'services:\n  db:\n    image: postgres\n    ports: ["5432:5432"]',
        'pasted text, read as a compose file, service db',
      ],
    ]) {
      const discovery = discoverySchema.parse(await environments.readText(text ?? ''))
      expect(discovery.candidates[0]?.origin).toBe(origin)
    }
    expect((await environments.readText('what is this')).problems[0]).toContain('Nothing was recognised')
    expect((await environments.readText('')).problems).toHaveLength(1)
    expect((await environments.readText('COLOUR=red')).problems[0]).toContain('names no target')
  })

  it('reads a folder: compose with its .env, pitwall.yaml, and one candidate for one place', async () => {
    const project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(folder, 'outside.env'), 'POSTGRES_PASSWORD=outside')
    symlinkSync(join(folder, 'outside.env'), join(project, 'link.env'))
    writeFileSync(
      join(project, '.env'),
      'DB_PW=pw\nDATABASE_URL=postgresql://postgres:${DB_PW}@localhost:5432/shop',
    )
    writeFileSync(
      join(project, 'docker-compose.yml'),
      [
        'services:',
        '  db:',
        '    image: postgres',
        '    environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: "${DB_PW}" }',
        '    ports: ["5432:5432"]',
        '  other:',
        '    image: postgres',
        '    env_file: [../outside.env, link.env]',
        '    ports: ["5433:5432"]',
      ].join('\n'),
    )
    writeFileSync(
      join(project, 'pitwall.yaml'),
      'environments:\n  staging:\n    guard: read-only\n    targets:\n      shop: postgresql://app:${PW}@db.staging/shop',
    )
    writeFileSync(join(project, '.env.local'), 'x'.repeat(1_100_000))
    const discovery = await open().readFolder(project)
    expect(
      discovery.candidates.map(({ name, origin, secret, environment }) => ({
        name,
        origin,
        secret,
        environment,
      })),
    ).toEqual([
      {
        name: 'shop',
        origin: 'pitwall.yaml, staging, shop',
        secret: { kind: 'variable', name: 'PW', present: false },
        environment: { name: 'staging', guard: 'read-only' },
      },
      {
        name: 'db',
        origin: 'docker-compose.yml, service db',
        secret: { kind: 'found' },
        environment: undefined,
      },
      {
        name: 'other',
        origin: 'docker-compose.yml, service other',
        secret: { kind: 'none' },
        environment: undefined,
      },
    ])
    expect(discovery.problems).toEqual([
      'docker-compose.yml: Service other has its variables in ../outside.env, which is not there.',
      'docker-compose.yml: Service other has its variables in link.env, which is not there.',
      '.env.local: It is larger than 1 MB and was not read.',
    ])
    expect((await failureOf(() => open().readFolder(join(folder, 'nowhere')))).code).toBe('NOT_FOUND')
    expect((await failureOf(() => open().readFolder(join(project, '.env')))).code).toBe('BAD_INPUT')
    expect(await open().readFolder(folder)).toEqual({ candidates: [], problems: [] })
  })

  it('reads this machine: variables, the password file and the service file', async () => {
    const file = join(folder, '.pgpass')
    writeFileSync(file, `localhost:5432:shop:app:${password}\n`, { mode: 0o600 })
    writeFileSync(join(folder, '.pg_service.conf'), '[billing]\nhost=db\nuser=ann\n')
    const environments = open({
      variables: { PGHOST: 'localhost', PGDATABASE: 'shop', PGUSER: 'app', REDIS_URL: 'redis://localhost' },
    })
    const { candidates, problems } = await environments.readMachine()
    expect(problems).toEqual([])
    expect(candidates.map(({ name, origin, secret }) => [name, origin, secret.kind])).toEqual([
      ['redis', 'environment variables, REDIS_URL', 'none'],
      ['shop', 'environment variables, PGHOST, PGDATABASE, PGUSER', 'found'],
      ['billing', `${join(folder, '.pg_service.conf')}, service billing`, 'none'],
    ])
    chmodSync(file, 0o644)
    const open644 = await environments.readMachine()
    expect(open644.problems).toEqual([
      `${file}: ${file} was left aside, because others may read it: chmod 600 ${file}`,
    ])
    expect(open644.candidates[1]?.secret.kind).toBe('none')
  })
})

describe('targetFromUrl', () => {
  it('looks for a missing password as libpq does', () => {
    const file = join(folder, '.pgpass')
    writeFileSync(file, 'localhost:5432:shop:app:from-file\n', { mode: 0o600 })
    const of = (url: string, variables: NodeJS.ProcessEnv = {}) => targetFromUrl(url, variables, folder)
    expect(of('postgresql://app:given@localhost/shop', { PGPASSWORD: 'x' }).password).toBe('given')
    expect(of('postgresql://app@localhost/shop', { PGPASSWORD: 'from-variable' }).password).toBe(
      'from-variable',
    )
    expect(of('postgresql://app@localhost/shop').password).toBe('from-file')
    expect(of('postgresql://app@localhost/other').password).toBeUndefined()
    expect(of('redis://localhost', { REDISCLI_AUTH: 'r' }).password).toBe('r')
    chmodSync(file, 0o640)
    expect(of('postgresql://app@localhost/shop')).toMatchObject({
      password: undefined,
      passwordNote: expect.stringContaining('chmod 600'),
      environment: { guard: 'open' },
    })
  })
})

function rowsOf(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS n FROM targets').get()?.['n'])
}

describe('the tables', () => {
  it('lose the targets with their environment, and nothing on a failed change', async () => {
    const environments = open()
    const { id: environmentId } = environments.create({ name: 'local', guard: 'open' })
    environments.createTarget({ environmentId, target: draft({ kind: 'none' }) })
    await failureOf(() =>
      environments.createTarget({ environmentId, target: draft({ kind: 'keep', targetId: 'x' }) }),
    )
    expect(rowsOf(storage.database)).toBe(1)
    environments.remove(environmentId)
    expect(rowsOf(storage.database)).toBe(0)
  })
})
