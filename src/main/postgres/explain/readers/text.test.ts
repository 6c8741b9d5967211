import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawNode } from '../raw.ts'
import { readRawPlan } from '../read.ts'

/** A node as the server would print it, and as it must be read. */
interface Sample {
  title: string
  /** Lines below the title, without indentation. */
  lines: string[]
  figures: string
  expected: Record<string, unknown>
  subplan: string | undefined
  children: Sample[]
}

const money = fc.integer({ min: 0, max: 999_999 }).map((cents) => (cents / 100).toFixed(2))
const word = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/)
const name = fc.oneof(
  { weight: 3, arbitrary: word.map((plain) => ({ value: plain, printed: plain })) },
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).map((value) => {
    const clean = value.replace(/[\s\p{C}\p{Z}]/gu, ' ').trim() || 'x y'
    return { value: clean, printed: `"${clean.replaceAll('"', '""')}"` }
  }),
)
const literal = fc
  .array(
    fc.oneof(
      word,
      fc.constantFrom(
        "''",
        '(',
        ')',
        '"',
        ': ',
        '->  Seq Scan on x',
        '\n',
        'Filter: 1',
        ', ',
        '  (cost=0.00..1.00 rows=1 width=1)',
      ),
    ),
    {
      maxLength: 5,
    },
  )
  .map((parts) => `'${parts.join('')}'`)

const costs = fc.record({ start: money, total: money, rows: fc.nat(), width: fc.nat(9999) }).map((cost) => ({
  printed: `(cost=${cost.start}..${cost.total} rows=${cost.rows} width=${cost.width})`,
  expected: {
    'Startup Cost': Number(cost.start),
    'Total Cost': Number(cost.total),
    'Plan Rows': cost.rows,
    'Plan Width': cost.width,
  },
}))
const measured = fc.oneof(
  fc
    .record({ start: money, total: money, rows: money, loops: fc.integer({ min: 1, max: 99_999 }) })
    .map((run) => ({
      printed: `(actual time=${run.start}..${run.total} rows=${run.rows} loops=${run.loops})`,
      expected: {
        'Actual Startup Time': Number(run.start),
        'Actual Total Time': Number(run.total),
        'Actual Rows': Number(run.rows),
        'Actual Loops': run.loops,
      },
    })),
  fc.constant({
    printed: '(never executed)',
    expected: { 'Actual Startup Time': 0, 'Actual Total Time': 0, 'Actual Rows': 0, 'Actual Loops': 0 },
  }),
)

const title = fc.oneof(
  fc
    .record({
      type: fc.constantFrom('Seq Scan', 'Bitmap Heap Scan', 'Shiny Scan', 'Tid Range Scan'),
      schema: fc.option(name),
      table: name,
      alias: fc.option(name),
    })
    .map((scan) => ({
      printed: `${scan.type} on ${scan.schema ? `${scan.schema.printed}.` : ''}${scan.table.printed}${scan.alias ? ` ${scan.alias.printed}` : ''}`,
      expected: {
        'Node Type': scan.type,
        'Relation Name': scan.table.value,
        ...(scan.schema ? { Schema: scan.schema.value } : {}),
        Alias: scan.alias?.value ?? scan.table.value,
      },
    })),
  fc.record({ backward: fc.boolean(), only: fc.boolean(), index: name, table: name }).map((scan) => ({
    printed: `Index ${scan.only ? 'Only ' : ''}Scan${scan.backward ? ' Backward' : ''} using ${scan.index.printed} on ${scan.table.printed}`,
    expected: {
      'Node Type': scan.only ? 'Index Only Scan' : 'Index Scan',
      'Scan Direction': scan.backward ? 'Backward' : 'Forward',
      'Index Name': scan.index.value,
      'Relation Name': scan.table.value,
      Alias: scan.table.value,
    },
  })),
  fc
    .constantFrom<[string, Record<string, string>]>(
      ['Nested Loop', { 'Node Type': 'Nested Loop', 'Join Type': 'Inner' }],
      ['Nested Loop Left Join', { 'Node Type': 'Nested Loop', 'Join Type': 'Left' }],
      ['Hash Join', { 'Node Type': 'Hash Join', 'Join Type': 'Inner' }],
      ['Hash Right Semi Join', { 'Node Type': 'Hash Join', 'Join Type': 'Right Semi' }],
      ['Merge Full Join', { 'Node Type': 'Merge Join', 'Join Type': 'Full' }],
      ['HashSetOp Except All', { 'Node Type': 'SetOp', Strategy: 'Hashed', Command: 'Except All' }],
      ['SetOp Intersect', { 'Node Type': 'SetOp', Strategy: 'Sorted', Command: 'Intersect' }],
      ['Custom Scan (Thing)', { 'Node Type': 'Custom Scan', 'Custom Plan Provider': 'Thing' }],
      ['Gather Merge', { 'Node Type': 'Gather Merge' }],
      ['Incremental Sort', { 'Node Type': 'Incremental Sort' }],
      ['Materialize', { 'Node Type': 'Materialize' }],
      ['Wholly New Node', { 'Node Type': 'Wholly New Node' }],
    )
    .map(([printed, expected]) => ({ printed, expected })),
)

const detail = fc.oneof(
  literal.map((text) => ({
    key: 'Filter',
    lines: [`Filter: (a <> ${text}::text)`],
    expected: { Filter: `(a <> ${text}::text)` },
  })),
  fc
    .array(
      fc.oneof(
        word,
        literal.map((text) => `f(a, ${text})`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((items) => ({
      key: 'Output',
      lines: [`Output: ${items.join(', ')}`],
      expected: { Output: items },
    })),
  fc.nat().map((count) => ({
    key: 'Rows Removed by Filter',
    lines: [`Rows Removed by Filter: ${count}`],
    expected: { 'Rows Removed by Filter': count },
  })),
  fc.nat().map((size) => ({
    key: 'Sort Method',
    lines: [`Sort Method: external merge  Disk: ${size}kB`],
    expected: { 'Sort Method': 'external merge', 'Sort Space Used': size, 'Sort Space Type': 'Disk' },
  })),
  fc.constant({
    key: 'Some New Thing',
    lines: ['Some New Thing: as it is, 12'],
    expected: { 'Some New Thing': 'as it is, 12' },
  }),
  fc.tuple(money, fc.nat(99)).map(([time, rows]) => ({
    key: 'Workers',
    lines: [
      `Worker 0:  actual time=${time}..${time} rows=${rows} loops=1`,
      '  Sort Method: quicksort  Memory: 25kB',
    ],
    expected: {
      Workers: [
        {
          'Worker Number': 0,
          'Actual Startup Time': Number(time),
          'Actual Total Time': Number(time),
          'Actual Rows': rows,
          'Actual Loops': 1,
          'Sort Method': 'quicksort',
          'Sort Space Used': 25,
          'Sort Space Type': 'Memory',
        },
      ],
    },
  })),
)

function samples(children: fc.Arbitrary<Sample[]>): fc.Arbitrary<Sample> {
  return fc
    .record({
      title,
      costs,
      measured,
      details: fc.uniqueArray(detail, { selector: (one) => one.key, maxLength: 4 }),
      parallel: fc.boolean(),
      subplan: fc.option(
        fc.constantFrom('InitPlan 1 (returns $0)', 'InitPlan 12', 'SubPlan 3', 'CTE some name'),
        {
          nil: undefined,
        },
      ),
      children,
    })
    .map((parts) => ({
      title: `${parts.parallel ? 'Parallel ' : ''}${parts.title.printed}`,
      figures: `${parts.costs.printed} ${parts.measured.printed}`,
      lines: parts.details.flatMap((one) => one.lines),
      expected: Object.assign(
        { 'Parallel Aware': parts.parallel },
        parts.title.expected,
        parts.costs.expected,
        parts.measured.expected,
        ...parts.details.map((one) => one.expected),
      ) as Record<string, unknown>,
      subplan: parts.subplan,
      children: parts.children,
    }))
}

const leaf = samples(fc.constant([]))
const branch = samples(fc.array(leaf, { maxLength: 3 }))
const tree = samples(fc.array(fc.oneof(leaf, branch), { maxLength: 3 }))

/** As the server prints it: details two further in than the title, arrows as far as the details. */
function print(sample: Sample, column = -4): string[] {
  const isRoot = column === -4
  const lines = [
    `${' '.repeat(Math.max(0, column))}${isRoot ? '' : '->  '}${sample.title}  ${sample.figures}`,
  ]
  const inner = column + 6
  for (const line of sample.lines) lines.push(' '.repeat(inner) + line)
  for (const child of sample.children) {
    if (child.subplan !== undefined) lines.push(' '.repeat(inner) + child.subplan)
    lines.push(...print(child, child.subplan === undefined ? inner : inner + 2))
  }
  return lines
}

function matches(read: RawNode, sample: Sample): void {
  const { 'Parent Relationship': relationship, 'Subplan Name': subplan, ...properties } = read.properties
  const expected = { ...sample.expected }
  expect(properties).toEqual(expected)
  expect(read.children).toHaveLength(sample.children.length)
  for (const [index, child] of sample.children.entries()) {
    const below = read.children[index]
    if (!below) continue
    expect(below.properties['Subplan Name']).toBe(child.subplan)
    if (child.subplan !== undefined) {
      expect(below.properties['Parent Relationship']).toBe(
        child.subplan.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan',
      )
    }
    matches(below, child)
  }
  expect(subplan === undefined || relationship === 'SubPlan' || relationship === 'InitPlan').toBe(true)
}

/** A root that ran, so that times are known where a node below never did. */
const root = samples(fc.array(fc.oneof(leaf, tree), { maxLength: 2 })).filter(
  (sample) => !sample.figures.includes('never'),
)

function afterAll(prefix: string, lines: string[]): string {
  return lines.map((line) => prefix + line).join('\n')
}

const frames: Record<string, (lines: string[]) => string> = {
  'as it is': (lines) => lines.join('\n'),
  'with CRLF': (lines) => lines.join('\r\n'),
  'further in': (lines) => lines.map((line) => `      ${line}`).join('\n'),
  quoted: (lines) => afterAll('> ', lines),
  'with what a container writes before each line': (lines) => afterAll('db-1  | ', lines),
  'between fences': (lines) => `See:\n\`\`\`\n${lines.join('\n')}\n\`\`\`\nThanks!`,
  'in a frame': (lines) => {
    const width = Math.max(...lines.map((line) => line.length))
    const rule = `+${'-'.repeat(width + 2)}+`
    return [
      rule,
      `| ${'QUERY PLAN'.padEnd(width)} |`,
      rule,
      ...lines.map((line) => `| ${line.padEnd(width)} |`),
      rule,
      `(${lines.length} rows)`,
    ].join('\n')
  },
  'as CSV': (lines) => ['QUERY PLAN', ...lines.map((line) => `"${line.replaceAll('"', '""')}"`)].join('\n'),
  'with EXPLAIN before it': (lines) =>
    ['shop=# EXPLAIN ANALYZE', 'shop-# SELECT 1;', ...lines, 'Time: 1.234 ms'].join('\n'),
}

describe('plans printed as text', () => {
  it.each(Object.entries(frames))('read back %s', (_name, frame) => {
    fc.assert(
      fc.property(root, (sample) => {
        // A text with line ends of its own has a mark at each in a frame; see the frames of psql itself.
        const lines = [...print(sample), 'Planning Time: 0.1 ms']
        const framed = lines.some((line) => line.includes('\n'))
          ? lines.flatMap((line) => line.split('\n'))
          : lines
        if (framed.length !== lines.length && frame !== frames['as it is']) return
        matches(readRawPlan(frame(lines)).root, sample)
      }),
      { numRuns: 150 },
    )
  })
})
