import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RawNode, RawPlan } from '../raw.ts'
import { readRawPlan } from '../read.ts'

const plans = join(import.meta.dirname, '../../../../../test/fixtures/plans')
const versions = [12, 13, 14, 15, 16, 17, 18]

function read(...path: string[]): RawPlan {
  return readRawPlan(readFileSync(join(plans, ...path), 'utf8'))
}

function names(version: number): string[] {
  const files = readdirSync(join(plans, `pg${version}`)).filter((file) => file.endsWith('.json'))
  return files.map((file) => basename(file, '.json'))
}

/** Keys that two runs of one statement share, and both formats have. */
const structure = [
  'Node Type',
  'Strategy',
  'Partial Mode',
  'Operation',
  'Command',
  'Join Type',
  'Parallel Aware',
  'Scan Direction',
  'Index Name',
  'Relation Name',
  'Schema',
  'Alias',
  'CTE Name',
  'Function Name',
  'Table Function Name',
  'Parent Relationship',
  'Subplan Name',
  'Actual Loops',
  'Output',
  'Filter',
  'Index Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Recheck Cond',
  'One-Time Filter',
  'TID Cond',
  'Run Condition',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Grouping Sets',
  'Cache Key',
  'Cache Mode',
  'Window',
  'Target Tables',
  'Sampling Method',
  'Sampling Parameters',
  'Repeatable Seed',
  'Function Call',
  'Inner Unique',
  'Single Copy',
  'Subplans Removed',
  'Workers Planned',
  'Workers Launched',
  'Conflict Resolution',
  'Conflict Arbiter Indexes',
  'Conflict Filter',
  'Order By',
]
/** Figures that only the machine-readable formats print where they say nothing. */
const unsaid = new Set<unknown>([0, false])

function describeTree(plan: RawPlan, version: number): unknown[] {
  const lines: unknown[] = []
  const pending: { node: RawNode; depth: number; parent?: RawNode }[] = [{ node: plan.root, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth, parent } = next
    const own: Record<string, unknown> = { depth }
    for (const key of structure) {
      const value = node.properties[key]
      if (value !== undefined && (key === 'Actual Loops' || !unsaid.has(value))) own[key] = value
    }
    // Without VERBOSE only the other formats say it.
    if (plan.root.properties['Output'] === undefined) delete own['Inner Unique']
    // Before 14 the one input of a ModifyTable was called a member, which the text format does not show.
    if (version < 14 && parent?.properties['Node Type'] === 'ModifyTable') delete own['Parent Relationship']
    lines.push(own)
    for (const child of node.children.toReversed())
      pending.push({ node: child, depth: depth + 1, parent: node })
  }
  return lines
}

function everyNode(plan: RawPlan): RawNode[] {
  const nodes: RawNode[] = []
  const pending = [plan.root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node)
    pending.push(...node.children)
  }
  return nodes
}

describe.each(versions)('plans of Postgres %i', (version) => {
  it.each(names(version))('%s is the same tree as JSON and as text', (name) => {
    const json = read(`pg${version}`, `${name}.json`)
    const text = read(`pg${version}`, `${name}.txt`)
    expect(json.source).toBe('json')
    expect(text.source).toBe('text')
    expect(text.notes).toEqual([])
    expect(describeTree(text, version)).toEqual(describeTree(json, version))
  })

  // What the formats call differently: I/O of shared blocks in 15 and 16. In 12 a node has two lists of
  // workers, of which a parser of JSON keeps the last, without sorting.
  const onlyText = version === 15 || version === 16 ? /^Shared I\/O / : version === 12 ? /^Sort / : /^$/

  it('has no key in text that JSON does not have', () => {
    const known = new Set<string>()
    const ofStatement = new Set<string>()
    const ofWorker = new Set<string>()
    for (const name of names(version)) {
      const json = read(`pg${version}`, `${name}.json`)
      for (const key of Object.keys(json.statement)) ofStatement.add(key)
      for (const node of everyNode(json)) {
        for (const key of Object.keys(node.properties)) known.add(key)
        for (const worker of workersOf(node)) for (const key of Object.keys(worker)) ofWorker.add(key)
      }
    }
    for (const name of names(version)) {
      const text = read(`pg${version}`, `${name}.txt`)
      const newKeys = (own: object, others: Set<string>): string[] =>
        Object.keys(own).filter((key) => !others.has(key) && !onlyText.test(key))
      expect(newKeys(text.statement, ofStatement), name).toEqual([])
      for (const node of everyNode(text)) {
        expect(newKeys(node.properties, known), name).toEqual([])
        for (const worker of workersOf(node)) expect(newKeys(worker, ofWorker), name).toEqual([])
      }
    }
  })

  it('has values of the same kind under each key', () => {
    for (const name of names(version)) {
      const json = everyNode(read(`pg${version}`, `${name}.json`))
      const text = everyNode(read(`pg${version}`, `${name}.txt`))
      for (const [index, node] of text.entries()) {
        for (const [key, value] of Object.entries(node.properties)) {
          const other = json[index]?.properties[key]
          if (other !== undefined) expect(kindOf(value), `${name}: ${key}`).toBe(kindOf(other))
        }
      }
      const [one, other] = [read(`pg${version}`, `${name}.txt`), read(`pg${version}`, `${name}.json`)]
      for (const [key, value] of Object.entries(one.statement)) {
        expect(kindOf(value), `${name}: ${key}`).toBe(kindOf(other.statement[key]))
      }
    }
  })
})

function workersOf(node: RawNode): object[] {
  const workers = node.properties['Workers']
  return Array.isArray(workers)
    ? workers.filter((worker) => typeof worker === 'object' && worker !== null)
    : []
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value
}

describe('details of the text format', () => {
  it('keeps InitPlan 12 apart from InitPlan 1', () => {
    const subplans = read('pg18', 'initplan-many.txt').root.children.map(
      (child) => child.properties['Subplan Name'],
    )
    expect(subplans).toHaveLength(14)
    expect(new Set(subplans).size).toBe(14)
    expect(subplans).toContain('InitPlan 1')
    expect(subplans).toContain('InitPlan 12')
  })

  it('gives nodes that never ran 0 loops', () => {
    const ran = everyNode(read('pg18', 'never-executed.txt')).map((node) => node.properties['Actual Loops'])
    expect(ran).toContain(0)
  })

  it('keeps fractional rows', () => {
    const rows = everyNode(read('pg18', 'rows-fraction.txt')).map((node) => node.properties['Actual Rows'])
    expect(rows.some((count) => typeof count === 'number' && !Number.isInteger(count))).toBe(true)
  })

  it('reads what stands beside the plan', () => {
    const { statement } = read('pg18', 'serialize.txt')
    expect(statement).toMatchObject({
      Settings: { max_parallel_workers_per_gather: '0', jit: 'off' },
      Planning: { 'Shared Hit Blocks': 54, 'Memory Used': 7, 'Memory Allocated': 8 },
      Serialization: { 'Output Volume': 755, Format: 'text' },
    })
    expect(read('pg15', 'jit.txt').statement['JIT']).toMatchObject({ Options: { Inlining: true } })
    expect(read('pg18', 'delete-cascade.txt').statement['Triggers']).toMatchObject([
      { 'Constraint Name': 'order_items_order_id_fkey', Calls: 201 },
      { 'Trigger Name': 'note it', Calls: 201 },
    ])
  })

  it('keeps every digit of a query identifier', () => {
    const text = read('pg18', 'query-id.txt').statement['Query Identifier']
    const json = read('pg18', 'query-id.json').statement['Query Identifier']
    expect(text).toMatch(/^-?\d{15,}$/)
    expect(json).toBe(text)
  })
})
