import { describe, expect, it } from 'vitest'
import { pprofAddress } from './address.ts'

describe('pprofAddress', () => {
  it('takes the service, its pprof pages or one of its profiles', () => {
    const wanted = 'http://localhost:6060/debug/pprof/heap'
    for (const given of [
      'http://localhost:6060',
      'http://localhost:6060/',
      'http://localhost:6060/debug/pprof',
      'http://localhost:6060/debug/pprof/',
      'http://localhost:6060/debug/pprof/profile?seconds=30',
      'http://localhost:6060/debug/pprof/goroutine?debug=2#top',
    ]) {
      expect(pprofAddress(given, 'heap', undefined).url.href, given).toBe(wanted)
    }
    expect(pprofAddress('http://[::1]:6060', 'profile', 5).url.href).toBe(
      'http://[::1]:6060/debug/pprof/profile?seconds=5',
    )
  })

  it('keeps what stands before and what belongs to the address', () => {
    const { url, service } = pprofAddress('http://127.0.0.1/internal/debug/pprof/?key=1', 'allocs', 3)
    expect(url.href).toBe('http://127.0.0.1/internal/debug/pprof/allocs?key=1&seconds=3')
    expect(service).toBe('http://127.0.0.1/internal')
    expect(pprofAddress('http://127.0.0.1/shop/', 'heap', undefined).url.pathname).toBe(
      '/shop/debug/pprof/heap',
    )
    expect(pprofAddress('http://127.0.0.1/debug/pprofile', 'heap', undefined).url.pathname).toBe(
      '/debug/pprofile/debug/pprof/heap',
    )
  })

  it('takes user and password out of the address', () => {
    const { url, service, authorization } = pprofAddress('http://me:s%40crt@localhost:1/', 'heap', undefined)
    expect(url.href + service).not.toMatch(/me|crt/)
    expect(authorization).toBe(`Basic ${Buffer.from('me:s@crt').toString('base64')}`)
  })

  it('refuses what is no HTTP address, and does not repeat it', () => {
    for (const given of ['', 'localhost:6060', 'ftp://a:secret@b/', 'http://']) {
      expect(() => pprofAddress(given, 'heap', undefined)).toThrow('That is no HTTP address.')
    }
  })
})
