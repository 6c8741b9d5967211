/** JSON on lines of its own, each number with the very digits it has; see {@link layOutJson}. */
export interface JsonLayout {
  text: string
  /** It would have been longer than allowed. */
  isCut: boolean
}

export interface JsonLayoutOptions {
  /** False: only the beginning is there, and what there is of it has to be the beginning of JSON. */
  isWhole: boolean
  mostLetters: number
}

/**
 * Lays out an object or an array. It works on the text, because `JSON.parse` loses the digits of large
 * numbers and keys that stand twice.
 *
 * @returns undefined where it is no JSON, or neither object nor array
 */
export function layOutJson(text: string, options: JsonLayoutOptions): JsonLayout | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  if (options.isWhole && !isJson(text)) return undefined
  return new Layout(text, options).read()
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end of text'

const word = /[-+.\w]+/y
const scalar = /^(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)$/
const space = /[ \t\n\r]*/y

class Layout {
  readonly #text: string
  readonly #options: JsonLayoutOptions
  #at = 0
  #expected: Expected = 'value'
  readonly #open: ('{' | '[')[] = []
  readonly #pieces: string[] = []
  #letters = 0

  constructor(text: string, options: JsonLayoutOptions) {
    this.#text = text
    this.#options = options
  }

  read(): JsonLayout | undefined {
    for (;;) {
      if (this.#letters > this.#options.mostLetters) {
        return { text: this.#pieces.join('').slice(0, this.#options.mostLetters), isCut: true }
      }
      space.lastIndex = this.#at
      space.test(this.#text)
      this.#at = space.lastIndex
      if (this.#at >= this.#text.length) {
        const isComplete = this.#expected === 'end of text'
        return isComplete || !this.#options.isWhole
          ? { text: this.#pieces.join(''), isCut: false }
          : undefined
      }
      if (!this.#step(this.#text[this.#at] ?? '')) return undefined
    }
  }

  /** Takes one part; false where it cannot stand here. */
  #step(letter: string): boolean {
    switch (this.#expected) {
      case 'end of text':
        return false
      case 'colon':
        this.#at++
        this.#put(': ')
        this.#expected = 'value'
        return letter === ':'
      case 'comma or end':
        if (letter !== ',') return this.#close(letter, true)
        this.#at++
        this.#put(',')
        this.#newLine()
        this.#expected = this.#open.at(-1) === '{' ? 'key' : 'value'
        return true
      case 'key or end':
        if (letter === '}') return this.#close(letter, false)
        this.#newLine()
        return this.#key(letter)
      case 'key':
        return this.#key(letter)
      case 'value or end':
        if (letter === ']') return this.#close(letter, false)
        this.#newLine()
        return this.#value(letter)
      case 'value':
        return this.#value(letter)
    }
  }

  #key(letter: string): boolean {
    this.#expected = 'colon'
    return letter === '"' && this.#string()
  }

  #value(letter: string): boolean {
    if (letter === '{' || letter === '[') {
      this.#at++
      this.#open.push(letter)
      this.#put(letter)
      this.#expected = letter === '{' ? 'key or end' : 'value or end'
      return true
    }
    this.#expected = this.#open.length === 0 ? 'end of text' : 'comma or end'
    if (letter === '"') return this.#string()
    word.lastIndex = this.#at
    const [found = ''] = word.exec(this.#text) ?? []
    this.#at += found.length
    this.#put(found)
    const isCutOff = !this.#options.isWhole && this.#at >= this.#text.length
    return scalar.test(found) || (isCutOff && found !== '')
  }

  #string(): boolean {
    const { end, isClosed } = endOfString(this.#text, this.#at)
    this.#put(this.#text.slice(this.#at, end))
    this.#at = end
    return isClosed || !this.#options.isWhole
  }

  #close(letter: string, onItsOwnLine: boolean): boolean {
    const opened = this.#open.pop()
    if ((opened === '{' && letter !== '}') || (opened === '[' && letter !== ']')) return false
    this.#at++
    if (onItsOwnLine) this.#newLine()
    this.#put(letter)
    this.#expected = this.#open.length === 0 ? 'end of text' : 'comma or end'
    return true
  }

  #newLine(): void {
    // Indentation of what is nested thousands deep is not built before it is cut.
    this.#put(`\n${' '.repeat(Math.min(this.#open.length * 2, this.#options.mostLetters))}`)
  }

  #put(piece: string): void {
    this.#pieces.push(piece)
    this.#letters += piece.length
  }
}

function endOfString(text: string, start: number): { end: number; isClosed: boolean } {
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\') at++
    else if (letter === '"') return { end: at + 1, isClosed: true }
  }
  return { end: text.length, isClosed: false }
}
