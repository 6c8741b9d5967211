import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { accountPlan } from '../account.ts'
import { readRawPlan } from '../read.ts'

const plans = new URL('../../../../../test/fixtures/plans/', import.meta.url)

function corpus(name: string): string {
  return readFileSync(new URL(name, plans), 'utf8').trimEnd()
}

/** What a reader sees of a plan. */
function shown(text: string): unknown[] {
  return accountPlan(readRawPlan(text), '').nodes.map((node) => [
    node.parentId,
    node.label,
    node.rows,
    node.exclusiveMs,
    node.exclusiveBlocks,
  ])
}

type Frame = (lines: string[]) => string
const each =
  (frame: (line: string, index: number) => string, end = '\n'): Frame =>
  (lines) =>
    lines.map(frame).join(end)
const csv = (text: string): string => `"${text.replaceAll('"', '""')}"`
const python = (line: string): string => `'${line.replaceAll("'", String.raw`\'`)}'`
const wide = (lines: string[]): number => Math.max(...lines.map((line) => line.length))

/** As people and programs put a plan where it is read from, text or JSON. */
const frames: Record<string, Frame> = {
  'coloured by a pager': each((line) => `\u001B[1;32m${line}\u001B[0m\u001B[K`),
  'with numbers of lines': each((line, index) => `${index + 1}  ${line}`),
  'with numbers of lines to the right': each((line, index) => `${String(index + 1).padStart(4)} | ${line}`),
  'with numbers of lines in brackets': each((line, index) => `[${index + 1}] ${line}`),
  'with numbers of lines and a tab': each((line, index) => `${index + 1}\t${line}`),
  'in a mail': each((line) => `> ${line}`),
  'in a comment': each((line) => `-- ${line}`),
  'behind a bar': each((line) => `| ${line}`),
  'behind times of uneven length': each((line, index) => `2024-05-05T10:00:00.1${index}Z stdout F ${line}`),
  'in the grid of DBeaver': (lines) =>
    [
      `QUERY PLAN${' '.repeat(wide(lines))}|`,
      `${'-'.repeat(wide(lines))}+`,
      ...lines.map((line) => `${line}  |`),
    ].join('\n'),
  'in a grid without margins': (lines) =>
    [
      '|QUERY PLAN|',
      `|${'-'.repeat(wide(lines))}|`,
      ...lines.map((line) => `|${line.padEnd(wide(lines))}|`),
    ].join('\n'),
  'in a cell whose line ends are marked': (lines) =>
    [
      ' QUERY PLAN',
      '-'.repeat(wide(lines) + 2),
      ...lines.map((line) => ` ${line.padEnd(wide(lines))}+`),
    ].join('\n'),
  'in quotes': each((line) => csv(line)),
  'in single quotes': each((line) => `'${line.replaceAll("'", "''")}'`),
  'as rows of Python': (lines) => `[${lines.map((line) => `(${python(line)},)`).join(', ')}]`,
  'as rows of Node': (lines) =>
    `[\n${lines.map((line) => `  { 'QUERY PLAN': ${python(line)} }`).join(',\n')}\n]`,
  'as rows of arrays': (lines) => JSON.stringify({ rows: lines.map((line) => [line]) }),
  'on one line with its line ends escaped': each((line) => line, String.raw`\n`),
  'in a field of JSON in a cell': (lines) => `id,plan\n1,${csv(JSON.stringify({ plan: lines.join('\n') }))}`,
  'between marks of code on its own lines': (lines) => `\`\`\`${lines.join('\n')}\`\`\``,
}

describe.each([
  'pg18/hash-join.txt',
  'pg15/initplan-nested.txt',
  'pg18/hash-join.json',
  'pg18/costs-off-two-inputs.txt',
])('%s', (name) => {
  const text = corpus(name)
  it.each(Object.entries(frames))('is read %s', (_frame, frame) => {
    expect(shown(frame(text.split('\n')))).toEqual(shown(text))
  })
})

describe('plans that were changed on their way', () => {
  const text = corpus('pg18/hash-join.txt')
  const json = corpus('pg18/hash-join.json')

  it('have dashes, dots and quotes of a word processor', () => {
    expect(shown(text.replaceAll('->', '–>').replaceAll('..', '…'))).toEqual(shown(text))
    expect(shown(json.replaceAll(/"([^"\\]*)"/g, '“$1”'))).toEqual(shown(json))
  })

  it('were printed by Python', () => {
    const printed = json
      .replaceAll("'", String.raw`\'`)
      .replaceAll('"', "'")
      .replaceAll('false', 'False')
      .replaceAll('true', 'True')
    expect(shown(printed)).toEqual(shown(json))
  })

  it('are two, one on each line', () => {
    const line = JSON.stringify(JSON.parse(json))
    expect(shown(`${line}\n${line}\n`)).toEqual(shown(json))
  })

  it('end before they should', () => {
    const lines = text.split('\n')
    const second = lines.findIndex((line) => line.includes('->  Hash  ('))
    for (const cut of [lines.slice(0, second), [...lines.slice(0, second), '        Buffers: sha']]) {
      expect(() => readRawPlan(cut.join('\n'))).toThrow(/cut off/)
    }
  })
})

const table = (name: string) => ({ 'Relation Name': name, Alias: name })
const element = (name: string) =>
  `<Target-Table><Relation-Name>${name}</Relation-Name><Alias>${name}</Alias></Target-Table>`

describe("MERGE into a partitioned table, whose counts the servers put where they don't belong", () => {
  it.each(['pg15', 'pg18'])('%s', (version) => {
    const plan = readRawPlan(corpus(`${version}/merge-partitions.json`))
    expect(plan.root.properties['Tuples Updated']).toBe(40)
    expect(plan.root.properties['Target Tables']).toHaveLength(7)
    expect(plan.root.properties).toEqual(
      expect.objectContaining({ Operation: 'Merge', 'Actual Loops': 1, 'Tuples Skipped': 0 }),
    )
  })

  const expected = { 'Target Tables': [table('a'), table('b')], 'Tuples Updated': 3, 'Actual Loops': 1 }

  it('as YAML', () => {
    const { root } = readRawPlan(`- Plan:
    Node Type: "ModifyTable"
    Target Tables:
      - Relation Name: "a"
        Alias: "a"
      - Relation Name: "b"
        Alias: "b"
      Tuples Updated: 3
    Actual Loops: 1`)
    expect(root.properties).toEqual(expect.objectContaining(expected))
  })

  it('as XML', () => {
    const { root } = readRawPlan(
      `<explain><Query><Plan><Node-Type>ModifyTable</Node-Type><Target-Tables>${element('a')}${element('b')}<Tuples-Updated>3</Tuples-Updated></Target-Tables><Actual-Loops>1</Actual-Loops></Plan></Query></explain>`,
    )
    expect(root.properties).toEqual(expect.objectContaining(expected))
  })
})

it('reads a trigger whose name has a colon', () => {
  const plan =
    readRawPlan(`Update on t  (cost=0.00..1.00 rows=0 width=0) (actual time=1.0..1.0 rows=0 loops=1)
  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4) (actual time=0.1..0.1 rows=1 loops=1)
Trigger Note: what's new: time=0.158 calls=1
Execution Time: 1.2 ms`)
  expect(plan.statement['Triggers']).toEqual([{ 'Trigger Name': "Note: what's new", Time: 0.158, Calls: 1 }])
})
