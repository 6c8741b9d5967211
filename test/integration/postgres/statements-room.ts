import type { DatabaseSync } from 'node:sqlite'
import { createStatements, type StatementsRoom } from '#main/postgres/index.ts'
import { openStorage } from '#main/storage/index.ts'
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestServer } from './test-server.ts'

type KeptTarget = ReturnType<TestServer['target']> & { id: string }

export interface TestRoom {
  room: StatementsRoom
  database: DatabaseSync
  /** The target, kept in the store as `pg`. */
  target: (server: TestServer, user?: string) => KeptTarget
  close: () => void
}

/** The room over a store of its own, with a clock that can be set. */
export function openTestRoom(now: () => number = Date.now): TestRoom {
  const home = mkdtempSync(join(tmpdir(), 'pitwall-statements-'))
  const storage = openStorage(home)
  storage.database.exec(`
    INSERT INTO environments (id, name, guard, origin, position) VALUES ('e', 'staging', 'open', 'user', 0);
    INSERT INTO targets (id, environment_id, name, address, secret_kind, position)
      VALUES ('pg', 'e', 'pg', '{}', 'none', 0)`)
  return {
    room: createStatements({ database: storage.database, now }),
    database: storage.database,
    target: (server, user) => ({ ...server.target('open', user), id: 'pg' }),
    close() {
      storage.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** The one statement of the list whose text has this in it. */
export function statementWith(list: StatementList, part: string): Statement | undefined {
  return list.statements.find(({ query }) => query.includes(part))
}

/** The server's URL for another role of the tests. */
export function urlOf(server: TestServer, user: string): string {
  const url = new URL(server.url)
  url.username = user
  url.password = 'pitwall'
  return url.href
}
