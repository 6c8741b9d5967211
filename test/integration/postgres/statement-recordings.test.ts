import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestRoom, statementWith, type TestRoom } from './statements-room.ts'
import { startTestServer, type TestServer, timeouts, versions } from './test-server.ts'

/** What the limitations say of the recording itself. */
function about(limitations: readonly { message: string }[]): string[] {
  return limitations.map(({ message }) => message).filter((message) => message.includes('recording'))
}

describe.each(versions)('recordings and history on Postgres %i', (version) => {
  let server: TestServer
  let rooms: TestRoom
  let clock: number

  beforeAll(async () => {
    server = await startTestServer(version, { shared_preload_libraries: 'pg_stat_statements' })
    await server.admin.query('CREATE EXTENSION pg_stat_statements')
  })

  afterAll(async () => {
    await server.stop()
  })

  beforeEach(async () => {
    clock = Date.now()
    rooms = openTestRoom(() => clock)
    await server.admin.query('SELECT pg_stat_statements_reset()')
  })

  afterEach(() => {
    rooms.close()
  })

  const run = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      await server.admin.query('SELECT name FROM account WHERE id = $1', [time])
    }
  }

  test('what ran between two moments, while it goes on and when it has ended', async () => {
    const target = rooms.target(server)
    await run(5)
    const recording = await rooms.room.record(target, 'a load test', timeouts)
    expect(recording).toMatchObject({ targetId: 'pg', label: 'a load test', startedAt: clock, endedAt: null })
    await run(3)
    clock += 10_000
    const ongoing = await rooms.room.list(target, { recordingId: recording.id }, timeouts)
    expect(ongoing).toMatchObject({ since: recording.startedAt, until: clock })
    expect(statementWith(ongoing, 'SELECT name')).toMatchObject({ calls: 3, tables: ['public.account'] })

    await run(4)
    const ended = await rooms.room.stopRecording(recording.id, async () => target, timeouts)
    expect(ended.endedAt).toBe(clock)
    expect(await rooms.room.stopRecording(recording.id, async () => target, timeouts)).toEqual(ended)
    await run(100)
    await server.admin.query('SELECT pg_stat_statements_reset()')
    const kept = await rooms.room.list(target, { recordingId: recording.id }, timeouts)
    const select = statementWith(kept, 'SELECT name')
    expect(select).toMatchObject({ calls: 7, tables: ['public.account'], command: 'SELECT' })
    expect(about(kept.limitations)).toEqual([])
    // The server has forgotten the text; the recording has not.
    expect(await rooms.room.get(target, select?.id ?? '', timeouts)).toMatchObject({
      query: select?.query,
    })
    expect(rooms.room.recordings('pg')).toEqual([ended])
    rooms.room.removeRecording(recording.id)
    expect(rooms.room.recordings('pg')).toEqual([])
    const gone = rooms.room.list(target, { recordingId: recording.id }, timeouts)
    await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a reset in the middle is told, and no figure is negative', async () => {
    const target = rooms.target(server)
    await run(50)
    const recording = await rooms.room.record(target, '', timeouts)
    await run(5)
    await server.admin.query('SELECT pg_stat_statements_reset()')
    await run(2)
    await rooms.room.stopRecording(recording.id, async () => target, timeouts)
    const answer = await rooms.room.list(target, { recordingId: recording.id }, timeouts)
    expect(statementWith(answer, 'SELECT name')).toMatchObject({ calls: 2 })
    expect(about(answer.limitations)[0]).toMatch(/were reset during the recording, at 2/)
    for (const statement of answer.statements) {
      const figures = Object.values(statement).filter((value) => typeof value === 'number')
      expect(Math.min(...figures)).toBeGreaterThanOrEqual(0)
    }
  })

  test('a reset of one statement in the middle is told', async () => {
    const target = rooms.target(server)
    await run(50)
    await server.admin.query('SELECT 1 AS untouched')
    const recording = await rooms.room.record(target, '', timeouts)
    await server.admin.query(`
      SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements
      WHERE query LIKE 'SELECT name FROM account%' OR query LIKE '%untouched%'`)
    await run(2)
    const answer = await rooms.room.list(target, { recordingId: recording.id }, timeouts)
    expect(statementWith(answer, 'SELECT name')).toMatchObject({ calls: 2 })
    expect(about(answer.limitations)).toEqual([
      expect.stringMatching(/one statement began anew/),
      expect.stringMatching(/one statement known at the start is gone/),
    ])
  })

  test('a recording needs the extension; one of another server is refused', async () => {
    const target = rooms.target(server)
    const recording = await rooms.room.record(target, 'one', timeouts)
    const elsewhere = { ...target, address: { ...target.address, database: 'template1' } }
    await expect(rooms.room.list(elsewhere, { recordingId: recording.id }, timeouts)).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    await expect(rooms.room.record(elsewhere, 'two', timeouts)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringContaining('not created in this database'),
    })
  })

  test('recordings and history go with their target', async () => {
    const target = rooms.target(server)
    const recording = await rooms.room.record(target, 'one', timeouts)
    await rooms.room.stopRecording(recording.id, async () => target, timeouts)
    rooms.database.exec('DELETE FROM targets')
    for (const table of [
      'statement_recordings',
      'statement_recording_entries',
      'statement_moments',
      'statement_names',
      'statement_counters',
    ]) {
      expect(rooms.database.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
    }
  })

  test('the history of a statement: what it did between the moments, also around a reset', async () => {
    const target = rooms.target(server)
    const look = async (): Promise<string> => {
      clock += 61_000
      const answer = await rooms.room.list(target, {}, timeouts)
      return statementWith(answer, 'SELECT name')?.id ?? ''
    }
    await run(1)
    await look()
    await run(2)
    await look()
    // Nothing for a while, then again; a second look within the minute is no moment of its own.
    await look()
    await run(3)
    await look()
    await run(4)
    clock -= 30_000
    await look()
    await server.admin.query('SELECT pg_stat_statements_reset()')
    await run(5)
    const id = await look()
    const points = rooms.room.history('pg', id)
    expect(points.map(({ calls }) => calls)).toEqual([2, 3, 5])
    expect(points.map(({ from, until }) => until - from)).toEqual([61_000, 61_000, 92_000])
    expect(points.every(({ meanMs, totalMs, calls }) => meanMs === totalMs / calls && totalMs > 0)).toBe(true)
  })
})
