/**
 * Key chords such as `Mod+Shift+P`: one spelling for commands, settings and hints. `Mod` is Command
 * on a Mac and Control elsewhere. Pure, so that it can be tested without a keyboard.
 */

/** What a key event must offer to be read as a chord. */
export interface KeyPress {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const modifiers = ['Mod', 'Ctrl', 'Alt', 'Shift'] as const
type Modifier = (typeof modifiers)[number]

const modifierKeys = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead', 'Process'])

const spellings: Record<string, string> = { ' ': 'Space', Esc: 'Escape', Del: 'Delete', '+': 'Plus' }

/** The chord in its one spelling: modifiers in a fixed order, a letter in upper case. */
export function normalizeChord(chord: string): string {
  const parts = chord
    .split('+')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const held = new Set<Modifier>()
  let key = ''
  for (const part of parts) {
    const modifier = modifiers.find((name) => name.toLowerCase() === part.toLowerCase())
    if (modifier) held.add(modifier)
    else key = spellKey(part)
  }
  return [...modifiers.filter((name) => held.has(name)), key].join('+')
}

/** The chord that a key event is, or `undefined` while only modifiers are held. */
export function chordOf(press: KeyPress, mac: boolean): string | undefined {
  if (modifierKeys.has(press.key)) return undefined
  const held: string[] = []
  if (mac ? press.metaKey : press.ctrlKey) held.push('Mod')
  if (mac && press.ctrlKey) held.push('Ctrl')
  if (press.altKey) held.push('Alt')
  const key = keyOf(press)
  // Shift is already in a character such as `?`; it is part of the chord for letters and named keys.
  if (press.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key))) held.push('Shift')
  return normalizeChord([...held, key].join('+'))
}

/** Whether a chord works while someone is typing: only with Mod, or as a function key. */
export function worksWhileTyping(chord: string): boolean {
  return /^(Mod|Ctrl)\+/.test(chord) || /(^|\+)F\d{1,2}$/.test(chord)
}

const macSigns: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' }
const plainSigns: Record<string, string> = { Mod: 'Ctrl' }
const keySigns: Record<string, string> = {
  Enter: '↵',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  Plus: '+',
}

/** The parts of a chord as people read them on their keyboard. */
export function chordLabels(chord: string, mac: boolean): string[] {
  return normalizeChord(chord)
    .split('+')
    .filter((part) => part !== '')
    .map((part) => (mac ? macSigns : plainSigns)[part] ?? keySigns[part] ?? part)
}

function keyOf(press: KeyPress): string {
  // With Alt or Control held some layouts give another character than the one on the key.
  const digitOrLetter = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code)
  const held = press.ctrlKey || press.metaKey || press.altKey
  const plain = digitOrLetter?.[1] ?? digitOrLetter?.[2]
  if (held && plain !== undefined && !/^[a-z0-9]$/i.test(press.key)) return plain
  return spellKey(press.key)
}

function spellKey(key: string): string {
  if (key.length === 1) return spellings[key] ?? key.toUpperCase()
  const spelled = spellings[key] ?? key
  return spelled.charAt(0).toUpperCase() + spelled.slice(1)
}
