import { describe, expect, it } from 'vitest'
import { corpusNames, corpusPlan, corpusText } from '../corpus.test-support.ts'
import { nodeLabel } from './label.ts'

describe('nodeLabel', () => {
  // Their lines have no figures, or look like lines that have.
  const notComparable = /costs-off|everything-off|multi-line-literal|generic-plan-partitions/
  const comparable = corpusNames().filter((name) => name.endsWith('.json') && !notComparable.test(name))

  // The two formats of a fixture are two runs of one query: the plan is the same, the figures are not.
  it.each(comparable)('writes %s as psql does', (name) => {
    const printed = printedLabels(corpusText(name.replace('.json', '.txt')))
    expect(corpusPlan(name).nodes.map((node) => node.label)).toEqual(printed)
  })

  it('quotes names as the server does', () => {
    expect(
      nodeLabel({ 'Node Type': 'Seq Scan', Schema: 'My App', 'Relation Name': 'order', Alias: 'a"b' }),
    ).toBe('Seq Scan on "My App"."order" "a""b"')
  })

  it('has a name for a node that no version knows', () => {
    expect(nodeLabel({ 'Node Type': 'Quantum Scan', 'Relation Name': 't', Alias: 't' })).toBe(
      'Quantum Scan on t',
    )
    expect(nodeLabel({})).toBe('Unknown node')
  })
})

/** The node lines of a plan as text, without indentation, arrow and figures. */
function printedLabels(text: string): string[] {
  return text
    .split('\n')
    .map((line) => /^\s*(?:-> {2})?(\S.*?) {2}\((?:cost=|actual |never executed)/.exec(line)?.[1])
    .filter((label) => label !== undefined)
}
