import type { Node } from 'libpg-query'

/** `SELECT function(constants)` and nothing else. */
export interface CalledFunction {
  name: string
  /** Whole numbers among the arguments; undefined for another constant. */
  numbers: (number | undefined)[]
}

/** Reads a statement that does nothing but call one function with constants. */
export function calledFunction(statement: Node): CalledFunction | undefined {
  if (!('SelectStmt' in statement)) return undefined
  const { targetList, ...rest } = statement.SelectStmt
  const plain = new Set(['limitOption', 'op'])
  if (Object.keys(rest).some((clause) => !plain.has(clause)) || targetList?.length !== 1) return undefined
  const [target] = targetList
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  if (!value || !('FuncCall' in value)) return undefined
  const { funcname, args } = value.FuncCall
  const name = funcname?.at(-1)
  if (!name || !('String' in name) || (args ?? []).some((argument) => !('A_Const' in argument))) {
    return undefined
  }
  return { name: name.String.sval ?? '', numbers: (args ?? []).map((argument) => numberOf(argument)) }
}

function numberOf(argument: Node): number | undefined {
  if (!('A_Const' in argument)) return undefined
  const { ival } = argument.A_Const
  // The tree leaves out the number 0.
  return ival === undefined ? undefined : (ival.ival ?? 0)
}
