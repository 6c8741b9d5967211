import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { WorkloadQuery } from '#shared/contract/advisor.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import { decodeText } from './decode-text.ts'
import { splitSql } from './split-sql.ts'

/**
 * The queries of a `.sql` file, or of all in a folder (in the order of their names, numbers as numbers),
 * each once, of weight 1. Ids are the names of the files, with the number of the statement where there
 * are several. Throws BAD_INPUT where there is nothing to read.
 */
export async function readWorkloadFiles(path: string, signal: AbortSignal): Promise<WorkloadQuery[]> {
  const files = await filesOf(path)
  const queries: WorkloadQuery[] = []
  for (const file of files) {
    throwIfCancelled(signal)
    const statements = splitSql(decodeText(await readFile(file, { signal })))
    const name = basename(file)
    for (const [at, sql] of statements.entries()) {
      queries.push({ id: statements.length === 1 ? name : `${name}:${at + 1}`, sql, weight: 1 })
    }
  }
  if (queries.length > 0) return queries
  throw new Failure('BAD_INPUT', `There is no statement in ${path}.`, {
    hint: 'Give a .sql file with statements separated by semicolons, or a folder of such files.',
  })
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path]
    const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith('.sql'))
    const order = new Intl.Collator('en', { numeric: true })
    return names.toSorted((a, b) => order.compare(a, b)).map((name) => join(path, name))
  } catch (cause) {
    throw new Failure('BAD_INPUT', `${path} cannot be read.`, {
      hint: 'Check the name of the file or folder, and that you may read it.',
      cause,
    })
  }
}
