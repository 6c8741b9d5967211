import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { factsLine, formatOf, isLocalFile, placeOf, shortPlaceOf } from './words.ts'

const build = new ProfileBuilder({ name: 'p', unit: 'milliseconds', categories: ['app'] })
build.addFrame({ name: 'a', file: 'file:///srv/app/src/server.js', line: 12, column: 3 })
build.addFrame({ name: 'b' })
build.addFrame({ name: 'c', file: 'node:fs' })
const { frames } = build.finish()

describe('places', () => {
  it('tell as much as is known', () => {
    expect(placeOf(frames, 0)).toBe('file:///srv/app/src/server.js:12:3')
    expect(placeOf(frames, 1)).toBe('')
    expect(placeOf(frames, 2)).toBe('node:fs')
    expect(shortPlaceOf(frames, 0)).toBe('src/server.js:12')
  })

  it('are for an editor where they are files', () => {
    for (const file of ['/srv/a.js', 'file:///srv/a.js', 'C:\\a.js', 'c:/a.js'])
      expect(isLocalFile(file)).toBe(true)
    for (const file of ['', 'node:fs', 'https://a.example/a.js', 'a.js', 'wasm://1'])
      expect(isLocalFile(file)).toBe(false)
  })
})

describe('figures', () => {
  it('have their unit', () => {
    expect(formatOf('milliseconds')(1240)).toBe('1.24\u00a0s')
    expect(formatOf('bytes')(2048)).toBe('2\u00a0KiB')
    expect(formatOf('count')(1234)).toBe('1,234')
  })

  it('sum a profile up', () => {
    const facts = {
      name: '',
      unit: 'bytes' as const,
      categories: [],
      samples: 1500,
      frames: 20,
      stacks: 30,
      depths: 4,
      total: 1024,
      weights: [],
    }
    expect(factsLine({ ...facts, categories: ['app', 'idle'], weights: [768, 256] })).toContain(
      '768\u00a0B not idle',
    )
    expect(factsLine(facts)).toBe('1\u00a0KiB · 1.50\u00a0k samples · 20 functions · 4 deep')
  })
})
