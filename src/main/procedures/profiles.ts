import { fetchPprof } from '../pprof/index.ts'
import { editorsFound, openSource } from '../source/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Kept profiles, those fetched from Go services, and the sources that frames lie in. */
export function profileProcedures(os: Implementer, { jobs, settings, profiles, environments }: Rooms) {
  return {
    list: os.profiles.list.handler(() => profiles.list()),
    read: os.profiles.read.handler(({ input }) => profiles.read(input.id, input.offset)),
    rename: os.profiles.rename.handler(({ input }) => profiles.rename(input.id, input.name)),
    remove: os.profiles.remove.handler(async ({ input }) => {
      await profiles.remove(input.id)
      return {}
    }),
    fetchPprof: os.profiles.fetchPprof.handler(async function* ({ input, signal }) {
      yield* jobs.stream(
        // Not all of the address: it may hold a password.
        { title: 'Fetch a profile', target: new URL(input.url).host },
        signal,
        (jobSignal) => fetchPprof(input, { profiles, environments }, jobSignal),
        (event) =>
          event.type === 'profile'
            ? { message: event.head.name }
            : { progress: { done: Math.round(event.bytes / 1024), unit: 'KiB' } },
      )
    }),
    editors: os.profiles.editors.handler(() => editorsFound()),
    openSource: os.profiles.openSource.handler(async ({ input }) => {
      await openSource(settings.get().editor, input)
      return {}
    }),
  }
}
