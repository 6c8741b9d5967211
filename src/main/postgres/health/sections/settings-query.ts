import { number, optionalText, type Query, query, text } from '../query.ts'

/** A setting as the server has it now. */
export interface SettingRow {
  name: string
  value: string
  /** As the number its unit says: bytes for memory, milliseconds for time; NaN for words. */
  amount: number
  unit: string | null
}

/**
 * Named settings. Memory and time come in the server's own units, which differ; the amounts are bytes
 * and milliseconds. A setting that this version or its libraries do not know is absent.
 */
export function settingsQuery(title: string, names: readonly string[]): Query<SettingRow> {
  return query(
    title,
    { name: text, value: text, amount: number, unit: optionalText },
    `
  SELECT name, pg_catalog.current_setting(name) AS value,
    CASE WHEN vartype IN ('integer', 'real') THEN setting::float8 * CASE
      WHEN setting::float8 < 0 THEN 1
      WHEN unit = 'B' THEN 1 WHEN unit = 'kB' THEN 1024 WHEN unit = '8kB' THEN 8192 WHEN unit = '16MB' THEN 16777216
      WHEN unit = 'MB' THEN 1048576 WHEN unit = 's' THEN 1000 WHEN unit = 'min' THEN 60000 ELSE 1 END
      ELSE 'NaN'::float8 END AS amount,
    unit
  FROM pg_catalog.pg_settings
  WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})
  ORDER BY name`,
  )
}

/** The settings by name. */
export function byName(rows: readonly SettingRow[]): ReadonlyMap<string, SettingRow> {
  return new Map(rows.map((row) => [row.name, row]))
}
