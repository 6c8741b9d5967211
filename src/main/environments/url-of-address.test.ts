import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Address, Tls } from '#shared/contract/environments.ts'
import { parseTargetUrl } from './discovery/url.ts'
import { urlOfAddress } from './url-of-address.ts'

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() === text && text.isWellFormed())
const path = word.map((text) => `/run/${text}`)
const server = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6())
const port = fc.integer({ min: 1, max: 65_535 })
const tls: fc.Arbitrary<Tls> = fc.record(
  {
    mode: fc.constantFrom('disable', 'prefer', 'require', 'verify-ca', 'verify-full'),
    caFile: path,
    certFile: path,
    keyFile: path,
  },
  { requiredKeys: ['mode'] },
)
const database = fc.integer({ min: 0, max: 65_535 })
const sentinel = fc.record({
  master: word.filter((text) => !text.includes('/')),
  others: fc.array(fc.record({ host: server, port }), { maxLength: 3 }),
})

const address: fc.Arbitrary<Address> = fc.oneof(
  fc.record({
    kind: fc.constant('postgres' as const),
    // A comma would be a second host, to libpq as well.
    host: fc.oneof(
      server,
      path.filter((text) => !text.includes(',')),
    ),
    port,
    database: word,
    user: word,
    tls,
  }),
  fc.record(
    { kind: fc.constant('redis' as const), host: server, port, database, user: word, tls, sentinel },
    { requiredKeys: ['kind', 'host', 'port', 'database', 'tls'] },
  ),
  fc.record(
    {
      kind: fc.constant('redis' as const),
      host: path.filter((text) => !text.includes('//')),
      // A socket has no port; this is what the schema wants.
      port: fc.constant(6379),
      database,
      user: word,
      tls,
    },
    { requiredKeys: ['kind', 'host', 'port', 'database', 'tls'] },
  ),
  fc.record({ kind: fc.constant('node' as const), host: server, port }),
)

describe('urlOfAddress', () => {
  it('is read back as the same address', () => {
    fc.assert(
      fc.property(address, (one) => {
        const read = parseTargetUrl(urlOfAddress(one), { variables: {}, userName: 'me' })
        expect(read).toEqual({ address: one, password: undefined })
      }),
      { numRuns: 400 },
    )
  })
})
