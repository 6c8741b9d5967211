import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Schedule } from './schedule.ts'

test('keeps to the rate, however often it is asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 100, maxLength: 300 }),
      (rate, waits) => {
        const schedule = new Schedule(rate)
        let at = 0
        let sent = schedule.due(0, Infinity)
        for (const wait of waits) {
          at += wait
          sent += schedule.due(at, Infinity)
          // The n-th is due at n / rate, so one is due at the very beginning.
          expect(sent).toBeLessThanOrEqual(Math.floor((at * rate) / 1000) + 1)
        }
        expect(schedule.late).toBe(0)
        expect(sent).toBeGreaterThanOrEqual(Math.floor((at * rate) / 1000))
      },
    ),
  )
})

test('what cannot be sent in time is given up and counted, and a pause ends in no burst', () => {
  const schedule = new Schedule(1000)
  let sent = 0
  for (let at = 0; at < 2000; at += 10) sent += schedule.due(at, 0)
  expect(sent).toBe(0)
  expect(schedule.late).toBeGreaterThan(1400)
  for (let at = 2000; at < 3000; at += 10) {
    const now = schedule.due(at, Infinity)
    // Ten would be due in this time.
    expect(now).toBeLessThanOrEqual(20)
    sent += now
  }
  expect(sent + schedule.late).toBeGreaterThanOrEqual(2990)
  expect(sent + schedule.late).toBeLessThanOrEqual(3000)
})
