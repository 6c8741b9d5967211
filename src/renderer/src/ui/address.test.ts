import { expect, it } from 'vitest'
import { addressText } from './address.ts'

const tls = { mode: 'prefer' } as const

it('writes each kind of address in one line', () => {
  expect(addressText({ kind: 'postgres', host: 'db', port: 5432, database: 'shop', user: 'app', tls })).toBe(
    'app@db:5432/shop',
  )
  expect(addressText({ kind: 'redis', host: '::1', port: 6379, database: 0, tls })).toBe('[::1]:6379/0')
  expect(addressText({ kind: 'http', url: 'http://127.0.0.1:3000/api' })).toBe('http://127.0.0.1:3000/api')
  expect(addressText({ kind: 'node', host: '127.0.0.1', port: 9229 })).toBe('127.0.0.1:9229')
})

it('names a Unix socket by its folder', () => {
  expect(
    addressText({ kind: 'postgres', host: '/run/pg', port: 5432, database: 'shop', user: 'app', tls }),
  ).toBe('app@/run/pg/shop')
})

it('names the master, and through which Sentinel it is found', () => {
  const sentinel = { master: 'main', others: [] }
  expect(
    addressText({ kind: 'redis', host: 'cache', port: 26_379, database: 1, user: 'app', tls, sentinel }),
  ).toBe('app@main/1 via cache:26379')
})
