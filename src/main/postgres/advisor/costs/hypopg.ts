import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { Session } from '../../session/session.ts'
import type { CostAnswer } from '../search/problem.ts'
import type { AskPlan } from './plannable.ts'

/** An index to imagine: `sql` has no name and no CONCURRENTLY; one for each partition of its table. */
export interface ImaginedIndex {
  sql: readonly string[]
  /** The same for indexes on the same table; those on other tables may stay while a query is planned. */
  group: string
}

/** A query and the tables of which indexes can change its plan. */
export interface AskedQuery {
  ask: AskPlan
  /** Undefined: all. */
  groups: ReadonlySet<string> | undefined
}

/**
 * Costs from HypoPG: indexes that only this server process believes in. They are made and unmade as
 * the sets asked about differ; those on tables that a query does not read are left as they are.
 */
export class HypotheticalIndexes {
  readonly #session: Session
  /** Where HypoPG was installed, quoted. */
  readonly #schema: string
  readonly #indexes: ImaginedIndex[] = []
  /** Oids by place in the list of indexes. */
  readonly #existing = new Map<number, string[]>()
  readonly #ownerOf = new Map<string, number>()

  constructor(session: Session, schema: string) {
    this.#session = session
    this.#schema = schema
  }

  /**
   * Imagines indexes one after the other to learn their sizes; the reason for those that cannot be.
   * Their places continue those of earlier ones, refused ones too.
   */
  async add(indexes: readonly ImaginedIndex[]): Promise<({ sizeBytes: Bytes } | { refused: string })[]> {
    const answers: ({ sizeBytes: Bytes } | { refused: string })[] = []
    for (let at = 0; at < indexes.length; at += TOGETHER) {
      const some = indexes.slice(at, at + TOGETHER)
      answers.push(...((await this.#sizes(some)) ?? (await this.#sizesOneByOne(some))))
    }
    this.#indexes.push(...indexes)
    return answers
  }

  async cost(query: AskedQuery, members: readonly number[]): Promise<CostAnswer> {
    await this.#imagine(query.groups, members)
    const { cost, indexes } = await query.ask()
    const uses = new Set<number>()
    for (const name of indexes) {
      const oid = /^<(\d+)>/.exec(name)?.[1]
      const owner = oid === undefined ? undefined : this.#ownerOf.get(oid)
      if (owner !== undefined) uses.add(owner)
    }
    return { cost, uses: [...uses].toSorted((a, b) => a - b) }
  }

  async reset(): Promise<void> {
    await this.#session.run(`SELECT ${this.#schema}.hypopg_reset()`)
    this.#existing.clear()
    this.#ownerOf.clear()
  }

  async #imagine(groups: ReadonlySet<string> | undefined, members: readonly number[]): Promise<void> {
    const wanted = new Set(members)
    const matters = (index: number): boolean => groups?.has(this.#indexes[index]?.group ?? '') ?? true
    const drop = [...this.#existing.keys()].filter((index) => !wanted.has(index) && matters(index))
    const create = members.filter((index) => !this.#existing.has(index))
    if (drop.length === 0 && create.length === 0) return
    const dropped = drop.flatMap((index) => this.#existing.get(index) ?? [])
    const created = create.flatMap((index) =>
      (this.#indexes[index]?.sql ?? []).map((sql) => ({ index, sql })),
    )
    const rows = await this.#session.run(
      `SELECT pg_catalog.count(${this.#schema}.hypopg_drop_index(d))::text FROM pg_catalog.unnest($1::pg_catalog.oid[]) d
        UNION ALL
        SELECT i.indexrelid::text FROM pg_catalog.unnest($2::text[]) WITH ORDINALITY AS s(sql, place),
          LATERAL ${this.#schema}.hypopg_create_index(s.sql) i`,
      [`{${dropped.join()}}`, arrayLiteral(created.map(({ sql }) => sql))],
    )
    for (const index of drop) this.#existing.delete(index)
    for (const oid of dropped) this.#ownerOf.delete(oid)
    for (const [at, { index }] of created.entries()) {
      const oid = rows[at + 1]?.[0]
      if (oid === undefined || oid === null) throw new Failure('SERVER_ERROR', 'HypoPG made no index.')
      this.#existing.set(index, [...(this.#existing.get(index) ?? []), oid])
      this.#ownerOf.set(oid, index)
    }
  }

  /** Undefined where the server refused one of them. */
  async #sizes(indexes: readonly ImaginedIndex[]): Promise<{ sizeBytes: Bytes }[] | undefined> {
    const list = indexes.flatMap(({ sql }, place) => sql.map((text) => ({ place, text })))
    await this.#session.runSimple('SAVEPOINT pitwall_size')
    try {
      const rows = await this.#session.run(
        `SELECT ${this.#schema}.hypopg_relation_size(i.indexrelid)::text, ${this.#schema}.hypopg_drop_index(i.indexrelid)
          FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS s(sql, place),
            LATERAL ${this.#schema}.hypopg_create_index(s.sql) i`,
        [arrayLiteral(list.map(({ text }) => text))],
      )
      await this.#session.runSimple('RELEASE SAVEPOINT pitwall_size')
      const sizes = indexes.map(() => ({ sizeBytes: 0 }))
      for (const [at, { place }] of list.entries()) {
        const size = sizes[place]
        if (size) size.sizeBytes += Number(rows[at]?.[0] ?? 0)
      }
      return sizes
    } catch (error) {
      if (!(error instanceof Failure) || !('sqlState' in error.facts) || error.code === 'CANCELLED')
        throw error
      await this.#session.runSimple('ROLLBACK TO SAVEPOINT pitwall_size')
      await this.reset()
      if (indexes.length > 1) return undefined
      throw error
    }
  }

  async #sizesOneByOne(
    indexes: readonly ImaginedIndex[],
  ): Promise<({ sizeBytes: Bytes } | { refused: string })[]> {
    const answers: ({ sizeBytes: Bytes } | { refused: string })[] = []
    for (const index of indexes) {
      try {
        const [answer] = (await this.#sizes([index])) ?? []
        answers.push(answer ?? { refused: 'HypoPG made no index.' })
      } catch (error) {
        if (!(error instanceof Failure) || !('sqlState' in error.facts) || error.code === 'CANCELLED')
          throw error
        answers.push({ refused: error.message })
      }
    }
    return answers
  }
}

/** Imagined in one statement for their sizes; a refusal makes them be tried one by one. */
const TOGETHER = 50

/** As Postgres writes an array of texts. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}
