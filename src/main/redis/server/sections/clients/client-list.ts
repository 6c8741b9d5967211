import type { Bytes } from '#shared/units.ts'
import { numberFrom, readRecord } from '../../info/info.ts'
import { textOf } from '../../replies/texts.ts'
import type { Answer } from '../../section.ts'

/** A connection, as CLIENT LIST tells it. */
export interface Client {
  node: string
  id: string
  /** Without the port. */
  host: string
  name: string
  user: string
  library: string
  idleSeconds: number
  ageSeconds: number
  database: number
  command: string
  /** One letter each: N, S (replica), M, b (blocked), P (Pub/Sub)… */
  flags: string
  /** What it asked for and has not read. */
  outputBytes: Bytes
  /** What it sent and is not run yet. */
  queryBytes: Bytes
  /** All that the server keeps for it; 0 before 6.2. */
  totalBytes: Bytes
}

/** A line for each connection; Pitwall's own are left out. */
export function clientsFrom(answers: readonly Answer[]): Client[] {
  return answers.flatMap(({ node, reply }) =>
    textOf(reply)
      .split('\n')
      .map((line) => readRecord(line.trim(), ' '))
      .filter((fields) => fields.has('id') && fields.get('name') !== 'pitwall')
      .map((fields) => clientFrom(node, fields)),
  )
}

function clientFrom(node: string, fields: ReadonlyMap<string, string>): Client {
  const text = (name: string): string => fields.get(name) ?? ''
  const number = (name: string): number => numberFrom(fields.get(name)) ?? 0
  return {
    node,
    id: text('id'),
    host: text('addr').replace(/:\d+$/, ''),
    name: text('name'),
    user: text('user'),
    library: [text('lib-name'), text('lib-ver')].filter(Boolean).join(' '),
    idleSeconds: number('idle'),
    ageSeconds: number('age'),
    database: number('db'),
    command: text('cmd').replace('|', ' '),
    flags: text('flags'),
    outputBytes: number('omem') + number('obl'),
    queryBytes: number('qbuf'),
    totalBytes: number('tot-mem'),
  }
}

/** Somebody who sends commands: no replica, no master, nobody who listens to MONITOR. */
export function isOrdinary({ flags }: Client): boolean {
  return !/[SMO]/.test(flags)
}
