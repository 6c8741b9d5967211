import type { FuncCall, Node } from 'libpg-query'

/** Something that a statement names, as it is written there: `schema` only where it is qualified. */
export interface Name {
  schema?: string
  name: string
}

/** What a statement is made of, as far as its text tells. */
export interface StatementContents {
  functions: CalledFunction[]
  /** Tables and views that it names, without its own WITH queries. */
  relations: Name[]
  /** What it writes to, also in WITH queries. */
  writes: { command: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE'; relation: Name }[]
  /** `FOR UPDATE`, `FOR SHARE`… of a SELECT. */
  locksRows: boolean
  /** The table or materialized view that it makes. */
  creates: Name | undefined
  /** Highest `$n`. */
  parameters: number
}

export interface CalledFunction extends Name {
  /** The last argument is the constant `true`: `set_config(name, value, is_local)`. */
  lastArgumentIsTrue: boolean
}

/**
 * Collects what a statement names. A walk without recursion over every object of the tree, whatever
 * its type: nodes of later server versions are walked through like known ones.
 */
export function contentsOf(statement: Node): StatementContents {
  const contents: StatementContents = {
    functions: [],
    relations: [],
    writes: [],
    locksRows: false,
    creates: undefined,
    parameters: 0,
  }
  const withQueries = new Set<string>()
  const open: unknown[] = [statement]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (Array.isArray(item)) {
      for (const element of item) if (isTree(element)) open.push(element)
      continue
    }
    if (!isTree(item)) continue
    if (typeof item['relname'] === 'string') contents.relations.push(nameOfRelation(item))
    for (const [key, value] of Object.entries(item)) {
      if (typeof value !== 'object' || value === null) continue
      if (isTree(value)) take(key, value, contents, withQueries)
      open.push(value)
    }
  }
  contents.relations = contents.relations.filter(
    ({ schema, name }) => schema !== undefined || !withQueries.has(name),
  )
  return contents
}

type Tree = Record<string, unknown>

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const writing = {
  InsertStmt: 'INSERT',
  UpdateStmt: 'UPDATE',
  DeleteStmt: 'DELETE',
  MergeStmt: 'MERGE',
} as const

function isWriting(key: string): key is keyof typeof writing {
  return Object.hasOwn(writing, key)
}

function take(key: string, node: Tree, contents: StatementContents, withQueries: Set<string>): void {
  if (isWriting(key)) {
    const { relation } = node
    contents.writes.push({
      command: writing[key],
      relation: nameOfRelation(isTree(relation) ? relation : {}),
    })
  } else if (key === 'FuncCall' || key === 'funccall') {
    contents.functions.push(calledFunction(node))
  } else if (key === 'ParamRef') {
    contents.parameters = Math.max(contents.parameters, Number(node['number'] ?? 0))
  } else if (key === 'LockingClause') {
    contents.locksRows = true
  } else if (key === 'CommonTableExpr') {
    withQueries.add(String(node['ctename']))
  } else if ((key === 'intoClause' || key === 'into') && isTree(node['rel'])) {
    contents.creates = nameOfRelation(node['rel'])
  }
}

function nameOfRelation(rangeVar: Tree): Name {
  const { schemaname, relname } = rangeVar
  return {
    ...(typeof schemaname === 'string' ? { schema: schemaname } : {}),
    name: typeof relname === 'string' ? relname : '',
  }
}

function calledFunction(call: FuncCall): CalledFunction {
  const parts = (call.funcname ?? []).map((part) => ('String' in part ? (part.String.sval ?? '') : ''))
  const schema = parts.at(-2)
  const last = call.args?.at(-1)
  return {
    ...(schema === undefined ? {} : { schema }),
    name: parts.at(-1) ?? '',
    lastArgumentIsTrue: last !== undefined && isTrue(last),
  }
}

function isTrue(node: Node): boolean {
  if ('NamedArgExpr' in node) return node.NamedArgExpr.arg !== undefined && isTrue(node.NamedArgExpr.arg)
  return 'A_Const' in node && node.A_Const.boolval?.boolval === true
}
