import { describe, expect, it } from 'vitest'
import { keyCommand, wheelAction, type WheelLike } from './input.ts'

const wheel = (changes: Partial<WheelLike>): WheelLike => ({
  deltaX: 0,
  deltaY: 0,
  deltaMode: 0,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...changes,
})

describe('wheelAction', () => {
  it('zooms in upwards and out downwards, by as much', () => {
    const closer = wheelAction(wheel({ deltaY: -100 }))
    const away = wheelAction(wheel({ deltaY: 100 }))
    if (closer.kind !== 'zoom' || away.kind !== 'zoom') throw new Error('not a zoom')
    expect(closer.factor).toBeGreaterThan(1)
    expect(closer.factor * away.factor).toBeCloseTo(1, 12)
    expect(closer.step).toBe(true)
  })

  it('takes small turns as they come, and a pinch as stronger', () => {
    const finger = wheelAction(wheel({ deltaY: -4 }))
    const pinch = wheelAction(wheel({ deltaY: -4, ctrlKey: true }))
    if (finger.kind !== 'zoom' || pinch.kind !== 'zoom') throw new Error('not a zoom')
    expect(finger.step).toBe(false)
    expect(pinch.factor).toBeGreaterThan(finger.factor)
  })

  it('pans sideways, with shift, and with alt up and down', () => {
    expect(wheelAction(wheel({ deltaX: 30, deltaY: 4 }))).toEqual({ kind: 'pan', right: 30, down: 0 })
    expect(wheelAction(wheel({ deltaY: 100, shiftKey: true }))).toEqual({ kind: 'pan', right: 100, down: 0 })
    // Some systems turn the delta sideways themselves while shift is held.
    expect(wheelAction(wheel({ deltaX: 100, shiftKey: true }))).toEqual({ kind: 'pan', right: 100, down: 0 })
    expect(wheelAction(wheel({ deltaY: 100, altKey: true }))).toEqual({ kind: 'pan', right: 0, down: 100 })
  })

  it('counts lines and pages as pixels', () => {
    expect(wheelAction(wheel({ deltaY: 3, deltaMode: 1, shiftKey: true }))).toEqual({
      kind: 'pan',
      right: 96,
      down: 0,
    })
    expect(wheelAction(wheel({ deltaY: 1, deltaMode: 2, shiftKey: true }))).toMatchObject({ right: 400 })
  })
})

const key = (name: string, changes: Partial<Parameters<typeof keyCommand>[0]> = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...changes,
})

describe('keyCommand', () => {
  it('goes up and down the way the chart grows', () => {
    expect(keyCommand(key('ArrowUp'), 'icicle')).toBe('parent')
    expect(keyCommand(key('ArrowDown'), 'icicle')).toBe('child')
    expect(keyCommand(key('ArrowUp'), 'flame')).toBe('child')
    expect(keyCommand(key('ArrowDown'), 'flame')).toBe('parent')
  })

  it.each([
    ['Enter', 'zoom-to-selected'],
    ['z', 'zoom-to-selected'],
    ['Z', 'zoom-to-selected'],
    ['0', 'fit'],
    ['w', 'zoom-in'],
    ['a', 'pan-left'],
    ['s', 'zoom-out'],
    ['d', 'pan-right'],
    ['/', 'search'],
    ['Escape', 'clear'],
    ['p', 'pin'],
    ['r', 'range'],
    ['1', 'view-1'],
    ['3', 'view-3'],
  ] as const)('%s is %s', (name, command) => {
    expect(keyCommand(key(name), 'icicle')).toBe(command)
  })

  it("leaves other keys and the application's own combinations alone", () => {
    for (const name of ['q', 'Tab', 'F5', 'toString', '__proto__'])
      expect(keyCommand(key(name), 'icicle')).toBeNull()
    expect(keyCommand(key('a', { ctrlKey: true }), 'icicle')).toBeNull()
    expect(keyCommand(key('ArrowLeft', { altKey: true }), 'icicle')).toBeNull()
    expect(keyCommand(key('z', { metaKey: true }), 'icicle')).toBeNull()
  })
})
