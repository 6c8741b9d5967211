import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { looksLikeTargetUrl, parseTargetUrl } from './url.ts'

const read = (url: string, variables: NodeJS.ProcessEnv = {}) =>
  parseTargetUrl(url, { variables, userName: 'me' })
const postgres = (changes: object) => ({
  kind: 'postgres',
  host: 'localhost',
  port: 5432,
  database: 'shop',
  user: 'me',
  tls: { mode: 'prefer' },
  ...changes,
})

describe('parseTargetUrl', () => {
  it.each([
    [
      'postgresql://ann:pw@db.example:5433/shop',
      postgres({ user: 'ann', host: 'db.example', port: 5433 }),
      'pw',
    ],
    ['postgres://db.example/shop', postgres({ host: 'db.example' }), undefined],
    ['postgresql:///shop', postgres({}), undefined],
    ['postgresql://', postgres({ database: 'me' }), undefined],
    ['postgresql://ann@', postgres({ user: 'ann', database: 'ann' }), undefined],
    ['postgresql://ann@/shop', postgres({ user: 'ann' }), undefined],
    ['postgresql:///shop?host=/var/run/postgresql', postgres({ host: '/var/run/postgresql' }), undefined],
    ['postgresql://%2Fvar%2Frun%2Fpostgresql/shop', postgres({ host: '/var/run/postgresql' }), undefined],
    ['postgresql://[::1]:5433/shop', postgres({ host: '::1', port: 5433 }), undefined],
    [
      'postgresql://ann%40x:p%2Fw%3A%25@localhost/my%20shop',
      postgres({ user: 'ann@x', database: 'my shop' }),
      'p/w:%',
    ],
    ['postgresql://ann:p@w#1@localhost/shop', postgres({ user: 'ann' }), 'p@w#1'],
    [
      'postgresql://localhost/shop?user=ann&password=pw&port=5433',
      postgres({ user: 'ann', port: 5433 }),
      'pw',
    ],
    [
      'postgresql://localhost/shop?sslmode=verify-full&sslrootcert=/ca.pem',
      postgres({ tls: { mode: 'verify-full', caFile: '/ca.pem' } }),
      undefined,
    ],
    [
      'postgresql://localhost/shop?sslmode=require&sslcert=/me.pem&sslkey=/me.key',
      postgres({ tls: { mode: 'require', certFile: '/me.pem', keyFile: '/me.key' } }),
      undefined,
    ],
    ['postgresql://localhost/shop?sslmode=allow', postgres({}), undefined],
    ['postgresql://localhost/shop?sslmode=no-verify', postgres({ tls: { mode: 'require' } }), undefined],
    [
      'postgresql://localhost/shop?ssl=true&schema=public&connection_limit=5',
      postgres({ tls: { mode: 'require' } }),
      undefined,
    ],
    ['postgresql://localhost/shop?sslrootcert=system', postgres({ tls: { mode: 'verify-full' } }), undefined],
    ['jdbc:postgresql://localhost:5432/shop?user=ann', postgres({ user: 'ann' }), undefined],
    ['postgresql+asyncpg://ann:pw@localhost/shop', postgres({ user: 'ann' }), 'pw'],
  ])('%s', (url, address, password) => {
    expect(read(url)).toEqual({
      address: url.endsWith('@') || url.endsWith('//') ? { ...address } : address,
      password,
    })
  })

  it('takes what the URL leaves out from libpq’s variables', () => {
    const variables = {
      PGHOST: 'db',
      PGPORT: '5433',
      PGUSER: 'ann',
      PGDATABASE: 'shop',
      PGSSLMODE: 'require',
    }
    expect(read('postgresql://', variables).address).toEqual(
      postgres({ host: 'db', port: 5433, user: 'ann', tls: { mode: 'require' } }),
    )
  })

  it.each([
    [
      'redis://localhost',
      { host: 'localhost', port: 6379, database: 0, tls: { mode: 'disable' } },
      undefined,
    ],
    ['redis://:pw@cache:6380/3', { host: 'cache', port: 6380, database: 3, tls: { mode: 'disable' } }, 'pw'],
    [
      'rediss://ann:pw@cache/1?ssl_cert_reqs=none',
      { host: 'cache', port: 6379, database: 1, user: 'ann', tls: { mode: 'require' } },
      'pw',
    ],
    ['rediss://cache', { host: 'cache', port: 6379, database: 0, tls: { mode: 'verify-full' } }, undefined],
    ['valkey://cache', { host: 'cache', port: 6379, database: 0, tls: { mode: 'disable' } }, undefined],
    [
      'redis+unix:///run/redis.sock?db=2',
      { host: '/run/redis.sock', port: 6379, database: 2, tls: { mode: 'disable' } },
      undefined,
    ],
    [
      'rediss://cache?sslrootcert=/ca.pem&sslcert=/me.pem&sslkey=/me.key',
      {
        host: 'cache',
        port: 6379,
        database: 0,
        tls: { mode: 'verify-full', caFile: '/ca.pem', certFile: '/me.pem', keyFile: '/me.key' },
      },
      undefined,
    ],
    [
      'rediss://cache?ssl_certfile=/me.pem&ssl_keyfile=/me.key',
      {
        host: 'cache',
        port: 6379,
        database: 0,
        tls: { mode: 'verify-full', certFile: '/me.pem', keyFile: '/me.key' },
      },
      undefined,
    ],
    [
      'redis+sentinel://ann:p%2Cw@one,two:26380,[::1]/main/3',
      {
        host: 'one',
        port: 26379,
        database: 3,
        user: 'ann',
        tls: { mode: 'disable' },
        sentinel: {
          master: 'main',
          others: [
            { host: 'two', port: 26380 },
            { host: '::1', port: 26379 },
          ],
        },
      },
      'p,w',
    ],
    [
      'rediss+sentinel://one:1/my%20main',
      {
        host: 'one',
        port: 1,
        database: 0,
        tls: { mode: 'verify-full' },
        sentinel: { master: 'my main', others: [] },
      },
      undefined,
    ],
  ])('%s', (url, address, password) => {
    expect(read(url)).toEqual({ address: { kind: 'redis', ...address }, password })
  })

  it.each([
    ['http://localhost:3000/api', { kind: 'http', url: 'http://localhost:3000/api' }, undefined],
    ['https://ann:p%40w@example.com', { kind: 'http', url: 'https://ann@example.com/' }, 'p@w'],
    ['http://localhost/path@version#part', { kind: 'http', url: 'http://localhost/path@version' }, undefined],
    [
      'ws://127.0.0.1:9230/0f2c936f-b1cd-4ac9-aab3-f63b0f33d55e',
      { kind: 'node', host: '127.0.0.1', port: 9230 },
      undefined,
    ],
    ['inspect://localhost', { kind: 'node', host: 'localhost', port: 9229 }, undefined],
  ])('%s', (url, address, password) => {
    expect(read(url)).toEqual({ address, password })
  })

  it.each([
    'mysql://ann:SECRET@localhost/x',
    'nonsense SECRET',
    'postgres://ann:SE/CRET@localhost/shop',
    'postgres://ann:12/SECRET@localhost/shop',
    'postgres://ann:SE?CRET@localhost/shop',
    'postgres://ann:%SECRET@localhost/shop',
    'postgres://ann:SECRET@one,two/shop',
    'postgres://ann:SECRET@localhost:99999/shop',
    'postgres://ann:SECRET@localhost/shop?sslmode=SECRET',
    'postgres://ann:SECRET@::1:5432/shop',
    'redis://:SECRET@localhost/notanumber',
    'redis://:SECRET@one,two/0',
    'redis+sentinel://:SECRET@localhost',
    'redis+sentinel://:SECRET@localhost/main/0/x',
    'redis+sentinel://:SECRET@localhost,/main',
    'inspect://one,two',
    'redis://:SECRET@localhost/99999',
    'http://ann:SECRET@',
  ])('refuses %s in a sentence without the password', (url) => {
    let failure: unknown
    try {
      read(url)
    } catch (error) {
      failure = error
    }
    expect(failure).toBeInstanceOf(Failure)
    if (!(failure instanceof Failure)) return
    expect(failure.code).toBe('BAD_INPUT')
    const told = `${failure.message} ${failure.hint} ${String(failure.cause)} ${JSON.stringify(failure.facts)}`
    expect(told).not.toMatch(/SECRET|CRET/)
  })

  it('throws nothing but a Failure, whatever it is given', () => {
    const scheme = fc.constantFrom(
      'postgres://',
      'postgresql://',
      'redis://',
      'rediss://',
      'redis+sentinel://',
      'http://',
      'ws://',
      'inspect://',
      '',
    )
    const rest = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '1', ':', '/', '@', '?', '&', '=', '%', '[', ']', '#', ',') }),
      fc.webUrl().map((url) => url.slice(8)),
    )
    fc.assert(
      fc.property(scheme, rest, (start, end) => {
        looksLikeTargetUrl(start + end)
        try {
          const { address } = read(start + end)
          expect(JSON.parse(JSON.stringify(address))).toEqual(address)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 600 },
    )
  })

  it('reads back any user, password and database that is percent-encoded', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((one) => one.trim() === one && one.isWellFormed())
    fc.assert(
      fc.property(text, text, text, (user, password, database) => {
        const url = `postgresql://${[user, password].map(encodeURIComponent).join(':')}@localhost/${encodeURIComponent(database)}`
        expect(read(url)).toEqual({ address: postgres({ user, database }), password })
      }),
    )
  })
})
