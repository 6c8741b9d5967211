import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RawPlan } from '../raw.ts'
import { readRawPlan } from '../read.ts'

const frames = join(import.meta.dirname, '../../../../../test/fixtures/plans/frames')

function read(...path: string[]): RawPlan {
  return readRawPlan(readFileSync(join(frames, ...path), 'utf8'))
}

describe('psql', () => {
  const files = readdirSync(join(frames, 'psql'))
  const plain: Record<string, RawPlan> = {
    text: read('psql', 'text-unaligned.txt'),
    json: read('psql', 'json-unaligned.txt'),
    yaml: read('psql', 'yaml-aligned-border-0-ascii.txt'),
    xml: read('psql', 'xml-aligned-border-0-ascii.txt'),
  }

  it('has more than a hundred frames', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  it.each(files)('%s reads to the same tree', (file) => {
    const [format = ''] = file.split('-')
    expect(read('psql', file)).toEqual(plain[format])
  })

  it('is the same tree in every format', () => {
    for (const plan of Object.values(plain))
      expect(shapeOf(plan)).toEqual(shapeOf(read('psql', 'text-csv.txt')))
  })
})

describe('auto_explain', () => {
  const files = readdirSync(join(frames, 'log'))

  it.each(files)('%s gives the slowest of its three plans', (file) => {
    const plan = read('log', file)
    expect(plan.source).toBe(file.split('-')[0])
    expect(shapeOf(plan)).toEqual(shapeOf(read('psql', 'text-unaligned.txt')))
    expect(plan.sql).toMatch(/^SELECT a\.id.*"Größe".*\nFROM t a JOIN t b.*\nORDER BY b\.name DESC, a\.id$/s)
    expect(plan.statement['Execution Time']).toBeGreaterThan(0)
    expect(plan.notes).toContain('3 plans were found; the slowest is shown.')
  })
})

/** What the plans of two runs share. */
function shapeOf(plan: RawPlan): unknown[] {
  const nodes: unknown[] = []
  const pending = [plan.root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const { properties } = node
    nodes.push([
      properties['Node Type'],
      properties['Relation Name'],
      properties['Alias'],
      properties['Index Name'],
      properties['Parent Relationship'],
      properties['Subplan Name'],
      properties['Actual Loops'],
      properties['Output'],
      properties['Filter'],
    ])
    pending.push(...node.children.toReversed())
  }
  return nodes
}
