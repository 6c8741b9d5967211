import type {
  DeleteStmt,
  InsertStmt,
  MergeStmt,
  Node,
  RangeVar,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query'
import { addFrom, addTable, type FromBuilder } from './from.ts'
import { addTargets } from './keys.ts'
import { parameterOf } from './nodes.ts'
import type { Scope } from './scope.ts'
import type { ParameterUse, QueryBlock, Source, TableName, TableWrite } from './shape.ts'

/** What reading a write needs of the builder of blocks. */
export interface WriteBuilder extends FromBuilder {
  writes: TableWrite[]
  parameters: ParameterUse[]
  withQueries: (clause: WithClause | undefined, scope: Scope) => void
  select: (select: SelectStmt, kind: QueryBlock['kind'], parent: Scope | undefined) => QueryBlock
  where: (node: Node | undefined, scope: Scope) => void
}

export type WriteNode =
  | { InsertStmt: InsertStmt }
  | { UpdateStmt: UpdateStmt }
  | { DeleteStmt: DeleteStmt }
  | { MergeStmt: MergeStmt }

export function isWrite(node: Node): node is Node & WriteNode {
  return 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node
}

/** Reads one INSERT, UPDATE, DELETE or MERGE into the block of a scope; source 0 is the table written to. */
export class WriteReader {
  readonly #builder: WriteBuilder
  readonly #scope: Scope

  constructor(builder: WriteBuilder, scope: Scope) {
    this.#builder = builder
    this.#scope = scope
  }

  read(node: WriteNode): void {
    if ('InsertStmt' in node) this.#insert(node.InsertStmt, this.#scope)
    else if ('UpdateStmt' in node) this.#update(node.UpdateStmt, this.#scope)
    else if ('DeleteStmt' in node) this.#delete(node.DeleteStmt, this.#scope)
    else this.#merge(node.MergeStmt, this.#scope)
  }

  #target(relation: RangeVar | undefined, scope: Scope): Source {
    return addTable(relation ?? {}, scope, this.#builder, true).source
  }

  #returning(exprs: Node[] | undefined, scope: Scope): void {
    this.#builder.visit(exprs, scope)
    addTargets(exprs, scope, this.#builder.resolver)
  }

  #insert(insert: InsertStmt, scope: Scope): void {
    this.#builder.withQueries(insert.withClause, scope)
    const table = this.#target(insert.relation, scope).name
    const columns = insert.cols
      ? insert.cols.flatMap((column) => ('ResTarget' in column ? (column.ResTarget.name ?? '') : []))
      : (table?.table?.columns.map(({ name }) => name) ?? [])
    const select =
      insert.selectStmt && 'SelectStmt' in insert.selectStmt ? insert.selectStmt.SelectStmt : undefined
    const outside: Scope = { ...scope, sources: [] }
    const query = select && this.#builder.select(select, 'subquery', outside)
    for (const row of select?.valuesLists ?? []) {
      const items = 'List' in row ? (row.List.items ?? []) : []
      for (const [place, item] of items.entries()) this.#assigned(item, table, columns[place])
    }
    for (const [place, target] of (select?.targetList ?? []).entries()) {
      if ('ResTarget' in target) this.#assigned(target.ResTarget.val, table, columns[place])
    }
    const conflict = insert.onConflictClause
    if (conflict) {
      // `excluded` is the row that was refused: it has the table's columns.
      const withExcluded: Scope = {
        ...scope,
        sources: scope.sources.flatMap((visible) => [
          visible,
          { ...visible, source: { ...visible.source, alias: 'excluded' } },
        ]),
      }
      this.#assignments(conflict.targetList, table, withExcluded)
      this.#builder.visit(conflict.whereClause, withExcluded)
      this.#builder.visit(conflict.infer, scope)
    }
    if (table) {
      this.#builder.writes.push({
        command: 'INSERT',
        table,
        columns,
        block: query?.sources.length || query?.setOperation ? query.id : undefined,
        conflictColumns: (conflict?.infer?.indexElems ?? []).flatMap((element) =>
          'IndexElem' in element ? (element.IndexElem.name ?? []) : [],
        ),
      })
    }
    this.#returning(insert.returningClause?.exprs, scope)
  }

  #assigned(node: Node | undefined, table: TableName | undefined, column: string | undefined): void {
    const parameter = parameterOf(node)
    if (parameter && table && column !== undefined) {
      this.#builder.parameters.push({ ...parameter, kind: 'assigned', table, column })
    }
  }

  /** SET a = …, (b, c) = …; returns the columns. */
  #assignments(targets: Node[] | undefined, table: TableName | undefined, scope: Scope): string[] {
    return (targets ?? []).flatMap((target) => {
      if (!('ResTarget' in target)) return []
      const { name, val } = target.ResTarget
      this.#builder.visit(val, scope)
      const multiple = val && 'MultiAssignRef' in val ? val.MultiAssignRef : undefined
      const source = multiple?.source
      const rowItem =
        source && 'RowExpr' in source ? source.RowExpr.args?.[(multiple?.colno ?? 1) - 1] : undefined
      this.#assigned(rowItem ?? val, table, name)
      return name ?? []
    })
  }

  #update(update: UpdateStmt, scope: Scope): void {
    this.#builder.withQueries(update.withClause, scope)
    const table = this.#target(update.relation, scope).name
    addFrom(update.fromClause, scope, this.#builder)
    this.#builder.where(update.whereClause, scope)
    const columns = this.#assignments(update.targetList, table, scope)
    if (table)
      this.#builder.writes.push({
        command: 'UPDATE',
        table,
        columns,
        block: scope.block.id,
        conflictColumns: [],
      })
    this.#returning(update.returningClause?.exprs, scope)
  }

  #delete(statement: DeleteStmt, scope: Scope): void {
    this.#builder.withQueries(statement.withClause, scope)
    const table = this.#target(statement.relation, scope).name
    addFrom(statement.usingClause, scope, this.#builder)
    this.#builder.where(statement.whereClause, scope)
    if (table)
      this.#builder.writes.push({
        command: 'DELETE',
        table,
        columns: [],
        block: scope.block.id,
        conflictColumns: [],
      })
    this.#returning(statement.returningClause?.exprs, scope)
  }

  #merge(merge: MergeStmt, scope: Scope): void {
    this.#builder.withQueries(merge.withClause, scope)
    const table = this.#target(merge.relation, scope).name
    addFrom(merge.sourceRelation && [merge.sourceRelation], scope, this.#builder)
    this.#builder.where(merge.joinCondition, scope)
    const columns = (merge.mergeWhenClauses ?? []).flatMap((clause) => {
      if (!('MergeWhenClause' in clause)) return []
      const { condition, targetList, values } = clause.MergeWhenClause
      this.#builder.visit(condition, scope)
      this.#builder.visit(values, scope)
      const assigned = this.#assignments(targetList, table, scope)
      for (const [place, value] of (values ?? []).entries()) this.#assigned(value, table, assigned[place])
      return assigned
    })
    if (table) {
      this.#builder.writes.push({
        command: 'MERGE',
        table,
        columns: [...new Set(columns)],
        block: scope.block.id,
        conflictColumns: [],
      })
    }
    this.#returning(merge.returningClause?.exprs, scope)
  }
}
