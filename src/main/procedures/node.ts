import { advise, listProcesses, tryOut } from '../node/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Node processes: who is there, what they do, their recordings, whether they leak. */
export function nodeProcedures(os: Implementer, { jobs, node }: Rooms) {
  const { attachments, live, recordings, leak } = node
  const titleOf = (attachmentId: string): string => attachments.use(attachmentId).attachment.title
  return {
    processes: {
      list: os.node.processes.list.handler(() => listProcesses()),
    },
    attachments: {
      watch: os.node.attachments.watch.handler(({ signal }) => attachments.watch(signal)),
      open: os.node.attachments.open.handler(({ input, signal }) => attachments.open(input, { signal })),
      reattach: os.node.attachments.reattach.handler(({ input, signal }) =>
        attachments.reattach(input.id, { signal }),
      ),
      close: os.node.attachments.close.handler(async ({ input }) => {
        await attachments.close(input.id)
        return {}
      }),
    },
    live: {
      watch: os.node.live.watch.handler(({ input, signal }) =>
        live.watch(input.attachmentId, input.threadId, signal),
      ),
      collect: os.node.live.collect.handler(({ input, signal }) =>
        live.collect(input.attachmentId, input.threadId, { confirmation: input.confirmation, signal }),
      ),
    },
    recordings: {
      start: os.node.recordings.start.handler(async function* ({ input, signal }) {
        const { kind } = input.settings
        yield* jobs.stream(
          { title: recordingTitles[kind], target: titleOf(input.attachmentId) },
          signal,
          (jobSignal) => recordings.start(input, jobSignal),
          (event) => {
            if (event.type === 'profile') return { message: event.head.name }
            const { elapsedMs, totalMs, done } = event
            if (totalMs !== undefined) {
              return { progress: { done: seconds(elapsedMs), total: seconds(totalMs), unit: 'seconds' } }
            }
            return done === undefined
              ? { message: event.phase }
              : { progress: { done: Math.round(done * 100), total: 100, unit: '%' } }
          },
        )
      }),
      stop: os.node.recordings.stop.handler(({ input }) => {
        recordings.stop(input)
        return {}
      }),
    },
    leak: {
      run: os.node.leak.run.handler(async function* ({ input, signal }) {
        yield* jobs.stream(
          { title: 'Look for a leak', target: titleOf(input.attachmentId) },
          signal,
          (jobSignal) => leak.run(input, jobSignal),
          (event) => {
            if (event.type === 'verdict') return { message: event.verdict.verdict }
            if (event.type === 'round') return {}
            return { progress: { done: event.round, total: event.rounds, unit: 'rounds' } }
          },
        )
      }),
      watch: os.node.leak.watch.handler(({ input }) => {
        leak.watch(input)
        return {}
      }),
      unwatch: os.node.leak.unwatch.handler(({ input }) => {
        leak.unwatch(input)
        return {}
      }),
      watches: os.node.leak.watches.handler(({ signal }) => leak.watches(signal)),
    },
    gc: {
      advice: os.node.gc.advice.handler(({ input }) =>
        advise(live.recent(input.attachmentId, input.threadId)),
      ),
      tryOut: os.node.gc.tryOut.handler(async function* ({ input, signal }) {
        yield* jobs.stream(
          { title: 'Try heap sizes' },
          signal,
          (jobSignal) => tryOut(input, jobSignal),
          (event) =>
            event.type === 'progress'
              ? { message: event.option, progress: { done: event.run, total: event.runs, unit: 'runs' } }
              : { message: event.conclusion },
        )
      }),
    },
  }
}

const recordingTitles = {
  cpu: 'Record the CPU',
  heap: 'Record allocations',
  snapshot: 'Take a heap snapshot',
} as const

function seconds(time: number): number {
  return Math.round(time / 1000)
}
