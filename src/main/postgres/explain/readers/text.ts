import { follow, nothingOpen } from './text-expressions.ts'
import type { RawPlan } from '../raw.ts'
import { isStatementKey, PlanBuilder } from './text-builder.ts'
import { figuresStart, isKnownTitle, readHeader } from './text-header.ts'

export interface TextPlans {
  plans: { plan: RawPlan; /** What stands before it. */ before: string[] }[]
  /** The text ends in the middle of this line, counted from 1. */
  cut?: { line: number; text: string }
  /** Arrows without indentation: what is below what cannot be told. */
  isFlat: boolean
}

/** How many lines a bracket may stay open over: they were wrapped by a narrow window or a mail. */
const MAX_WRAPPED = 60
/** How many lines a text in quotes may have. */
const MAX_QUOTED = 20_000

/** Reads every plan in the lines of a text; what is no plan is skipped. */
export function readText(lines: readonly string[]): TextPlans {
  return new TextReader(lines).read()
}

type Line =
  | { kind: 'blank' | 'unknown' }
  | { kind: 'node'; column: number; text: string }
  | { kind: 'root'; column: number; text: string }
  | { kind: 'subplan'; column: number; text: string }
  | { kind: 'target'; text: string }
  | { kind: 'detail'; column: number; key: string; value: string }

class TextReader {
  readonly #lines: readonly string[]
  /** The length of the longest line. */
  readonly #longest: number
  /** The length at which lines were wrapped by force: several have it and none is longer. 0 if none. */
  readonly #wrapWidth: number
  readonly #result: TextPlans = { plans: [], isFlat: false }
  #at = 0
  #builder: PlanBuilder | undefined
  #rootHasArrow = false
  /** Lines since the last plan, and those before the one that is open. */
  #before: string[] = []
  #beforePlan: string[] = []
  /** No quote that is open before this line is closed; looking once is enough. */
  #neverClosedUntil = 0

  constructor(lines: readonly string[]) {
    this.#lines = lines
    const { longest, count } = longestOf(lines)
    this.#longest = longest
    this.#wrapWidth = count > 1 && longest >= 40 ? longest : 0
  }

  read(): TextPlans {
    while (this.#at < this.#lines.length) {
      const line = this.#lines[this.#at] ?? ''
      if (!this.#builder || this.#builder.hasEnded) this.#readOutside(line)
      else this.#readInside(line, this.#builder)
    }
    if (this.#builder) this.#findCut(this.#builder)
    this.#close()
    return this.#result
  }

  /** The text may have ended between two lines, or in the middle of a line that looks like one of its own. */
  #findCut(builder: PlanBuilder): void {
    // A line of the statement at the end says that the plan before it is whole.
    if (builder.hasEnded) return
    const at = this.#lines.findLastIndex((line) => line.trim() !== '')
    const text = this.#lines[at] ?? ''
    const parts = classify(text)
    if (parts.kind !== 'detail') return
    if (builder.lacksInputs || (endsInFigure.test(parts.key) && !/\d(?:kB)?$/.test(parts.value.trim()))) {
      this.#result.cut ??= { line: at + 1, text }
    }
  }

  /** Before a plan, or behind the lines of its statement. */
  #readOutside(line: string): void {
    const parts = classify(line)
    if (this.#builder && parts.kind === 'detail') {
      const isOfPlan = isStatementKey(parts.key) || parts.column > this.#builder.rootColumn
      if (isOfPlan && parts.key !== 'Query Text') {
        this.#addDetail(this.#builder, line, parts)
        return
      }
    }
    const isArrow = parts.kind === 'node'
    if (isArrow || parts.kind === 'root' || this.#isTitleOfPlan(line)) {
      const { text, next, isCut } = this.#whole(line, 'node')
      const header = readHeader(withoutArrow(text))
      if (isCut) this.#result.cut = { line: this.#at + 1, text: line }
      else if (header.hasFigures || isKnownTitle(withoutArrow(text).trim())) {
        this.#close()
        this.#builder = new PlanBuilder(header, columnOf(line))
        this.#beforePlan = this.#before
        this.#before = []
        this.#rootHasArrow = isArrow
        if (isArrow) this.#builder.note('The plan begins with an arrow: what was above it is missing.')
        this.#at = next
        return
      }
    }
    if (parts.kind !== 'blank') this.#before.push(line)
    this.#at += 1
  }

  #readInside(line: string, builder: PlanBuilder): void {
    const parts = classify(line)
    switch (parts.kind) {
      case 'node': {
        const { text, next, isCut } = this.#whole(line, 'node')
        const header = readHeader(withoutArrow(text))
        const isLast = next >= this.#lines.length
        if (isCut || (isLast && builder.hasFigures && !header.hasFigures)) {
          this.#result.cut = { line: this.#at + 1, text: line }
        }
        if (!builder.addNode(header, parts.column, this.#rootHasArrow)) this.#close()
        else this.#at = next
        return
      }
      case 'detail':
        this.#addDetail(builder, line, parts)
        return
      case 'subplan':
        builder.addSubplanName(parts.text, parts.column)
        break
      case 'target':
        builder.addTarget(parts.text)
        break
      case 'root':
        this.#close()
        return
      case 'blank':
        break
      case 'unknown':
        if (columnOf(line) <= builder.rootColumn && this.#isTitleOfPlan(line)) {
          this.#close()
          return
        }
        this.#before.push(line)
    }
    this.#at += 1
  }

  #addDetail(builder: PlanBuilder, line: string, parts: Line & { kind: 'detail' }): void {
    // The names of triggers stand there without quotes, so an apostrophe in one opens nothing.
    const isPlain = /^(?:Trigger |Worker \d)/.test(parts.key)
    const { text, next, isCut } = isPlain
      ? { text: line, next: this.#at + 1, isCut: false }
      : this.#whole(line, 'detail')
    if (isCut) this.#result.cut = { line: this.#at + 1, text: line }
    const whole = text === line ? parts : classify(text)
    if (whole.kind === 'detail') builder.addDetail(whole.key, whole.value, parts.column)
    this.#at = next
  }

  #close(): void {
    const plan = this.#builder?.finish()
    if (plan) this.#result.plans.push({ plan, before: this.#beforePlan })
    else if (this.#builder) this.#result.isFlat = true
    this.#builder = undefined
  }

  /** The line with those that it goes on in: a text in quotes with line ends, or a wrapped line. */
  #whole(line: string, kind: 'node' | 'detail'): { text: string; next: number; isCut: boolean } {
    let text = line
    let next = this.#at + 1
    let open = follow(line, nothingOpen)
    let last = line
    for (;;) {
      const more = this.#lines[next]
      if (open.quote !== '') {
        const end = this.#endOfQuoted(next, open)
        if (end === -1) return { text: line, next: this.#at + 1, isCut: this.#isAtEnd(this.#at + 1) }
        const parts = [text]
        for (; next < end; next += 1) {
          const part = this.#lines[next] ?? ''
          // A line as long as the window was wrapped there; else the line end belongs to the text.
          const isFull = this.#wrapWidth > 0 && last.length >= this.#wrapWidth
          parts.push(isFull ? '' : '\n', part)
          open = follow(part, open)
          last = part
        }
        text = parts.join('')
        continue
      }
      const isOpen = open.depth > 0
      if (more === undefined) return { text, next, isCut: isOpen }
      if (!isOpen && !this.#goesOn(text, last, more, kind)) break
      if (isOpen && (isArrow(more) || next - this.#at > MAX_WRAPPED)) {
        return { text: line, next: this.#at + 1, isCut: false }
      }
      text += this.#joint(last) + more.trimStart()
      open = follow(more, open)
      last = more
      next += 1
    }
    return { text, next, isCut: false }
  }

  /** Where the open quote is closed again: the line behind that. −1 where it is not. */
  #endOfQuoted(from: number, start: { quote: '' | "'" | '"'; depth: number }): number {
    if (from < this.#neverClosedUntil) return -1
    let open = start
    const limit = Math.min(this.#lines.length, from + MAX_QUOTED)
    for (let at = from; at < limit; at += 1) {
      open = follow(this.#lines[at] ?? '', open)
      if (open.quote === '') return at + 1
    }
    this.#neverClosedUntil = limit
    return -1
  }

  #isAtEnd(from: number): boolean {
    for (let at = from; at < this.#lines.length; at += 1)
      if ((this.#lines[at] ?? '').trim() !== '') return false
    return true
  }

  /** All brackets are closed, and still the next line is a part of this one. */
  #goesOn(text: string, last: string, more: string, kind: 'node' | 'detail'): boolean {
    const next = more.trimStart()
    if (/^\((?:actual |never executed|cost=)/.test(next)) return true
    const nextKind = classify(more).kind
    if (kind === 'node') {
      const isTitleAlone = figuresStart(text) === -1 && this.#builder?.hasFigures === true
      return isTitleAlone && (nextKind === 'root' || (nextKind === 'unknown' && /cost=|actual/.test(more)))
    }
    if (nextKind !== 'unknown') return false
    return last.endsWith(',') || (this.#wrapWidth > 0 && last.length >= this.#wrapWidth - 1)
  }

  /** What stood where the line was wrapped: nothing where the line is full, else a space. */
  #joint(last: string): string {
    return last.length < this.#longest ? ' ' : ''
  }

  /** COSTS OFF: the name of a node alone, with what only a plan has behind it. */
  #isTitleOfPlan(line: string): boolean {
    if (!isKnownTitle(line.trim())) return false
    for (let at = this.#at + 1; at < this.#lines.length; at += 1) {
      const next = classify(this.#lines[at] ?? '')
      if (next.kind === 'blank') continue
      const column = columnOf(line)
      if (next.kind === 'node') return next.column > column
      if (next.kind === 'detail') return next.column > column || isStatementKey(next.key)
      return next.kind === 'subplan' || next.kind === 'target'
    }
    return true
  }
}

function classify(line: string): Line {
  const text = line.trim()
  if (text === '') return { kind: 'blank' }
  const column = columnOf(line)
  if (isArrow(line)) return { kind: 'node', column, text }
  if (/^(?:InitPlan|SubPlan|CTE) \S/.test(text) && !text.startsWith('CTE Scan on '))
    return { kind: 'subplan', column, text }
  // The name of a trigger stands there without quotes and may hold anything.
  const [, trigger, calls] = /^(Trigger .+): ((?:time=[\d.]+ )?calls=\d+)$/.exec(text) ?? []
  if (trigger !== undefined) return { kind: 'detail', column, key: trigger, value: calls ?? '' }
  // A key begins with a capital and is short; an expression never stands at the start of a line.
  const [, key, value = ''] =
    /^([A-Z][^:()'"]{0,200}|(?:Trigger|JIT) [^:]{0,500}):(?: (.*))?$/s.exec(text) ?? []
  if (key !== undefined) return { kind: 'detail', column, key, value: value.trimStart() }
  if (/\((?:cost=|actual |never executed)/.test(text)) return { kind: 'root', column, text }
  const [, target] = /^(?:Foreign )?(?:Insert|Update|Delete|Merge) on (.+)$/.exec(text) ?? []
  if (target !== undefined) return { kind: 'target', text: target }
  return { kind: 'unknown' }
}

/** Lines that end in a figure, whatever they say. */
const endsInFigure =
  /^(?:Buffers|I\/O Timings|WAL|Rows Removed by .*|Heap Fetches|Index Searches|Workers (?:Planned|Launched))$/

const arrow = /^\s*(?:->|→|=>)\s*/

function isArrow(line: string): boolean {
  return arrow.test(line)
}

function withoutArrow(text: string): string {
  return text.replace(arrow, '')
}

/** How far in a line begins, tabs to the next multiple of eight. */
function columnOf(line: string): number {
  let column = 0
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    if (code === 32) column += 1
    else if (code === 9) column += 8 - (column % 8)
    else break
  }
  return column
}

/** The length of the longest line, and how many have it. */
function longestOf(lines: readonly string[]): { longest: number; count: number } {
  let longest = 0
  let count = 0
  for (const { length } of lines) {
    if (length > longest) {
      longest = length
      count = 1
    } else if (length === longest) count += 1
  }
  return { longest, count }
}
