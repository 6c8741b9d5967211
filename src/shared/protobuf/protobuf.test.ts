import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import { MessageReader, MessageWriter } from './index.ts'

const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })

describe('messages', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(whole, fc.array(whole), fc.uint8Array(), (number, list, bytes) => {
        const inner = new MessageWriter().numbers(1, list).bytes(2, bytes)
        const reader = new MessageReader(new MessageWriter().number(3, number).message(4, inner).finish())
        if (number !== 0) {
          expect(reader.next()).toBe(true)
          expect([reader.field, reader.unsigned()]).toEqual([3, number])
        }
        expect(reader.next()).toBe(true)
        const message = reader.message()
        const found: number[] = []
        if (list.length > 0) {
          expect(message.next()).toBe(true)
          message.numbers(false, (value) => found.push(value))
        }
        expect(found).toEqual(list)
        expect(message.next()).toBe(true)
        expect([...message.bytes()]).toEqual([...bytes])
        expect(message.next()).toBe(false)
        expect(reader.next()).toBe(false)
      }),
    )
  })

  it('reads negative numbers', () => {
    const bytes = Uint8Array.of(0x08, 0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)
    const reader = new MessageReader(bytes)
    expect(reader.next()).toBe(true)
    expect(reader.signed()).toBe(-5)
  })

  it('answers any bytes with fields or a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const reader = new MessageReader(bytes)
        try {
          while (reader.next()) reader.skip()
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
