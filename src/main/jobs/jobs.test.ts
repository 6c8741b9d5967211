import { expect, test } from 'vitest'
import type { Job } from '#shared/contract/app.ts'
import { Failure } from '#shared/failure.ts'
import { createJobs, type Jobs } from './index.ts'

async function snapshot(jobs: Jobs): Promise<Job[]> {
  for await (const list of jobs.watch(undefined)) return list
  return []
}

/** Counts until its signal fires, then fails as cancelled work does. */
async function* countUntilAborted(signal: AbortSignal): AsyncGenerator<number> {
  for (let n = 1; ; n++) {
    yield n
    await new Promise((resolve) => setImmediate(resolve))
    if (signal.aborted) throw new Failure('CANCELLED', 'Cancelled.')
  }
}

async function* three(): AsyncGenerator<number> {
  yield 1
  yield 2
  yield 3
}

// eslint-disable-next-line require-yield
async function* fail(): AsyncGenerator<number> {
  throw new Failure('UNREACHABLE', 'Nothing listens on port 1.')
}

const describe = (n: number): { message: string } => ({ message: `at ${n}` })

test('a job shows its last message and ends as its stream does', async () => {
  const jobs = createJobs()
  const seen = await Array.fromAsync(
    jobs.stream({ title: 'Count', target: 'shop' }, undefined, three, describe),
  )
  expect(seen).toEqual([1, 2, 3])
  expect(await snapshot(jobs)).toMatchObject([
    { title: 'Count', target: 'shop', state: 'done', message: 'at 3' },
  ])
  jobs.clear()
  expect(await snapshot(jobs)).toEqual([])
})

test('cancelling a job aborts the signal its work was given', async () => {
  const jobs = createJobs()
  const read = (async () => {
    for await (const n of jobs.stream({ title: 'Count' }, undefined, countUntilAborted, describe)) {
      if (n === 2) jobs.cancel((await snapshot(jobs))[0]?.id ?? '')
    }
  })()
  await expect(read).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await snapshot(jobs)).toMatchObject([{ state: 'cancelled' }])
})

test('a caller that stops reading cancels the work', async () => {
  const jobs = createJobs()
  let given: AbortSignal | undefined
  const start = (signal: AbortSignal): AsyncGenerator<number> => {
    given = signal
    return countUntilAborted(signal)
  }
  for await (const n of jobs.stream({ title: 'Count' }, undefined, start, describe)) if (n === 2) break
  expect(given?.aborted).toBe(true)
  expect(await snapshot(jobs)).toMatchObject([{ state: 'cancelled' }])
})

test('a failed job keeps the sentence of its failure', async () => {
  const jobs = createJobs()
  await expect(Array.fromAsync(jobs.stream({ title: 'x' }, undefined, fail, describe))).rejects.toThrow(
    'port 1',
  )
  expect(await snapshot(jobs)).toMatchObject([{ state: 'failed', message: 'Nothing listens on port 1.' }])
})

test('closing cancels what runs and waits for it', async () => {
  const jobs = createJobs()
  const read = Array.fromAsync(jobs.stream({ title: 'Count' }, undefined, countUntilAborted, describe))
  const outcome = read.catch((error: unknown) => (error instanceof Failure ? error.code : 'other'))
  await new Promise((resolve) => setImmediate(resolve))
  await jobs.close()
  expect(await outcome).toBe('CANCELLED')
  expect(() => jobs.cancel('gone')).toThrow('not running')
})
