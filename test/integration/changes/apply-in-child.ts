/** A Pitwall of its own, to be killed: `node apply-in-child.ts HOME URL apply SQL` or `… undo ID`. */
import { createLedger } from '#main/changes/index.ts'
import { targetFromUrl } from '#main/environments/index.ts'
import { applyChange, undoChange } from '#main/postgres/changes/index.ts'
import { requirePostgres } from '#main/postgres/postgres-target.ts'
import { openStorage } from '#main/storage/index.ts'

const [home = '', url = '', what, text = ''] = process.argv.slice(2)
const ledger = createLedger({ database: openStorage(home).database })
const target = requirePostgres(targetFromUrl(url))
const timeouts = { connectTimeoutMs: 5000, statementTimeoutMs: 60_000, lockTimeoutMs: 2000 }
const events =
  what === 'undo'
    ? undoChange(ledger, text, async () => target, undefined, timeouts, undefined)
    : applyChange(ledger, target, { sql: text }, timeouts, undefined)
for await (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`)
