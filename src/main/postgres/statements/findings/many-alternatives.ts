import type { Conjunct } from '../../statement/shape/shape.ts'
import { count, counted, duration } from '../../wording.ts'
import { type Found, type ReadStatement, type StatementRule } from './rule.ts'

/** Arms of OR over different columns: each is a scan of its own at best. */
const mostArms = 8
/** Values in a list: planning looks at each. */
const mostValues = 200
/** The same statement with lists of different lengths: each is planned, and counted, as another. */
const leastVariants = 10

/** OR and IN that have grown out of hand. */
export const manyAlternatives: StatementRule = {
  kind: 'many-alternatives',
  find: ({ statements }) => [...statements.flatMap(longOnes), ...variants(statements)],
}

function longOnes({ statement, shape }: ReadStatement): Found[] {
  const conjuncts = shape.blocks.flatMap((block) => block.conjuncts)
  const arms = Math.max(
    0,
    ...conjuncts.map((conjunct) => (conjunct.kind === 'or' ? conjunct.arms.length : 0)),
  )
  const values = Math.max(
    0,
    ...conjuncts.map((conjunct) => (conjunct.kind === 'in' ? (conjunct.count ?? 0) : 0)),
  )
  if (arms < mostArms && values < mostValues) return []
  const what =
    values >= mostValues
      ? `a list of at least ${count(values)} values`
      : `${count(arms)} alternatives joined by OR`
  return [
    {
      statement,
      title: `It compares with ${what}`,
      detail: `${counted(statement.calls, 'run')} with ${what}, ${duration(statement.meanMs)} each.`,
      advice:
        values >= mostValues
          ? 'Send the values as one array (= ANY ($1)) or join a VALUES list or a temporary table: it is planned once and its plan stays short.'
          : 'Where the arms are about different columns, UNION ALL of one statement for each lets each use its own index.',
      evidence: [{ label: 'Alternatives', value: count(Math.max(arms, values)) }],
      proposals: [],
    },
  ]
}

/** Statements that differ in nothing but the length of a list, which Postgres before 18 counts apart. */
function variants(statements: readonly ReadStatement[]): Found[] {
  const groups = new Map<string, ReadStatement[]>()
  for (const read of statements) {
    if (!read.shape.blocks.some((block) => block.conjuncts.some(isList))) continue
    const key = collapsed(read)
    const group = groups.get(key)
    if (group) group.push(read)
    else groups.set(key, [read])
  }
  return [...groups.values()].flatMap((group): Found[] => {
    const [first] = group
    if (!first || group.length < leastVariants) return []
    const calls = group.reduce((sum, { statement }) => sum + statement.calls, 0)
    const total = group.reduce((sum, { statement }) => sum + statement.totalMs, 0)
    return [
      {
        statement: first.statement,
        title: `One statement comes as ${count(group.length)}, with lists of different lengths`,
        detail: `${count(group.length)} entries differ only in how many values stand in IN (…): ${counted(calls, 'run')}, ${duration(total)} together. They fill pg_stat_statements, and none is prepared twice.`,
        advice: 'Send the values as one array: column = ANY ($1). It is one statement whatever the number.',
        evidence: [
          { label: 'Entries', value: count(group.length) },
          { label: 'Runs of all', value: count(calls) },
        ],
        proposals: [],
      },
    ]
  })
}

function isList(conjunct: Conjunct): boolean {
  return conjunct.kind === 'in' && conjunct.values.length > 0
}

/** The text with every run of `$n, $n, …` as one, whatever the numbers. */
function collapsed({ tokens }: ReadStatement): string {
  const words: string[] = []
  for (const { text } of tokens) {
    const word = /^\$\d+$/.test(text) ? '$' : text
    if (word === '$' && words.at(-1) === ',' && words.at(-2) === '$') words.pop()
    else words.push(word)
  }
  return words.join(' ')
}
