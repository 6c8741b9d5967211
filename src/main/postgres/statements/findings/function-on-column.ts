import type { ColumnRef, StatementShape } from '../../statement/shape/shape.ts'
import { count, list, plainName } from '../../wording.ts'
import { createIndex, hasIndex } from './create-index.ts'
import { blocksPerCall, type Found, type StatementRule } from './rule.ts'

const leastPages = 100

/** A condition on `f(column)`, where the index is on `column`: it cannot be used. */
export const functionOnColumn: StatementRule = {
  kind: 'function-on-indexed-column',
  find: ({ statements, schema }) =>
    statements.flatMap(({ statement, shape, text: whole }) =>
      shape.blocks.flatMap((block) =>
        block.conjuncts.flatMap((conjunct): Found[] => {
          if (!('operand' in conjunct) || conjunct.operand.kind !== 'expression') return []
          const { text, functions, columns } = conjunct.operand
          const [column] = columns
          const table = column && tableOf(shape, column)
          if (!column || !table || columns.length !== 1 || functions.length === 0 || table.pages < leastPages)
            return []
          const index = table.indexes.find(({ isValid, keys }) => isValid && keys[0]?.column === column.name)
          if (!index || (text !== undefined && hasIndex(table, [{ kind: 'expression', text }]))) return []
          const isImmutable = functions.every(
            (name) => name.startsWith('::') || schema.functions[name] === 'immutable',
          )
          const isCast = functions.every((name) => name.startsWith('::'))
          if (isCast) return []
          const name = plainName(table.schema, table.name)
          return [
            {
              statement,
              title: `${list(functions)}() on ${name}.${column.name} keeps its index ${index.name} from being used`,
              detail: `The condition is ${conjunct.text}, and the index is on ${column.name} itself. One run reads ${count(blocksPerCall(statement))} blocks of ${name}'s ${count(table.pages)}.`,
              advice: `Compare the column itself (a range in place of date() or date_trunc(), the value turned round in place of the column)${isImmutable ? ', or index the expression' : ''}.`,
              evidence: [
                { label: 'Condition', value: conjunct.text },
                { label: 'Index on the column', value: index.definition },
                { label: 'Blocks a run', value: count(blocksPerCall(statement)) },
              ],
              proposals:
                text !== undefined && isImmutable && table.kind === 'table'
                  ? [createIndex(table, [{ kind: 'expression', text }], { sql: whole })]
                  : [],
            },
          ]
        }),
      ),
    ),
}

function tableOf(shape: StatementShape, { block, source }: ColumnRef) {
  return shape.blocks[block]?.sources[source]?.name?.table
}
