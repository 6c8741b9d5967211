import type { VariableSetStmt } from 'libpg-query'
import { Failure } from '#shared/failure.ts'
import { literal } from './relations.ts'

/** What SET and RESET of an ALTER statement mean. */
export interface Setting {
  setting: string
  reset: boolean
}

/** Their values hold passwords, which would stand in the ledger. */
const secretSettings = new Set([
  'primary_conninfo',
  'ssl_passphrase_command',
  'restore_command',
  'archive_command',
])

/** Reads the SET or RESET of one setting. Throws BAD_INPUT for what is not applied. */
export function readSetting(statement: VariableSetStmt | undefined): Setting {
  const kind = statement?.kind
  const setting = statement?.name ?? ''
  if (kind === 'VAR_RESET_ALL') {
    throw new Failure('BAD_INPUT', 'RESET ALL takes back every setting at once.', {
      hint: 'Reset one setting at a time, so that each can be undone.',
    })
  }
  if (kind !== 'VAR_SET_VALUE' && kind !== 'VAR_SET_DEFAULT' && kind !== 'VAR_RESET') {
    throw new Failure('BAD_INPUT', 'The value has to stand in the statement.', {
      hint: 'Write SET name = value.',
    })
  }
  if (secretSettings.has(setting.toLowerCase())) {
    throw new Failure(
      'BAD_INPUT',
      `${setting} may hold a password, and a password must not come into the ledger.`,
      {
        hint: 'Change this one without Pitwall.',
      },
    )
  }
  return { setting, reset: kind !== 'VAR_SET_VALUE' }
}

/** As an ALTER statement writes it; a name with a dot is one of an extension. */
export function settingName(setting: string): string {
  return setting
    .split('.')
    .map((part) => (/^[a-z_][a-z0-9_$]*$/i.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join('.')
}

/** Lists whose members are names: each is a value of its own (pg_dump's variable_is_guc_list_quote). */
const nameLists = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
])

/** A stored value as SET takes it. */
export function settingValue(setting: string, value: string): string {
  if (!nameLists.has(setting.toLowerCase())) return literal(value).trim()
  const members = listMembers(value)
  return members.length === 0 ? `''` : members.map((member) => literal(member).trim()).join(', ')
}

/** `a, "B c", d` → a, B c, d; names without quotes are folded by whoever stored them. */
function listMembers(value: string): string[] {
  const members: string[] = []
  for (const [, quoted, plain] of value.matchAll(/"((?:[^"]|"")*)"|([^,"\s][^,"]*)/g)) {
    members.push(quoted === undefined ? (plain ?? '').trim() : quoted.replaceAll('""', '"'))
  }
  return members
}
