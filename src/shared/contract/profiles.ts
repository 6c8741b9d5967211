import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { procedure } from './failures.ts'

/** The formats that profiles are read from; see docs/profiles.md. */
export const profileFormatSchema = z.enum([
  'cpuprofile',
  'heapprofile',
  'heapsnapshot',
  'speedscope',
  'pprof',
  'collapsed',
  'chrome-trace',
  'firefox',
])
export type ProfileFormat = z.infer<typeof profileFormatSchema>

/** A kept profile: recorded or fetched, a file in its standard format in the user-data folder. */
export const profileHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  format: profileFormatSchema,
  at: z.number(),
  /** How long it was recorded; 0 for a moment. */
  durationMs: z.number(),
  fileBytes: z.number(),
  /** Where the file lies on the machine of the workbench. */
  file: z.string(),
  /** What it was taken from, for people: `server.mjs, main thread`. */
  source: z.string(),
  targetId: z.string().optional(),
  /** How it was recorded, for people: `every 1 ms`. */
  settings: z.string(),
})
export type ProfileHead = z.infer<typeof profileHeadSchema>

const one = z.object({ id: z.string() })

export const pprofEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    elapsedMs: z.number(),
    totalMs: z.number().optional(),
    bytes: z.number(),
  }),
  z.object({ type: z.literal('profile'), head: profileHeadSchema }),
])
export type PprofEvent = z.infer<typeof pprofEventSchema>

/** Of Go's net/http/pprof. */
export const pprofKindSchema = z.enum([
  'profile',
  'heap',
  'allocs',
  'goroutine',
  'block',
  'mutex',
  'threadcreate',
])
export type PprofKind = z.infer<typeof pprofKindSchema>

export const profiles = {
  list: procedure.route({ summary: 'Kept profiles, the newest first' }).output(z.array(profileHeadSchema)),
  read: procedure
    .route({ summary: "A piece of a kept profile's file, from an offset on" })
    .input(one.extend({ offset: z.number().int().min(0).default(0) }))
    .output(
      z.object({
        /** Base64. */
        data: z.string(),
        totalBytes: z.number(),
        /** Null at the end. */
        nextOffset: z.number().nullable(),
      }),
    ),
  rename: procedure
    .route({ summary: 'Give a kept profile another name' })
    .input(one.extend({ name: z.string().trim().min(1).max(200) }))
    .output(profileHeadSchema),
  remove: procedure.route({ summary: 'Delete a kept profile and its file' }).input(one).output(z.object({})),
  fetchPprof: procedure
    .route({ summary: 'Fetch a profile from a Go service with net/http/pprof, and keep it' })
    .input(
      z.object({
        /** Base address of the service, or of its `/debug/pprof/`; loopback or a tunnel, or a target's. */
        url: z.url({ protocol: /^https?$/ }),
        kind: pprofKindSchema,
        /** CPU: how long; others: absent for what is there, or the difference over so many seconds. */
        seconds: z.number().int().min(1).max(300).optional(),
      }),
    )
    .output(eventIterator(pprofEventSchema)),
  openSource: procedure
    .route({ summary: "Show a source location in the user's editor (settings, editor)" })
    .input(
      z.object({
        /** A path or a file: URL, as a frame names it. */
        file: z.string().min(1).max(4_096),
        /** 1-based. */
        line: z.number().int().min(1).optional(),
        column: z.number().int().min(1).optional(),
      }),
    )
    .output(z.object({})),
  editors: procedure
    .route({ summary: 'Editors found on this machine, each with the command that opens a source location' })
    .output(
      z.array(
        z.object({
          title: z.string(),
          /** As the setting `editor` takes it. */
          command: z.string(),
        }),
      ),
    ),
}
