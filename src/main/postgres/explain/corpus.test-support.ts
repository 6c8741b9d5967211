import { readdirSync, readFileSync } from 'node:fs'
import type { Plan } from '#shared/contract/plan.ts'
import { accountPlan } from './account.ts'
import { readRawPlan } from './read.ts'

/** Real plans, made by servers of each version; see test/fixtures/plans. */
const folder = new URL('../../../../test/fixtures/plans/', import.meta.url)

/** Plans with one thing wrong and the same mended; see test/fixtures/findings/make.ts. */
const findingsFolder = new URL('../../../../test/fixtures/findings/', import.meta.url)

/** `pg18/hash-join.json` and so on, JSON and text. */
export function corpusNames(): string[] {
  return readdirSync(folder)
    .filter((version) => /^pg\d+$/.test(version))
    .flatMap((version) => readdirSync(new URL(version, folder)).map((file) => `${version}/${file}`))
}

export function corpusText(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

export function corpusPlan(name: string): Plan {
  const text = corpusText(name)
  return accountPlan(readRawPlan(text), text)
}

export function findingsPlan(name: string): Plan {
  const text = readFileSync(new URL(`${name}.json`, findingsFolder), 'utf8')
  return accountPlan(readRawPlan(text), text)
}
