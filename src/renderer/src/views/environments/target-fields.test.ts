import { describe, expect, it } from 'vitest'
import type { Target } from '#shared/contract/environments.ts'
import { emptyFields, fieldsOf, readFields } from './target-fields.ts'

const shop: Target = {
  id: 't1',
  environmentId: 'e1',
  name: 'shop',
  address: {
    kind: 'postgres',
    host: 'db.local',
    port: 5433,
    database: 'shop',
    user: 'app',
    tls: { mode: 'verify-full', caFile: '/etc/ca.pem' },
  },
  secret: { kind: 'saved' },
}

describe('readFields', () => {
  it('gives a stored target back as it was, its password left where it is', () => {
    expect(readFields(fieldsOf(shop), 't1')).toEqual({
      ok: true,
      draft: { name: 'shop', address: shop.address, secret: { kind: 'keep', targetId: 't1' } },
    })
  })

  it('gives a Redis behind Sentinels back, and client certificates', () => {
    const cache: Target = {
      ...shop,
      name: 'cache',
      address: {
        kind: 'redis',
        host: 'one',
        port: 26_379,
        database: 2,
        tls: { mode: 'require', certFile: '/me.pem', keyFile: '/me.key' },
        sentinel: {
          master: 'main',
          others: [
            { host: 'two', port: 26_380 },
            { host: '::1', port: 26_379 },
          ],
        },
      },
    }
    expect(readFields(fieldsOf(cache), 't1')).toMatchObject({ ok: true, draft: { address: cache.address } })
  })

  it('wants what it needs of Sentinels and certificates', () => {
    const fields = {
      ...emptyFields('redis'),
      sentinel: true,
      otherSentinels: 'one:x',
      tlsMode: 'require',
      showsCertificate: true,
      certFile: '/me.pem',
    } as const
    expect(readFields(fields, undefined)).toEqual({
      ok: false,
      errors: {
        master: expect.any(String),
        otherSentinels: expect.any(String),
        keyFile: expect.any(String),
      },
    })
    // What is switched off is not asked for.
    expect(readFields({ ...fields, sentinel: false, tlsMode: 'disable' }, undefined)).toMatchObject({
      ok: true,
      draft: { address: { tls: { mode: 'disable' } } },
    })
  })

  it('takes a name from the address where none was typed', () => {
    const fields = { ...emptyFields('http'), url: 'http://127.0.0.1:3000/api' }
    expect(readFields(fields, undefined)).toEqual({
      ok: true,
      draft: {
        name: '127.0.0.1:3000',
        address: { kind: 'http', url: 'http://127.0.0.1:3000/api' },
        secret: { kind: 'none' },
      },
    })
  })

  it('says at each field what is missing', () => {
    const read = readFields({ ...emptyFields('postgres'), host: ' ', port: '99999' }, undefined)
    expect(read).toEqual({
      ok: false,
      errors: {
        host: expect.any(String),
        port: 'From 1 to 65535.',
        database: expect.any(String),
        user: expect.any(String),
      },
    })
  })

  it('refuses a web address without http', () => {
    const read = readFields({ ...emptyFields('http'), url: 'ftp://files' }, undefined)
    expect(read).toEqual({ ok: false, errors: { url: expect.any(String) } })
  })

  it('takes a typed password as typed, and nothing typed as none', () => {
    const fields = { ...emptyFields('redis'), secret: 'value', password: ' s p ', save: true } as const
    expect(readFields(fields, undefined)).toMatchObject({
      draft: { secret: { kind: 'value', value: ' s p ', save: true } },
    })
    expect(readFields({ ...fields, password: '' }, undefined)).toMatchObject({
      draft: { secret: { kind: 'none' } },
    })
  })

  it('refuses a variable that no shell could name', () => {
    const fields = { ...emptyFields('redis'), secret: 'variable', variable: 'MY-PASS' } as const
    expect(readFields(fields, undefined)).toEqual({ ok: false, errors: { variable: expect.any(String) } })
  })
})
