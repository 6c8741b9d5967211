import { alters, reads, type Rule } from './rule.ts'

/**
 * Rules from the answer to `COMMAND`: `[name, arity, flags, first key, last key, step, …]` each.
 * Only what a command does (read or write) and where its keys are; what is not understood is left out.
 */
export function rulesOfServer(answer: unknown): Map<string, Rule | 'none'> {
  const rules = new Map<string, Rule | 'none'>()
  if (!Array.isArray(answer)) return rules
  for (const entry of answer as unknown[]) {
    if (!Array.isArray(entry)) continue
    const [name, , flags, first, last, step] = entry as unknown[]
    const command = textOf(name)?.toLowerCase()
    if (command === undefined || typeof first !== 'number' || typeof last !== 'number') continue
    const range = { first, last, step: typeof step === 'number' ? step : 1 }
    const flagNames = Array.isArray(flags) ? flags.map(textOf) : []
    if (first < 1) rules.set(command, 'none')
    else rules.set(command, flagNames.includes('write') ? alters(range) : reads(range))
  }
  return rules
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Buffer.isBuffer(value) ? value.toString('latin1') : undefined
}
