import { describe, expect, it } from 'vitest'
import { chordLabels, chordOf, normalizeChord, worksWhileTyping, type KeyPress } from './chords.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('chordOf', () => {
  it('reads Control as Mod on a PC and Command as Mod on a Mac', () => {
    expect(chordOf(press('k', { ctrlKey: true }), false)).toBe('Mod+K')
    expect(chordOf(press('k', { metaKey: true }), true)).toBe('Mod+K')
    expect(chordOf(press('k', { ctrlKey: true }), true)).toBe('Ctrl+K')
  })

  it('waits while only modifiers are held', () => {
    expect(chordOf(press('Control', { ctrlKey: true }), false)).toBeUndefined()
  })

  it('counts Shift for letters and named keys, not where it is part of the character', () => {
    expect(chordOf(press('P', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+P')
    expect(chordOf(press('Enter', { shiftKey: true }), false)).toBe('Shift+Enter')
    expect(chordOf(press('?', { shiftKey: true }), false)).toBe('?')
  })

  it('goes by the key, not the character, where a modifier changes the character', () => {
    expect(chordOf(press('˚', { altKey: true, code: 'KeyK' }), true)).toBe('Alt+K')
  })
})

describe('normalizeChord', () => {
  it('has one spelling for a chord', () => {
    expect(normalizeChord('shift+mod+p')).toBe('Mod+Shift+P')
    expect(normalizeChord(' Mod + enter ')).toBe('Mod+Enter')
  })
})

it('lets only chords with Mod and function keys through while typing', () => {
  expect(worksWhileTyping('Mod+Enter')).toBe(true)
  expect(worksWhileTyping('F5')).toBe(true)
  expect(worksWhileTyping('N')).toBe(false)
  expect(worksWhileTyping('Shift+F')).toBe(false)
})

it('names keys as they stand on the keyboard', () => {
  expect(chordLabels('Mod+Enter', false)).toEqual(['Ctrl', '↵'])
  expect(chordLabels('Mod+Shift+P', true)).toEqual(['⌘', '⇧', 'P'])
})
