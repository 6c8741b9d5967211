import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { matcher } from '../../glob.ts'
import { NamespaceTree, partsOf } from '../../namespaces/index.ts'
import { BatchMemory, Words } from '../key-batch.ts'
import { Tally } from '../tally.ts'
import { outlineOf } from './outline.ts'

function outline(names: readonly (string | Uint8Array)[], most = 1000): Namespace[] {
  const words = new Words()
  const tree = new NamespaceTree(() => new Tally())
  const batch = new BatchMemory(0, words)
  for (const name of names) {
    const bytes = Buffer.from(name)
    batch.clear()
    batch.add(bytes, 0, bytes.length)
    batch.bytes[0] = 100 + (bytes.length % 7)
    tree.countsOf(tree.place(batch.names, 0, bytes.length)).add(batch, 0, 'unknown')
  }
  return outlineOf(partsOf(tree), { words, access: 'unknown', most, isWhole: () => true })
}

const shown = (namespaces: readonly Namespace[]) =>
  Object.fromEntries(namespaces.map(({ prefix, pattern, keys }) => [prefix, { pattern, keys }]))

const many = (count: number, name: (n: number) => string) => Array.from({ length: count }, (_, n) => name(n))

const hex = (n: number, length: number) =>
  (BigInt(n + 1) * 0x9e3779b97f4a7c15n + 0x1234567890abcdefn)
    .toString(16)
    .padStart(length, 'a')
    .slice(-length)
/** Of letters alone. */
const letters = (n: number) => hex(n, 12).replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')
const uuid = (n: number) => `${hex(n, 8)}-${hex(n + 7, 4)}-4${hex(n, 3)}-a${hex(n + 1, 3)}-${hex(n * 31, 12)}`

describe('namespaces of names', () => {
  it('are found by their separators, ids folded', () => {
    const namespaces = shown(
      outline([
        ...many(50, (n) => `user:${n}:profile`),
        ...many(40, (n) => `user:${n}:settings`),
        ...many(30, (n) => `session:${uuid(n)}`),
        ...many(20, (n) => `cache:page:${n}`),
        ...many(20, (n) => `feature_${n}`),
        'config:a',
        'config:b',
      ]),
    )
    expect(namespaces).toMatchObject({
      '': { pattern: '*', keys: 162 },
      'user:': { pattern: 'user:*', keys: 90 },
      'user:*:profile': { pattern: 'user:*:profile', keys: 50 },
      'user:*:settings': { pattern: 'user:*:settings', keys: 40 },
      'session:': { pattern: 'session:*', keys: 30 },
      'cache:page:': { pattern: 'cache:page:*', keys: 20 },
      feature_: { pattern: 'feature_*', keys: 20 },
      'config:': { pattern: 'config:*', keys: 2 },
    })
  })

  it.each([
    ['slashes', (n: number) => `api/v1/users/${n}`, 'api/v1/users/'],
    ['dots', (n: number) => `app.users.${n}.name`, 'app.users.*.name'],
    ['underscores', (n: number) => `user_${n}_cart`, 'user_*_cart'],
    ['words with a weak separator', (n: number) => `order_items:${n}`, 'order_items:'],
    ['digits without a separator', (n: number) => `counter${n}`, 'counter*'],
    ['hash tags', (n: number) => `{user:${n}}:cart`, '{user:*}:cart'],
    ['e-mail addresses', (n: number) => `mail:ann.bee-${n}@example.com:box`, 'mail:*:box'],
    ['addresses', (n: number) => `rate:10.0.${n}.1:minute`, 'rate:*:minute'],
    ['addresses of version 6', (n: number) => `rate:2001:db8::${n}`, 'rate:'],
    ['dates', (n: number) => `visits:2024-01-${10 + (n % 20)}:page${n}`, 'visits:*:page*'],
    ['moments', (n: number) => `log:2024-01-31T10:${10 + n}:00Z:x`, 'log:*:x'],
    ['ULIDs', (n: number) => `job:01ARZ3NDEKTSV4RRFFQ69G${String(n).padStart(4, '0')}:state`, 'job:*:state'],
  ])('are found with %s', (_, name, prefix) => {
    const names = many(40, name)
    const found = outline(names).find((one) => one.prefix === prefix)
    expect(found?.keys, JSON.stringify(shown(outline(names)))).toBe(
      new Set(names).size === 40 ? 40 : names.length,
    )
    expect(found?.pattern).not.toBeNull()
  })

  it('takes names for varying when there are too many of them', () => {
    const names = many(5000, (n) => [`user:${letters(n)}:cart`, `user:${letters(n)}:orders`][n % 2] ?? '')
    const namespaces = shown(outline(names))
    expect(namespaces['user:*:cart']).toEqual({ pattern: 'user:*:cart', keys: 2500 })
    expect(namespaces['user:*:orders']).toEqual({ pattern: 'user:*:orders', keys: 2500 })
  })

  it('puts the small ones together without losing a key', () => {
    const namespaces = outline(
      many(
        3000,
        (n) => `${String.fromCharCode(97 + (n % 26))}${'xyz'[n % 3]}:${n % 7 === 0 ? 'a' : 'b'}:${n}`,
      ),
      20,
    )
    expect(namespaces.length).toBeLessThan(60)
    expect(namespaces.some(({ label }) => label === '…')).toBe(true)
    expectSums(namespaces)
  })

  it('escapes what a glob would read otherwise, and keeps binary names apart', () => {
    const names = [
      ...many(10, (n) => `odd*[x]?:${n}`),
      ...many(10, (n) => `oddAxB:${n}`),
      Buffer.from([0xff, 0x00, 0x3a, 0x31]),
      '',
    ]
    const namespaces = outline(names)
    expect(shown(namespaces)).toMatchObject({
      'odd*[x]?:': { pattern: String.raw`odd\*\[x\]\?:*`, keys: 10 },
    })
    expectSums(namespaces)
    expectExact(namespaces, names)
  })
})

const word = fc.constantFrom('user', 'cache', 'a', 'page', 'v1', 'node12', 'node13', 'x-y', 'key*', 'Ωmega')
const id = fc.oneof(
  fc.nat({ max: 5000 }).map(String),
  fc.nat({ max: 5000 }).map(uuid),
  fc.nat({ max: 99 }).map((n) => `10.1.2.${n}`),
  fc.nat({ max: 99 }).map((n) => `fe80::${n}`),
  fc.constantFrom('ann@x.org', '2024-01-02', '2024-01-02T03:04:05Z', 'deadbeef', '', 'k3J9x2aB'),
)
const separator = fc.constantFrom(':', ':', ':', '/', '.', '-', '_', '#', '|', '{', '}')
const structured = fc
  .array(fc.tuple(fc.oneof(word, id), separator), { maxLength: 4 })
  .chain((pieces) => fc.oneof(word, id).map((last) => pieces.map(([a, b]) => a + b).join('') + last))
const anyName = fc.oneof(
  { weight: 8, arbitrary: structured.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)) },
)
const names = fc.uniqueArray(anyName, { maxLength: 400, selector: (name) => name.toString('latin1') })

describe('namespaces of any names', () => {
  it('add up, each with exactly the keys its pattern takes', () => {
    fc.assert(
      fc.property(names, (names) => {
        const namespaces = outline(names)
        expect(namespaces[0]?.keys).toBe(names.length)
        expectSums(namespaces)
        expectExact(namespaces, names)
      }),
      { numRuns: 200 },
    )
  })

  it('are the same in whatever order the names come', () => {
    fc.assert(
      fc.property(names, (names) => {
        expect(outline(names.toReversed())).toEqual(outline(names))
      }),
      { numRuns: 100 },
    )
  })

  it('stay exact when the tree has to shrink', () => {
    const all = many(60_000, (n) => `${hex(n, 3)}x:${hex(n * 7, 2)}y:${n}z:end${n % 3}`)
    const namespaces = outline(all)
    expect(namespaces[0]?.keys).toBe(60_000)
    expect(namespaces.length).toBeLessThan(2100)
    expectSums(namespaces)
    expectExact(namespaces.slice(0, 50), all)
  })
})

function expectSums(namespaces: readonly Namespace[]): void {
  for (const parent of namespaces) {
    const children = namespaces.filter(({ parentId }) => parentId === parent.id)
    const sum = (figure: (one: Namespace) => number) =>
      children.reduce((total, one) => total + figure(one), 0)
    expect(sum(({ keys }) => keys)).toBeLessThanOrEqual(parent.keys)
    expect(sum(({ bytes }) => bytes)).toBeLessThanOrEqual(parent.bytes)
    expect(parent.sizes.reduce((total, { keys }) => total + keys, 0)).toBe(parent.keys)
    expect(parent.types['unknown']?.keys ?? 0).toBe(parent.keys)
  }
}

function expectExact(namespaces: readonly Namespace[], names: readonly (string | Uint8Array)[]): void {
  const keys = names.map((name) => Buffer.from(name))
  for (const { pattern, keys: count, prefix } of namespaces) {
    if (pattern === null) continue
    const matches = matcher(pattern)
    expect({ prefix, pattern, count: keys.filter((key) => matches(key)).length }).toEqual({
      prefix,
      pattern,
      count,
    })
  }
}
