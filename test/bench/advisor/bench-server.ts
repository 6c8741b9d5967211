import { existsSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startServer } from '../../fixtures/plans/servers.ts'

/** A server with HypoPG and the data, in a folder of its own. */
export interface BenchServer {
  url: string
  stop: () => Promise<void>
}

/** Where PostgreSQL 15 with HypoPG is installed, or undefined. */
export function findPostgresWithHypopg(): string | undefined {
  return folders().find(({ bin, share }) => {
    return existsSync(join(bin, 'initdb')) && existsSync(join(share, 'extension', 'hypopg.control'))
  })?.bin
}

function ask(what: string): string {
  return execFileSync('pg_config', [what], { encoding: 'utf8' }).trim()
}

function folders(): { bin: string; share: string }[] {
  const debian = { bin: '/usr/lib/postgresql/15/bin', share: '/usr/share/postgresql/15' }
  try {
    return [debian, { bin: ask('--bindir'), share: ask('--sharedir') }]
  } catch {
    return [debian]
  }
}

export async function startBenchServer(bin: string, sql: string): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-advisor-'))
  const server = await startServer(bin, folder, {
    fsync: 'off',
    full_page_writes: 'off',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    // The figures must not depend on when it wakes.
    autovacuum: 'off',
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const client = new Client(server.url)
  try {
    await client.connect()
    for (const statement of sql.split(/;\n/)) {
      if (statement.trim() !== '') await client.query(statement)
    }
    await client.query('CREATE EXTENSION hypopg')
  } catch (error) {
    await stop()
    throw error
  } finally {
    await client.end().catch(() => {})
  }
  return { url: server.url, stop }
}
