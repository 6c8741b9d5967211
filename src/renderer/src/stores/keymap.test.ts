import { describe, expect, it } from 'vitest'
import { commandFor, conflictsOf, currentCommands, keysOf, type Command } from './keymap.ts'

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Test',
  run: () => undefined,
  ...more,
})

describe('keysOf', () => {
  const open = command('open', { keys: 'mod+o' })
  it('is what the user chose over what the command has by itself', () => {
    expect(keysOf(open, {})).toBe('Mod+O')
    expect(keysOf(open, { open: 'Mod+Shift+O' })).toBe('Mod+Shift+O')
  })
  it('is nothing where the user took the keys away', () => {
    expect(keysOf(open, { open: '' })).toBeUndefined()
  })
})

describe('commandFor', () => {
  it('finds the enabled one of two that share keys', () => {
    const run = command('run', { keys: 'Mod+Enter', enabled: false })
    const read = command('read', { keys: 'Mod+Enter' })
    expect(commandFor('Mod+Enter', [run, read], {})?.id).toBe('read')
    expect(commandFor('Mod+Enter', [run], {})).toBeUndefined()
  })
  it('takes the later of two that have one id', () => {
    const first = command('test', { keys: 'T', title: 'first' })
    const second = command('test', { keys: 'T', title: 'second' })
    expect(commandFor('T', [first, second], {})?.title).toBe('second')
    expect(currentCommands([first, second])).toHaveLength(1)
  })
})

describe('conflictsOf', () => {
  const run = command('run', { keys: 'Mod+Enter', screen: 'queries' })
  const read = command('read', { keys: 'Mod+Enter', screen: 'queries' })
  const test = command('test', { keys: 'T', screen: 'overview' })
  const palette = command('palette', { keys: 'Mod+K' })
  const all = [run, read, test, palette]

  it('does not complain of what commands share by themselves', () => {
    expect(conflictsOf(run, all, {})).toEqual([])
  })
  it('names whoever else has keys that the user gave', () => {
    expect(conflictsOf(palette, all, { palette: 'T' })).toEqual([test])
    expect(conflictsOf(test, all, { palette: 'T' })).toEqual([palette])
  })
  it('leaves commands of other screens alone', () => {
    expect(conflictsOf(run, all, { run: 'T' })).toEqual([])
  })
})
