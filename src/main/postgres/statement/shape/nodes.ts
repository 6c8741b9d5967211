import type { A_Const, FuncCall, Node, TypeName } from 'libpg-query'

/** Reading single nodes of the parser's tree. It leaves out what is 0, false or empty. */

/** The texts of a list of String nodes: the parts of a name. */
export function nameParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
}

export function lastName(nodes: readonly Node[] | undefined): string {
  return nameParts(nodes).at(-1) ?? ''
}

/** The fields of a column reference; `*` for a star at the end. */
export function fieldsOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : '*'))
}

/** `lower`, `myschema.slug`; what the parser itself puts into pg_catalog is without it. */
export function functionName(call: FuncCall): string {
  return nameParts(call.funcname)
    .filter((part, place) => !(place === 0 && part === 'pg_catalog'))
    .join('.')
}

/** The last part of a type's name, with `[]` for arrays: `text`, `int4`, `numeric[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  return lastName(type?.names) + (type?.arrayBounds?.length ? '[]' : '')
}

export interface Constant {
  /** The bare value. */
  text: string
  type: 'text' | 'number' | 'boolean' | 'null' | 'other'
}

export function constantOf(constant: A_Const): Constant {
  if (constant.isnull) return { text: 'NULL', type: 'null' }
  if (constant.sval) return { text: constant.sval.sval ?? '', type: 'text' }
  if (constant.fval) return { text: constant.fval.fval ?? '', type: 'number' }
  if (constant.boolval) return { text: String(constant.boolval.boolval ?? false), type: 'boolean' }
  if (constant.bsval) return { text: constant.bsval.bsval ?? '', type: 'other' }
  return { text: String(constant.ival?.ival ?? 0), type: 'number' }
}

/** An integer as GROUP BY 1 and LIMIT 10 have it. */
export function integerOf(node: Node | undefined): number | undefined {
  if (!node) return undefined
  if ('TypeCast' in node) return integerOf(node.TypeCast.arg)
  if (!('A_Const' in node)) return undefined
  const { text, type } = constantOf(node.A_Const)
  return type === 'number' && /^-?\d+$/.test(text) ? Number(text) : undefined
}

/** `$n`, also with a cast on it. */
export function parameterOf(
  node: Node | undefined,
): { number: number; cast: string | undefined } | undefined {
  if (!node) return undefined
  if ('ParamRef' in node) return { number: node.ParamRef.number ?? 0, cast: undefined }
  if (!('TypeCast' in node)) return undefined
  const inner = parameterOf(node.TypeCast.arg)
  return inner && { number: inner.number, cast: inner.cast ?? typeNameOf(node.TypeCast.typeName) }
}

/** Calls `visit` for every object below (and with) `tree`, without recursion; `false` stops there. */
export function walk(tree: unknown, visit: (node: Record<string, unknown>) => boolean): void {
  const open: unknown[] = [tree]
  for (let item = open.pop(); open.length > 0 || item !== undefined; item = open.pop()) {
    if (typeof item !== 'object' || item === null) continue
    if (Array.isArray(item)) {
      for (let place = item.length - 1; place >= 0; place--) open.push(item[place])
      continue
    }
    const node = item as Record<string, unknown> // Any object of the tree.
    if (!visit(node)) continue
    const inner = Object.values(node)
    for (let place = inner.length - 1; place >= 0; place--) open.push(inner[place])
  }
}

/** Where a node begins, UTF-8 bytes; some nodes say −1. */
export function locationOf(node: Node): number | undefined {
  const [inner] = Object.values(node) as { location?: number }[] // One key: the node's type.
  const location = inner?.location
  return location === undefined || location < 0 ? undefined : location
}

const aggregateNames = new Set(
  `count sum avg min max array_agg string_agg json_agg jsonb_agg any_value json_object_agg
  jsonb_object_agg xmlagg bool_and bool_or every bit_and bit_or bit_xor stddev stddev_pop stddev_samp
  variance var_pop var_samp corr covar_pop covar_samp percentile_cont percentile_disc mode range_agg
  range_intersect_agg grouping regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
  regr_sxy regr_syy`.split(/\s+/),
)

/** As far as the text tells: a user's own aggregate looks like any function. */
export function isAggregate(call: FuncCall): boolean {
  if (call.over) return false
  return (
    call.agg_star === true ||
    call.agg_distinct === true ||
    call.agg_within_group === true ||
    call.agg_order !== undefined ||
    call.agg_filter !== undefined ||
    aggregateNames.has(functionName(call))
  )
}

/** Aggregates and window functions outside of subqueries: such a value is not one of single rows. */
export function isAggregated(tree: unknown): boolean {
  let found = false
  walk(tree, (node) => {
    if ('SubLink' in node || found) return false
    const call = node['FuncCall'] as FuncCall | undefined // So the parser has it under this key.
    if (call && (call.over || isAggregate(call))) found = true
    if ('GroupingFunc' in node) found = true
    return true
  })
  return found
}
