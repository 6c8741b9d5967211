import { describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import type { RawPlan } from './raw.ts'
import { readRawPlan } from './read.ts'

const text = `Nested Loop  (cost=0.28..21.45 rows=7 width=23) (actual time=0.021..0.029 rows=8 loops=1)
  Join Filter: (a.x = 'it''s'::text)
  ->  Seq Scan on orders o  (cost=0.00..1.00 rows=1 width=4) (actual time=0.010..0.011 rows=8 loops=1)
        Filter: (id > 3)
  ->  Index Scan using "Odd (x" on public.t x  (cost=0.14..1.87 rows=1 width=4) (never executed)
        Index Cond: (id = o.id)
Planning Time: 0.635 ms
Execution Time: 0.061 ms`
const json = JSON.stringify(
  [
    {
      Plan: {
        'Node Type': 'Seq Scan',
        'Relation Name': 't',
        'Actual Total Time': 1,
        'Actual Loops': 1,
        Filter: "(a <> 'x\ny')",
      },
      'Execution Time': 5,
    },
  ],
  null,
  2,
)
const ofText = readRawPlan(text)
const ofJson = readRawPlan(json)

const lines = text.split('\n')
const logged = ['Query Text: SELECT 1', ...lines.slice(0, -2)]
function each(change: (line: string, index: number) => string): string {
  return lines.map(change).join('\n')
}
/** Cuts every line at `width`, as a narrow window does. */
function wrapped(width: number): string {
  return lines.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n')
}

describe('text with something around it', () => {
  it.each<[string, string]>([
    ['quoted in a mail', each((line) => `> ${line}`)],
    ['as a comment of SQL', each((line) => `-- ${line}`)],
    ['from a container', each((line) => `db_1  | ${line}`)],
    [
      'from a pod, with times',
      each((line, index) => `2024-01-01T10:00:00.12345678${index}Z stdout F ${line}`),
    ],
    ['indented', each((line) => `        ${line}`)],
    ['with tabs', each((line) => line.replace(/^ {8}/, '\t'))],
    ['copied from its first letter on', each((line, index) => (index === 0 ? line : ` ${line}`))],
    ['between fences', `Here it is:\n\n\`\`\`sql\n${text}\n\`\`\`\nWhat to do?`],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with spaces that do not break', text.replaceAll(' ', '\u00A0')],
    ['with a byte order mark', `\uFEFF${text}`],
    ['UTF-16 read as UTF-8', `\uFFFD\uFFFD${text.replace(/[^]/g, '$&\0')}`],
    ['escaped for a page', text.replaceAll('>', '&gt;').replaceAll("'", '&#39;')],
    ['on a page', `<html><body><p>Plan:</p><pre>${text.replaceAll('>', '&gt;')}</pre></body></html>`],
    ['in a table of Markdown', ['| QUERY PLAN |', '|---|', ...lines.map((line) => `| ${line} |`)].join('\n')],
    ['wrapped at 60', wrapped(60)],
    ['wrapped at 80', wrapped(80)],
    ['wrapped between words', lines.flatMap((line) => line.match(/.{1,70}(?:\s|$)/g) ?? []).join('\n')],
    ['as rows of a driver', JSON.stringify(lines.map((line) => ({ 'QUERY PLAN': line })))],
    [
      'as lines of a collector',
      lines.map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout' })).join('\n'),
    ],
    ['with a footer in another language', `${text}\n(8 Zeilen)\n\nZeit: 1,234 ms`],
  ])('%s', (_name, given) => {
    const plan = readRawPlan(given)
    expect(plan.root).toEqual(ofText.root)
    expect(plan.statement).toEqual(ofText.statement)
  })

  it('takes the statement from before it', () => {
    const plan = readRawPlan(
      `shop=# EXPLAIN (ANALYZE, BUFFERS)\nshop-# SELECT * FROM (\nshop(# SELECT 1) x;\n${' '.repeat(40)}QUERY PLAN\n${'-'.repeat(100)}\n${each((line) => ` ${line}`)}\n(8 rows)\n\nshop=# `,
    )
    expect(plan.root).toEqual(ofText.root)
    expect(plan.sql).toBe('SELECT * FROM (\nSELECT 1) x')
  })
})

describe('text in a log', () => {
  const head = '2024-05-01 10:00:00.123 CEST [1234] user@db '
  const rds = '2024-05-01 10:00:00 UTC:10.0.0.1(5432):user@db:[1234]:'
  it.each<[string, string]>([
    [
      'syslog',
      [
        'May  1 10:00:00 host postgres[123]: [3-1] 2024-05-01 10:00:00 UTC LOG:  duration: 12.500 ms  plan:',
        ...logged.map((line, index) => `May  1 10:00:00 host postgres[123]: [3-${index + 2}] #011${line}`),
        'May  1 10:00:01 host postgres[123]: [4-1] 2024-05-01 10:00:01 UTC LOG:  statement: SELECT (cost=',
      ].join('\n'),
    ],
    [
      'a prefix on every line',
      [
        `${head}LOG:  duration: 12.500 ms  plan:`,
        ...logged.map((line, index) => `${head.replace('123', String(130 + index))}\t${line}`),
        `${head}ERROR:  no (`,
      ].join('\n'),
    ],
    [
      'a cloud',
      [
        `${rds}LOG:  duration: 12.500 ms  plan:`,
        ...logged.map((line) => `\t${line}`),
        `${rds}LOG:  duration: 1.2 ms`,
      ].join('\n'),
    ],
    [
      'another language',
      [
        '2024-05-01 10:00:00 CEST [1] LOG:  Dauer: 12,500 ms  Plan:',
        ...logged.map((line) => `\t${line}`),
      ].join('\n'),
    ],
    [
      'tabs that became spaces',
      [
        `${head}LOG:  duration: 12.500 ms  plan:`,
        ...logged.map((line) => `        ${line}`),
        `${head}LOG:  ready`,
      ].join('\n'),
    ],
  ])('%s', (_name, given) => {
    const plan = readRawPlan(given)
    expect(plan.root).toEqual(ofText.root)
    expect(plan.sql).toBe('SELECT 1')
    expect(plan.statement['Execution Time']).toBe(12.5)
    expect(plan.notes).toEqual(['The execution time is the duration that the log gives.'])
  })
})

describe('JSON with something around it', () => {
  it.each<[string, string]>([
    ['the object alone', json.slice(1, -1)],
    ['with raw line ends in its texts', json.replace(String.raw`\n`, '\n')],
    ['as a string of JSON', JSON.stringify(json)],
    ['with escaped quotes', JSON.stringify(json).slice(1, -1)],
    ['as a cell of CSV', `"${json.replaceAll('"', '""')}"`],
    ['with doubled quotes', json.replaceAll('"', '""')],
    ['in single quotes', `'${json}'`],
    ['as a row of a driver', JSON.stringify([{ 'QUERY PLAN': JSON.parse(json) as unknown }])],
    ['as a row with text', JSON.stringify({ rows: [{ 'QUERY PLAN': json }] })],
    [
      'with the marks of psql',
      json
        .split('\n')
        .map((line) => `${line.padEnd(50)}+`)
        .join('\n'),
    ],
    ['between fences', `\`\`\`json\n${json}\n\`\`\``],
    ['escaped for a page', json.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
    ['with a comma too many', json.replace(/\}(\s*)\]$/, '},$1]')],
    ['behind a prompt', `shop=# explain (format json) select x[1] from t;\n${json}\n(1 row)`],
  ])('%s', (_name, given) => {
    const plan = readRawPlan(given)
    expect(plan.root).toEqual(ofJson.root)
    expect(plan.statement).toEqual(ofJson.statement)
  })

  it('reads a node without what is around it', () => {
    const plan = readRawPlan(
      '{"Node Type": "Seq Scan", "Plans": [{"Node Type": "New Thing", "New Key": [1]}]}',
    )
    expect(plan.root.children[0]?.properties).toEqual({ 'Node Type': 'New Thing', 'New Key': [1] })
    expect(plan.notes).toHaveLength(1)
  })
})

describe('plans of all kinds', () => {
  it('takes the slowest of several and says so', () => {
    const slow = text.replace('0.061', '7.061').replace('orders', 'slow')
    const plan = readRawPlan(`${text}\n\n${slow}\n\n${text}`)
    expect(plan.statement['Execution Time']).toBe(7.061)
    expect(plan.root.children[0]?.properties['Relation Name']).toBe('slow')
    expect(plan.notes).toEqual(['3 plans were found; the slowest is shown.'])
  })

  it('reads plans without any figures', () => {
    const { root } = readRawPlan(
      'Aggregate\n  InitPlan 1\n    ->  Result\n  ->  Seq Scan on t\n        Filter: (a > 1)',
    )
    expect(root.children.map((child) => child.properties['Subplan Name'])).toEqual(['InitPlan 1', undefined])
    expect(root.children[1]?.properties).toMatchObject({ 'Relation Name': 't', Filter: '(a > 1)' })
    expect(readRawPlan('Seq Scan on t').root.properties['Node Type']).toBe('Seq Scan')
  })

  it('keeps nodes and keys that it does not know', () => {
    const { root } = readRawPlan(
      'Fancy Scan on foo f  (cost=0.00..1.00 rows=1 width=4)\n  Shiny Thing: 12 apples\n  Vectorized: true\n  Weight: 12\n  ->  Strange Node  (cost=0.00..1.00 rows=1 width=4)',
    )
    expect(root.properties).toMatchObject({
      'Node Type': 'Fancy Scan',
      'Shiny Thing': '12 apples',
      Vectorized: true,
      Weight: 12,
    })
    expect(root.children[0]?.properties['Node Type']).toBe('Strange Node')
  })

  it('reads the nodes of extensions, which have no figures', () => {
    const { root } =
      readRawPlan(`Custom Scan (Citus Adaptive)  (cost=0.00..0.00 rows=0 width=0) (actual time=10.1..10.2 rows=3 loops=1)
  Task Count: 32
  ->  Task
        Node: host=localhost port=5432 dbname=x
        ->  Seq Scan on t_1  (cost=0.00..1.00 rows=1 width=4) (actual time=0.01..0.02 rows=1 loops=1)`)
    expect(root.children[0]?.children[0]?.properties['Relation Name']).toBe('t_1')
  })
})

describe('what is no plan', () => {
  it.each<[string, string, RegExp]>([
    ['nothing', ' \n\t ', /empty/],
    ['a statement', '-- all\nSELECT * FROM a WHERE b > 1 ORDER BY c LIMIT 10', /SQL statement, not the plan/],
    [
      'a statement with EXPLAIN',
      'EXPLAIN ANALYZE SELECT * FROM a JOIN b USING (x)',
      /SQL statement, not the plan/,
    ],
    ['garbage', 'lorem ipsum dolor sit amet', /no plan in this text, which begins with “lorem ipsum/],
    ['other JSON', '{"a": [1, 2, {"b": null}]}', /no plan/],
    ['an image', `\u0089PNG\r\n\u001A\n\0\0\0\rIHDR${'\u0001\u0002\uFFFD'.repeat(100)}`, /no text/],
    ['JSON that is cut', json.slice(0, 150), /ends in the middle of it, on line \d+, after “/],
    ['JSON that is damaged', json.replace(':', ''), /damaged/],
    ['text that is cut in figures', text.slice(0, 60), /ends in the middle of it, on line 1, after “/],
    [
      'text that is cut in an expression',
      text.slice(0, text.indexOf('it')),
      /ends in the middle of it, on line 2, after “/,
    ],
    ['text without its indentation', each((line) => line.trimStart()), /lost their indentation/],
  ])('%s', (_name, given, sentence) => {
    const failure = failureOf(() => readRawPlan(given))
    expect(failure.code).toBe('BAD_INPUT')
    expect(failure.message).toMatch(sentence)
    expect(failure.hint).toBeTruthy()
  })

  it('refuses millions of characters of it', () => {
    for (const piece of [
      'x',
      '[',
      '{"',
      '(cost=',
      '-> ',
      '->\n',
      '"Node Type": {[',
      '<td>',
      '&gt;',
      "  Filter: 'x\n",
    ]) {
      const given = `garbage Scan\n${piece.repeat(2_000_000 / piece.length)}`
      expect(failureOf(() => readRawPlan(given)).code, piece).toBe('BAD_INPUT')
    }
  })
})

function failureOf(work: () => RawPlan): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('It was read.')
}
