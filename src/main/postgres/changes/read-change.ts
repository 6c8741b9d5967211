import { Failure } from '#shared/failure.ts'
import { commandName } from '../statement/command-name.ts'
import { readText } from './change-text.ts'
import type { AnyKind } from './kind.ts'
import { kinds } from './kinds/index.ts'
import type { KnownChange } from './known-change.ts'

/**
 * What a statement would change. Runs nothing. Throws BAD_INPUT for none, for two, for a syntax error,
 * and for a statement that Pitwall does not apply, saying which it does.
 */
export async function readChange(sql: string, signal?: AbortSignal): Promise<KnownChange> {
  const text = await readText(sql, signal)
  for (const kind of kinds) {
    const change = kind.read(text.statement, text)
    if (change) {
      refusePasswords([change.sql])
      return change
    }
  }
  throw new Failure('BAD_INPUT', `Pitwall does not apply this ${commandName(text.statement)}.`, {
    hint: `It applies: ${kinds.map(({ form }) => form).join('; ')}.`,
  })
}

/**
 * What a change runs and what takes it back stand in the ledger for good, and a password must not.
 * Throws BAD_INPUT for a text with a connection string that holds one, as dblink takes it.
 */
export function refusePasswords(texts: readonly string[]): void {
  if (!texts.some((text) => /\bpassword\s*=|:\/\/[^/\s:@]*:[^/\s@]+@/i.test(text))) return
  throw new Failure('BAD_INPUT', 'There is a password in it, and the ledger must not hold one.', {
    hint: 'Keep it where the server looks itself: a user mapping, a service file or a password file.',
  })
}

/** The kind that a change is of. */
export function kindOf(change: KnownChange): AnyKind {
  const kind = kinds.find((one) => one.kinds.includes(change.kind))
  if (kind) return kind
  throw new Error(`No kind of change is named ${change.kind}.`)
}
