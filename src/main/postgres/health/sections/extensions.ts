import type { Finding } from '#shared/contract/finding.ts'
import { optionalText, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import { count, counted, list } from '../../wording.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'

const extensionsQuery = query(
  'Installed extensions, and the version that the server has for them',
  { name: text, installed: text, available: optionalText },
  `
  SELECT e.extname AS name, e.extversion AS installed, a.default_version AS available
  FROM pg_catalog.pg_extension e LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
  ORDER BY e.extname`,
)

export type ExtensionRow = ReturnType<typeof extensionsQuery.decode>

export const extensions: Section = {
  id: 'extensions',
  title: 'Extensions',
  async examine({ read }) {
    return judgeExtensions(await read(extensionsQuery))
  },
}

export function judgeExtensions(rows: readonly ExtensionRow[]): Diagnosis {
  const old = rows.filter((row) => row.available !== null && row.available !== row.installed)
  return {
    summary:
      old.length === 0
        ? `The ${counted(rows.length, 'installed extension')} are at the version that the server has.`.replace(
            'The 1 installed extension are',
            'The one installed extension is',
          )
        : `${list(old.map((row) => row.name))} ${old.length === 1 ? 'is' : 'are'} of an older version than the server has, as is usual after an upgrade.`,
    figures: [
      figure('Extensions', count(rows.length)),
      figure('Not up to date', count(old.length), 'none', old.length === 0),
    ],
    tables: [
      {
        title: 'Installed extensions',
        columns: [
          { label: 'Extension', kind: 'text' },
          { label: 'Installed', kind: 'text' },
          { label: 'Available', kind: 'text' },
        ],
        rows: rows.map((row) => [row.name, row.installed, row.available]),
      },
    ],
    findings: old.map((row): Finding => ({
      id: `old-extension:${row.name}`,
      kind: 'old-extension',
      severity: 'low',
      title: `${row.name} is at version ${row.installed}, the server has ${row.available ?? ''}`,
      detail:
        'Functions and views that the newer version has or mends are missing; pg_upgrade leaves extensions as they were.',
      advice: `Run ALTER EXTENSION ${quoteIdentifier(row.name)} UPDATE, after reading what changes in it.`,
      subject: { kind: 'server', name: row.name },
      evidence: [
        { label: 'Installed', value: row.installed },
        { label: 'Available', value: row.available ?? '' },
      ],
      evidenceSql: extensionsQuery.sql,
      proposals: [],
    })),
  }
}
