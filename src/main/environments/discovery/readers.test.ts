import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDotenv } from './dotenv.ts'
import { formats } from './formats.ts'
import type { Reading, Surroundings } from './found.ts'
import { interpolate } from './interpolate.ts'
import { parsePasswordLines, passwordFor } from './pgpass.ts'
import { parseYaml } from './yaml.ts'

const surroundings = (
  files: Record<string, string> = {},
  variables: NodeJS.ProcessEnv = {},
): Surroundings => ({
  variables,
  userName: 'me',
  readSibling: (name) => files[name],
})

function read(
  text: string,
  files?: Record<string, string>,
  variables?: NodeJS.ProcessEnv,
): Reading & { format: string } {
  const format = formats.find(({ looksLike }) => looksLike(text))
  if (format === undefined) throw new Error('not recognised')
  return { format: format.name, ...format.read(text, surroundings(files, variables)) }
}

/** One line per target: what matters of it. */
const brief = ({ found }: Reading) =>
  found.map(({ name, address, password, place }) => {
    const at =
      address.kind === 'http'
        ? address.url
        : address.kind === 'node'
          ? `node ${address.host}:${address.port}`
          : `${address.kind} ${address.user ?? ''}@${address.host}:${address.port}/${address.database} ${address.tls.mode}`
    const secret =
      password.kind === 'value'
        ? `"${password.value}"`
        : password.kind === 'variable'
          ? `\${${password.name}}`
          : 'none'
    return `${name} | ${at} | ${secret} | ${place}`
  })

describe('interpolate', () => {
  it('follows compose', () => {
    const values: Record<string, string> = { A: 'a', EMPTY: '' }
    const lookup = (name: string) => values[name]
    const text = '$A ${A} $$A ${NO:-x} ${NO-x} ${EMPTY:-x} ${EMPTY-x} ${A:+y} ${NO:+y} ${NO:-${A}b} $ ${'
    expect(interpolate(text, lookup)).toEqual({ text: 'a a $A x x x  y  ab $ ${', missing: [] })
    expect(interpolate('${NO} $NO2 ${NO3:?must be set}', lookup).missing).toEqual(['NO', 'NO2', 'NO3'])
  })
})

describe('.env', () => {
  it('reads quotes, export, comments, several lines and references', () => {
    const text = [
      '# a comment',
      'export A=plain # tail',
      'B="two\\nlines and ${A}"',
      "C='raw ${A} \\n'",
      'D="over',
      'two lines"',
      'E=pa$$word$x#1',
      'F = spaced ',
      'G=',
      'H=${NOT_THERE}',
      'I="${A:-x}${MISSING:-fallback}"',
      'J: yaml style',
      'broken line',
      'K="never closed',
      'L=`tick`',
    ].join('\r\n')
    const { variables, problems } = parseDotenv(text, { OUTER: 'o' })
    expect(Object.fromEntries(variables)).toEqual({
      A: 'plain',
      B: 'two\nlines and plain',
      C: 'raw ${A} \\n',
      D: 'over\r\ntwo lines',
      E: 'pa$$word$x#1',
      F: 'spaced',
      G: '',
      I: 'plainfallback',
      J: 'yaml style',
      K: '"never closed',
      L: 'tick',
    })
    expect(problems).toEqual(['H refers to NOT_THERE, which is not set.'])
  })

  it('finds URLs, sets of variables and several databases', () => {
    const reading = read(`
      DATABASE_URL="postgresql://app:\${DB_PW}@localhost:5432/shop?schema=public"
      DB_PW=s3cret
      READ_DATABASE_URL=postgres://app:x@replica:5432/shop
      REDIS_URL=redis://:cachepw@localhost:6379/1
      POSTGRES_HOST=localhost
      POSTGRES_PORT=5433
      POSTGRES_USER=admin
      POSTGRES_PASSWORD=adminpw
      POSTGRES_DB=billing
      SESSION_REDIS_HOST=localhost
      SESSION_REDIS_PORT=6380
      API_URL=http://localhost:3000
      SENTRY_DSN=https://key@sentry.example.com/1
      WEBHOOK_URL=https://hooks.example.com/x
      SPRING_DATASOURCE_URL=jdbc:postgresql://localhost/spring
      SPRING_DATASOURCE_USERNAME=boot
      SPRING_DATASOURCE_PASSWORD=bootpw`)
    expect(reading.format).toBe('.env')
    expect(reading.problems).toEqual([])
    expect(brief(reading)).toEqual([
      'shop | postgres app@localhost:5432/shop prefer | "s3cret" | DATABASE_URL',
      'shop (read) | postgres app@replica:5432/shop prefer | "x" | READ_DATABASE_URL',
      'redis 1 | redis @localhost:6379/1 disable | "cachepw" | REDIS_URL',
      'localhost:3000 | http://localhost:3000/ | none | API_URL',
      'spring (spring datasource) | postgres boot@localhost:5432/spring prefer | "bootpw" | SPRING_DATASOURCE_URL',
      'billing | postgres admin@localhost:5433/billing prefer | "adminpw" | POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_DB',
      'redis (session) | redis @localhost:6380/0 disable | none | SESSION_REDIS_HOST, SESSION_REDIS_PORT',
    ])
  })

  it('fills references in from lines above', () => {
    const reading = read('DB_PW=s3cret\nDATABASE_URL="postgresql://app:${DB_PW}@localhost/shop"')
    expect(brief(reading)).toEqual([
      'shop | postgres app@localhost:5432/shop prefer | "s3cret" | DATABASE_URL',
    ])
  })

  it('leaves other databases alone and says what is wrong', () => {
    expect(brief(read('DB_CONNECTION=mysql\nDB_HOST=localhost\nDB_PORT=3306\nDB_DATABASE=x'))).toEqual([])
    expect(brief(read('DB_HOST=localhost\nDB_PORT=3306\nDB_NAME=x'))).toEqual([])
    expect(
      brief(read('DB_CONNECTION=pgsql\nDB_HOST=localhost\nDB_DATABASE=x\nDB_USERNAME=u\nDB_PASSWORD=p')),
    ).toEqual([
      'x | postgres u@localhost:5432/x prefer | "p" | DB_CONNECTION, DB_HOST, DB_DATABASE, DB_USERNAME',
    ])
    expect(brief(read('REDIS_PORT=tcp://10.0.0.1:6379\nREDIS_HOST=x'))).toEqual([])
    expect(read('PGHOST=x\nPGPORT=abc').problems).toEqual(['PG: the port is not a number from 1 to 65535.'])
    expect(read('DATABASE_URL=postgres://u:SECRET/x@h/d').problems[0]).not.toContain('SECRET')
  })
})

describe('.pgpass', () => {
  const text = [
    '# comment',
    'db.example:5432:shop:ann:p\\:w\\\\1',
    '*:*:*:ann:any',
    'localhost:*:*:bob:b:with:colons',
    'bad line',
  ].join('\n')

  it('matches as libpq does: first line, wildcards, escapes', () => {
    const { lines, problems } = parsePasswordLines(text)
    const at = (host: string, user: string) =>
      passwordFor(lines, {
        kind: 'postgres',
        host,
        port: 5432,
        database: 'shop',
        user,
        tls: { mode: 'prefer' },
      })
    expect(at('db.example', 'ann')).toBe('p:w\\1')
    expect(at('other', 'ann')).toBe('any')
    expect(at('/var/run/postgresql', 'bob')).toBe('b:with:colons')
    expect(at('localhost', 'eve')).toBeUndefined()
    expect(problems).toEqual(['Line 5 is not host:port:database:user:password.'])
  })

  it('makes targets of lines that name a server', () => {
    const reading = read(text.split('\n').slice(0, 4).join('\n'))
    expect(reading.format).toBe('.pgpass')
    expect(brief(reading)).toEqual([
      'shop on db.example | postgres ann@db.example:5432/shop prefer | "p:w\\1" | line 2',
      'bob on localhost | postgres bob@localhost:5432/bob prefer | "b:with:colons" | line 4',
    ])
    expect(reading.problems).toEqual(['Line 3 is for any host: it names no target of its own.'])
  })
})

describe('pg_service.conf', () => {
  it('reads each section', () => {
    const reading = read(`# comment
[shop]
host=db.example
port=5433
dbname=shop
user=ann
password=pw
sslmode=verify-full
sslrootcert=/ca.pem

[local]
dbname=test
[broken]
port=x
host=localhost
nonsense
[two]
host=a,b`)
    expect(reading.format).toBe('pg_service.conf')
    expect(brief(reading)).toEqual([
      'shop | postgres ann@db.example:5433/shop verify-full | "pw" | service shop',
      'local | postgres me@localhost:5432/test prefer | none | service local',
    ])
    expect(reading.problems).toHaveLength(3)
  })
})

describe('a compose file', () => {
  const compose = `
x-common: &common
  restart: always
  environment: &env
    POSTGRES_USER: app
    POSTGRES_PASSWORD: \${DB_PASSWORD}
services:
  db:
    <<: *common
    image: postgres:16-alpine
    ports: ["\${DB_PORT:-5433}:5432"]
  geo:
    image: postgis/postgis:16-3.4
    environment:
      - POSTGRES_PASSWORD=literal$$1
      - POSTGRES_DB=geo
    ports:
      - target: 5432
        published: "5434"
        host_ip: 0.0.0.0
  series:
    image: timescale/timescaledb:latest-pg16
    env_file: [db.env]
    ports: ["127.0.0.1:5435:5432/tcp"]
  bitnami:
    image: docker.io/bitnami/postgresql:16
    environment: { POSTGRESQL_USERNAME: b, POSTGRESQL_PASSWORD: bpw, POSTGRESQL_DATABASE: bdb }
    ports: ["5430-5432:5430-5432"]
  hidden:
    image: pgvector/pgvector:pg17
    expose: ["5432"]
  random:
    image: postgres
    ports: ["5432"]
  cache:
    image: redis:7
    command: redis-server --save "" --requirepass cachepw
    ports: ["6379:6379"]
  valkey:
    image: valkey/valkey:8
    command: ["valkey-server", "--requirepass", "\${VALKEY_PW}"]
    network_mode: host
  exporter:
    image: quay.io/prometheuscommunity/postgres-exporter
    ports: ["9187:9187"]
  web:
    build: .
    ports: ["3000:3000"]
`

  it('finds published servers with their users and passwords', () => {
    const reading = read(compose, {
      '.env': 'DB_PASSWORD=from-env',
      'db.env': 'POSTGRES_PASSWORD=pw$x\nPOSTGRES_DB=ts',
    })
    expect(reading.format).toBe('a compose file')
    expect(brief(reading)).toEqual([
      'db | postgres app@127.0.0.1:5433/app prefer | "from-env" | service db',
      'geo | postgres postgres@127.0.0.1:5434/geo prefer | "literal$1" | service geo',
      'series | postgres postgres@127.0.0.1:5435/ts prefer | "pw$x" | service series',
      'bitnami | postgres b@127.0.0.1:5432/bdb prefer | "bpw" | service bitnami',
      'cache | redis @127.0.0.1:6379/0 disable | "cachepw" | service cache',
      'valkey | redis @127.0.0.1:6379/0 disable | ${VALKEY_PW} | service valkey',
    ])
    expect(reading.problems).toEqual([
      'Service hidden publishes no port: add ports: ["5432:5432"] to reach it from this machine.',
      'Service random publishes port 5432 under a number that changes at every start: write "5432:5432" to fix it.',
    ])
  })

  it('takes the process before .env, and says that an env_file is missing', () => {
    const reading = read(
      compose,
      { '.env': 'DB_PASSWORD=from-env' },
      { DB_PASSWORD: 'from-process', DB_PORT: '6000' },
    )
    expect(brief(reading)[0]).toBe(
      'db | postgres app@127.0.0.1:6000/app prefer | "from-process" | service db',
    )
    expect(reading.problems[0]).toBe('Service series has its variables in db.env, which is not there.')
  })
})

describe('pitwall.yaml', () => {
  it('reads environments, guards, URLs and fields', () => {
    const reading = read(
      `
environments:
  local:
    guard: open
    targets:
      shop: postgresql://app:\${SHOP_PW}@localhost:5433/shop?sslmode=require
      cache: { kind: redis, host: localhost, database: 2, password: "\${CACHE_PW}" }
      api: http://localhost:3000/api
      worker: inspect://127.0.0.1:9230
  staging:
    guard: read-only
    targets:
      shop:
        url: postgresql://app@db.staging/shop
        password: \${STAGING_PW}
      other: { kind: postgres, user: app, tls: { mode: verify-ca, caFile: /ca.pem } }
  unsaid:
    targets: { cache: redis://localhost }`,
      {},
      { PGHOST: 'never-used', PGSSLMODE: 'disable' },
    )
    expect(reading.problems).toEqual([])
    expect(brief(reading)).toEqual([
      'shop | postgres app@localhost:5433/shop require | ${SHOP_PW} | local, shop',
      'cache | redis @localhost:6379/2 disable | ${CACHE_PW} | local, cache',
      'api | http://localhost:3000/api | none | local, api',
      'worker | node 127.0.0.1:9230 | none | local, worker',
      'shop | postgres app@db.staging:5432/shop prefer | ${STAGING_PW} | staging, shop',
      'other | postgres app@localhost:5432/app verify-ca | none | staging, other',
      'cache | redis @localhost:6379/0 disable | none | unsaid, cache',
    ])
    expect(reading.found.map((one) => one.environment?.guard)).toEqual([
      'open',
      'open',
      'open',
      'open',
      'read-only',
      'read-only',
      'confirm',
    ])
  })

  it('reads client certificates and Sentinels', () => {
    const reading = read(`
environments:
  staging:
    targets:
      cache:
        kind: redis
        host: one.staging
        tls: { mode: verify-full, certFile: /me.pem, keyFile: /me.key }
        sentinel: { master: main, others: [two.staging, "[::1]:26380"] }
      other: redis+sentinel://app:\${PW}@one.staging,two.staging/main/1
      half: { kind: redis, tls: { mode: require, certFile: /me.pem } }
      nameless: { kind: redis, sentinel: { others: [one] } }
      secret: { kind: redis, sentinel: { master: main, others: ["x:SECRET@one"] } }
      wrong: { kind: redis, tls: { mode: require, cretFile: /me.pem } }`)
    expect(reading.found.map(({ address }) => address)).toEqual([
      {
        kind: 'redis',
        host: 'one.staging',
        port: 26_379,
        database: 0,
        tls: { mode: 'verify-full', certFile: '/me.pem', keyFile: '/me.key' },
        sentinel: {
          master: 'main',
          others: [
            { host: 'two.staging', port: 26_379 },
            { host: '::1', port: 26_380 },
          ],
        },
      },
      {
        kind: 'redis',
        host: 'one.staging',
        port: 26_379,
        database: 1,
        user: 'app',
        tls: { mode: 'disable' },
        sentinel: { master: 'main', others: [{ host: 'two.staging', port: 26_379 }] },
      },
    ])
    expect(reading.problems.map((problem) => problem.split(':')[0])).toEqual([
      'staging, half',
      'staging, nameless',
      'staging, secret',
      'staging, wrong',
    ])
    expect(reading.problems.join()).not.toContain('SECRET')
  })

  it('refuses passwords, references elsewhere and what it does not know', () => {
    const reading = read(`
environments:
  a:
    targets:
      one: postgresql://app:SECRET@localhost/x
      two: { url: postgresql://app@localhost/x, password: SECRET }
      three: postgresql://\${USER}@localhost/x
      four: postgresql://app:\${PW}@\${HOST}/x
      five: { kind: redis, host: '\${HOST}' }
      six: { kind: postgres, hots: localhost }
      seven: { kind: oracle }
      eight: 17
      nine: postgresql://app:a\${PW}SECRET@localhost/x
      fine: redis://localhost
  b:
    guard: wide-open
    targets: {}
  c: nothing`)
    expect(brief(reading)).toEqual(['fine | redis @localhost:6379/0 disable | none | a, fine'])
    expect(reading.problems.map((problem) => problem.split(':')[0])).toEqual([
      'a, one',
      'a, two',
      'a, three',
      'a, four',
      'a, five',
      'a, six',
      'a, seven',
      'a, eight',
      'a, nine',
      'b',
      'c',
    ])
    expect(reading.problems.join()).not.toContain('SECRET')
    expect(reading.problems[0]).toContain('${NAME}')
  })
})

describe('YAML from strangers', () => {
  it('refuses a bomb of aliases, endless nesting and malformed text in one sentence', () => {
    const names = 'abcdefghi'.split('')
    const bomb = names
      .map((name, index) =>
        index === 0 ? 'a: &a [x, x, x, x]' : `${name}: &${name} [${`*${names[index - 1]}, `.repeat(9)}]`,
      )
      .join('\n')
    for (const text of [
      bomb,
      '['.repeat(10_000),
      'a: b: c',
      'a: [SECRET',
      'a: *nowhere',
      '\t- x\n a',
      '%TAG ! x',
    ]) {
      const reading = read(`services: {}\nenvironments:\n  x: 1\n${text}`)
      expect(reading.found).toEqual([])
      expect(reading.problems.length).toBeGreaterThan(0)
      expect(reading.problems.join()).not.toContain('SECRET')
    }
  })

  it('makes plain data only', () => {
    expect(parseYaml('a: !!js/function "x"\n__proto__: { polluted: 1 }')).toBeDefined()
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('every reader', () => {
  const words = fc.constantFrom(
    'services:',
    'environments:',
    'image: postgres',
    'ports:',
    '  - "5432:5432"',
    '[x]',
    'host=',
    'DATABASE_URL=',
    'postgres://',
    '${A',
    ':-',
    '}',
    '"',
    "'",
    '\\',
    '\n',
    '  ',
    '*',
    '&a',
    ':',
    '@',
    '$$',
    'a:1:b:c:d',
    '\u0000',
    '\uFEFF',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
    fc.array(words, { maxLength: 60 }).map((parts) => parts.join('\n')),
  )

  it.each(formats.map((format) => [format.name, format] as const))('%s never throws', (_, format) => {
    fc.assert(
      fc.property(text, (sample) => {
        format.looksLike(sample)
        const { found, problems } = format.read(sample, surroundings({ '.env': sample }))
        expect(Array.isArray(found)).toBe(true)
        expect(problems.every((problem) => problem.length < 1_000)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('comes through long nonsense', { timeout: 60_000 }, () => {
    for (const piece of ['\n', 'A=1\n', '${', 'a:1:b:c:d\n', '[x]\nhost=y\n', '- ', 'A_', '"', '$']) {
      const long = piece.repeat(Math.ceil(20_000 / piece.length))
      for (const { looksLike, read } of formats) {
        looksLike(long)
        expect(read(long, surroundings()).problems).toBeInstanceOf(Array)
      }
    }
  })
})
