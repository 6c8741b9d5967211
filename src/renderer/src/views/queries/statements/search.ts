/** The search box of the statements: words, phrases in quotes, and `table:orders`. Pure. */
import type { Statement } from '#shared/contract/statements.ts'

type Field = 'any' | 'table' | 'role' | 'application' | 'command'

interface Term {
  field: Field
  /** In lower case. */
  text: string
}

const fields: Readonly<Record<string, Field>> = {
  table: 'table',
  role: 'role',
  app: 'application',
  application: 'application',
  command: 'command',
}

/** What was typed as a test; every term has to fit. */
export function readSearch(typed: string): (statement: Statement) => boolean {
  const terms = termsOf(typed)
  if (terms.length === 0) return () => true
  return (statement) => terms.every((term) => fits(statement, term))
}

function termsOf(typed: string): Term[] {
  const found = typed.matchAll(/([a-z]+):(?:"([^"]*)"?|(\S*))|"([^"]*)"?|\S+/gi)
  return [...found].flatMap(([whole, name = '', inQuotes, word, phrase]): Term[] => {
    const field = fields[name.toLowerCase()]
    // What looks like a field and is none, such as `a:b`, is searched as it stands.
    const text = field === undefined ? (phrase ?? whole) : (inQuotes ?? word ?? '')
    return text === '' ? [] : [{ field: field ?? 'any', text: text.toLowerCase() }]
  })
}

function fits(statement: Statement, { field, text }: Term): boolean {
  switch (field) {
    case 'table':
      return statement.tables.some((table) => table.toLowerCase().includes(text))
    case 'role':
      return statement.role.toLowerCase().includes(text)
    case 'application':
      return statement.applications.some((name) => name.toLowerCase().includes(text))
    case 'command':
      return statement.command.toLowerCase().includes(text)
    case 'any':
      return (
        statement.query.toLowerCase().includes(text) ||
        statement.role.toLowerCase().includes(text) ||
        statement.tables.some((table) => table.toLowerCase().includes(text)) ||
        statement.applications.some((name) => name.toLowerCase().includes(text))
      )
  }
}
