import { basename } from 'node:path'
import type { WeightUnit } from '#shared/profile/model.ts'
import { bytes as inBytes, counted, duration, percent } from '../wording.ts'
import type { ProfileSummary } from './profile-summary.ts'

/** What a terminal is wide; the function's place gets what the figures leave of it. */
const WIDTH = 120
const LONGEST_NAME = 48

/** A summary of a profile for people: its totals, and the functions that took most themselves. */
export function profileAsText(summary: ProfileSummary): string {
  return [
    [summary.name, titles[summary.format]].join(' · '),
    facts(summary).join(' · '),
    '',
    ...table(summary),
    ...others(summary),
    ...summary.notes.flatMap((note) => ['', note]),
  ].join('\n')
}

const titles: Readonly<Record<ProfileSummary['format'], string>> = {
  cpuprofile: 'V8 CPU profile',
  heapprofile: 'V8 heap profile',
  heapsnapshot: 'V8 heap snapshot',
  speedscope: 'speedscope',
  pprof: 'pprof',
  collapsed: 'collapsed stacks',
  'chrome-trace': 'Chrome trace',
  firefox: 'Firefox Profiler',
}

function facts({ format, unit, total, nonIdleTotal, samples, frames, maxDepth }: ProfileSummary): string[] {
  const whole = `${weight(total, unit)} in all`
  if (format === 'heapsnapshot') {
    return [
      whole,
      `${count(samples)} nodes`,
      `${count(frames)} constructors`,
      `farthest ${count(maxDepth)} edges from the roots`,
    ]
  }
  const idle =
    nonIdleTotal === undefined || nonIdleTotal === total ? [] : [`${weight(nonIdleTotal, unit)} not idle`]
  return [
    whole,
    ...idle,
    counted(samples, 'sample'),
    counted(frames, 'function'),
    `up to ${counted(maxDepth, 'frame')} deep`,
  ]
}

function table({ format, unit, total, top }: ProfileSummary): string[] {
  const snapshot = format === 'heapsnapshot'
  const head = snapshot
    ? ['shallow', '', 'retained', '', 'constructor', '']
    : ['self', '', 'total', '', 'function', '']
  const rows = top.map((one) => [
    weight(one.self, unit),
    share(one.self, total),
    weight(one.total, unit),
    share(one.total, total),
    cut(one.name, LONGEST_NAME),
    snapshot ? `${count(one.count ?? 0)}×` : place(one),
  ])
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  return [head, ...rows].map((row) => {
    const figures = row.slice(0, 4).map((cell, at) => cell.padStart(widths[at] ?? 0))
    const name = (row[4] ?? '').padEnd(widths[4] ?? 0)
    const line = [...figures, name].join('  ')
    return `${line}  ${cutStart(row[5] ?? '', Math.max(20, WIDTH - line.length - 2))}`.trimEnd()
  })
}

function others({ shown, profiles }: ProfileSummary): string[] {
  if (profiles === undefined) return []
  const lines = profiles.map(
    ({ name, unit, samples }, index) =>
      `${index + 1 === shown ? '>' : ' '} ${index + 1}  ${name}  (${unit}, ${count(samples)} samples)`,
  )
  return ['', `The file has ${profiles.length} profiles; --profile N shows another:`, ...lines]
}

function weight(value: number, unit: WeightUnit): string {
  if (unit === 'bytes') return inBytes(value)
  return unit === 'milliseconds' ? duration(value) : count(value)
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : percent(part / whole)
}

/** Weights that are counted can be as fine as thousandths. */
function count(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 })
}

function place({ file = '', line, column }: ProfileSummary['top'][number]): string {
  return [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined && part !== '')
    .join(':')
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

/** Of a path the end tells more. */
function cutStart(text: string, length: number): string {
  return text.length > length ? `…${text.slice(text.length - length + 1)}` : text
}

/** For a sentence: the name of a file without its folder. */
export function shownName(file: string): string {
  return file === '-' ? 'standard input' : basename(file)
}
