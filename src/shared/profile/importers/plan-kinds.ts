/** What a plan node does, roughly: decides its colour. */
export const planKinds = [
  'scan',
  'index',
  'join',
  'aggregate',
  'sort',
  'parallel',
  'modify',
  'other',
] as const
export type PlanKind = (typeof planKinds)[number]

/** Node types of PostgreSQL 12 to 18 whose kind their name alone does not tell. */
const kindByType: Readonly<Record<string, PlanKind>> = {
  'Index Scan': 'index',
  'Index Only Scan': 'index',
  'Bitmap Index Scan': 'index',
  'Bitmap Heap Scan': 'index',
  BitmapAnd: 'index',
  BitmapOr: 'index',
  'Nested Loop': 'join',
  'Hash Join': 'join',
  'Merge Join': 'join',
  Hash: 'join',
  Aggregate: 'aggregate',
  WindowAgg: 'aggregate',
  Group: 'aggregate',
  SetOp: 'aggregate',
  Unique: 'aggregate',
  Sort: 'sort',
  'Incremental Sort': 'sort',
  Gather: 'parallel',
  'Gather Merge': 'parallel',
  ModifyTable: 'modify',
  Insert: 'modify',
  Update: 'modify',
  Delete: 'modify',
  Merge: 'modify',
  LockRows: 'modify',
}

/** The kind of a node type as EXPLAIN names it; types of later servers fall under `scan` or `other`. */
export function planKindOf(type: string): PlanKind {
  if (Object.hasOwn(kindByType, type)) return kindByType[type] ?? 'other'
  return type.endsWith(' Scan') ? 'scan' : 'other'
}
