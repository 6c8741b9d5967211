import { expect, test } from 'vitest'
import { bytesOfKeyName, keyNameOf, shownKeyName } from './key-name.ts'

const shownBytes = (...bytes: (number | string)[]): string =>
  shownKeyName(
    keyNameOf(
      Buffer.concat(bytes.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.of(one)))),
    ),
  )

test('a name of text travels and shows as it is', () => {
  expect(keyNameOf(Buffer.from('größe:🚗'))).toBe('größe:🚗')
  expect(shownBytes('größe:🚗')).toBe('größe:🚗')
})

test('what is no text shows byte by byte, and two names never alike', () => {
  expect(shownBytes('t:', 0xff, 0, 'ü')).toBe(String.raw`t:\xff\x00ü`)
  expect(shownBytes('t:', 0xc3)).toBe(String.raw`t:\xc3`)
  expect(shownBytes('t:', 0xc4)).not.toBe(shownBytes('t:', 0xc5))
  expect(shownBytes('a\nb')).toBe(String.raw`a\x0ab`)
})

test('every name has one way there and back', () => {
  for (const bytes of [Buffer.of(0xff, 0), Buffer.from('base64:x'), Buffer.from('plain')]) {
    expect(Buffer.from(bytesOfKeyName(keyNameOf(bytes)))).toEqual(bytes)
  }
})
