import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '#shared/contract/finding.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import type { RedisNode } from '../connect/index.ts'
import { type Info, parseInfo } from './info/info.ts'
import { InfoFigures } from './info/info-figures.ts'
import type { Diagnosis, Settings } from './section.ts'
import type { Server } from './server.ts'

/** A Redis 7.0 that was reached without a password; nobody answers there. */
export function serverLike(change: Partial<Server> = {}): Server {
  return {
    name: 'cache',
    facts: {
      product: 'Redis',
      version: '7.0.15',
      major: 7,
      minor: 0,
      topology: 'standalone',
      noTouch: false,
    },
    nodes: [nodeAt('10.0.0.1')],
    user: 'default',
    isOpenDoor: true,
    isTold: true,
    configRefused: undefined,
    managedBy: undefined,
    limitations: [],
    hitRateTarget: 0.85,
    ...change,
  }
}

export function nodeAt(host: string): RedisNode {
  return {
    name: `${host}:6379`,
    address: { kind: 'redis', host, port: 6379, database: 0, tls: { mode: 'disable' } },
    call: nobody,
    pipeline: nobody,
    open: nobody,
  }
}

async function nobody(): Promise<never> {
  throw new Error('not a real server')
}

type Fields = Readonly<Record<string, string | number>>

/** One master with these fields, and what they were 1.5 s before where it is told. */
export function infoOf(now: Fields, before?: Fields): InfoFigures {
  return infoOfAll([{ now, before }])
}

/** Several masters, named as {@link nodeAt} names them. */
export function infoOfAll(nodes: readonly { now: Fields; before?: Fields | undefined }[]): InfoFigures {
  return new InfoFigures(
    nodes.map(({ now, before }, index) => ({
      node: `10.0.0.${index + 1}:6379`,
      now: asInfo(now),
      before: before && asInfo(before),
    })),
    1500,
  )
}

function asInfo(fields: Fields): Info {
  return new Map(Object.entries(fields).map(([name, value]) => [name, String(value)]))
}

export function settingsOf(fields: Fields): Settings {
  return asInfo(fields)
}

/** What real servers answered to INFO all, without what tells of their machine. */
export const recordedVersions = ['redis-6.0.16', 'redis-7.0.15', 'redis-8.0.2', 'valkey-8.1.1'] as const

export function recordedInfo(version: (typeof recordedVersions)[number]): Info {
  const folder = join(import.meta.dirname, '../../../../test/fixtures/redis-info')
  return parseInfo(readFileSync(join(folder, `${version}.txt`)))
}

/** The kinds of a diagnosis' findings; each proposal must be a change that Pitwall knows. */
export function kindsOf({ findings }: Diagnosis): string[] {
  for (const { proposals } of findings) for (const { sql } of proposals) parseRedisChange(sql)
  return findings.map(({ kind }) => kind)
}

export function firstOf(diagnosis: Diagnosis): Finding {
  kindsOf(diagnosis)
  const [finding] = diagnosis.findings
  if (!finding) throw new Error('no finding')
  return finding
}

export const MIB = 1_048_576
export const none = settingsOf({})
