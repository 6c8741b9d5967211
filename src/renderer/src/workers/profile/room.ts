/**
 * The room of one profile file: its bytes while they are read, its profiles afterwards, and the view
 * that was asked for last. What it answers is the asker's; what it keeps is never handed over.
 */
import { Failure } from '#shared/failure.ts'
import { type ExportFormat, exportFormats } from '#shared/profile/exporters/index.ts'
import type { ProfileFile } from '#shared/profile/file.ts'
import type { FlamePaths } from '#shared/profile/layout.ts'
import { layoutDifference } from '#shared/profile/layouts/difference.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { layoutSandwich } from '#shared/profile/layouts/sandwich.ts'
import { depthsOf } from '#shared/profile/layouts/tree.ts'
import type { Profile } from '#shared/profile/model.ts'
import { pathsOf } from '#shared/profile/paths.ts'
import { readProfile } from '#shared/profile/read/index.ts'
import { bottomUpColumns } from '#shared/profile/tables/bottom-up.ts'
import { type FunctionTable, functionTable } from '#shared/profile/tables/functions.ts'
import { buildTimeline } from '#shared/profile/timeline/index.ts'
import type { Milliseconds } from '#shared/units.ts'
import { buffersOf } from '../line/buffers.ts'
import type { Doing } from '../line/serve.ts'
import { changedFunctions } from './changed-functions.ts'
import { csvOfFunctions, csvOfPaths } from './csv.ts'
import { detailsOf, samplesAtStacks, totalsOfRange } from './details.ts'
import { figuresOf, textsOf } from './frames.ts'
import { mergedProfile } from './lend.ts'
import { ordersOfFunctions } from './orders.ts'
import { bytesOfFile, Pieces } from './source.ts'
import { withStep } from './steps.ts'
import type {
  ExportChoice,
  OpenedFile,
  OpenProgress,
  ProfileFacts,
  ProfileView,
  ProfileWork,
} from './work.ts'

/** How often the page hears how far the reading is. */
const tellEvery: Milliseconds = 100

export function createRoom(now: () => Milliseconds = () => performance.now()): Doing<ProfileWork> {
  let pieces: Pieces | null = null
  let file: ProfileFile | null = null
  let shown: ShownView | null = null

  const profileAt = (place: number): Profile => {
    const profile = file?.profiles[place]
    if (profile === undefined) throw new RangeError(`the file has no profile ${place}`)
    return profile
  }
  const viewOf = (view: ProfileView): ShownView => {
    const key = JSON.stringify([view.profile, view.steps])
    if (shown?.key !== key) shown = new ShownView(key, view.steps.reduce(withStep, profileAt(view.profile)))
    return shown
  }
  const parse = async (
    bytes: Uint8Array,
    name: string,
    tell: (told: OpenProgress) => void,
  ): Promise<OpenedFile> => {
    file = await readProfile(bytes, {
      name,
      onProgress: (done, total) => tell({ phase: 'parsing', done, total }),
    })
    return openedFile(file)
  }

  return {
    openFile: async ({ file: source }, tell) => {
      const seldom = notTooOften(tell, now)
      const total = source.size
      const bytes = await bytesOfFile(source, (done) => seldom({ phase: 'reading', done, total }))
      return await parse(bytes, source.name, seldom)
    },
    takePiece: ({ base64, totalBytes }) => {
      pieces ??= new Pieces(totalBytes)
      pieces.add(base64)
      return null
    },
    parsePieces: async ({ name }, tell) => {
      const bytes = (pieces ?? new Pieces(0)).finish()
      pieces = null
      return await parse(bytes, name, notTooOften(tell, now))
    },

    frames: ({ profile }, tell) => {
      const { frames } = profileAt(profile)
      for (const texts of textsOf(frames)) tell(texts)
      return figuresOf(frames)
    },
    timeline: (view) => buildTimeline(viewOf(view).profile),
    leftHeavy: (view) => layoutLeftHeavy(viewOf(view).profile).columns,
    functions: (view) => {
      const at = viewOf(view)
      const table = at.functions()
      return { ...table, whole: wholeOf(at.paths()), orders: ordersOfFunctions(table, at.profile.frames) }
    },
    bottomUp: (view) => {
      const at = viewOf(view)
      return bottomUpColumns(at.paths(), at.profile.frames.length)
    },
    sandwich: ({ frame, ...view }) => {
      const at = viewOf(view)
      return layoutSandwich(at.profile.unit, at.paths(), frame)
    },
    details: ({ frame, ...view }) => {
      const at = viewOf(view)
      return detailsOf(at.paths(), at.samplesAt(), frame)
    },
    range: ({ from, to, ...view }) => totalsOfRange(viewOf(view).profile, from, to),

    lend: ({ port, ...view }) => {
      const profile = mergedProfile(viewOf(view).profile)
      port.postMessage(profile, buffersOf(profile))
      port.close()
      return null
    },
    difference: async ({ port, options, ...view }, tell) => {
      const before = await lentTo(port)
      const difference = layoutDifference(before, viewOf(view).profile, options)
      for (const texts of textsOf(difference.frames)) tell(texts)
      return {
        difference: { ...difference, frames: figuresOf(difference.frames) },
        functions: changedFunctions(difference),
      }
    },

    exports: ({ profile }) => exportFormats.map((format) => exportChoice(format, profileAt(profile))),
    exportAs: ({ profile, format }) => {
      const found = exportFormats.find((each) => each.format === format)
      if (found === undefined) throw new RangeError(`there is no export to ${format}`)
      const refusal = found.canHold(profileAt(profile))
      if (refusal !== true) throw new Failure('UNSUPPORTED', refusal)
      return found.write([profileAt(profile)])
    },
    csv: ({ table, ...view }) => {
      const at = viewOf(view)
      const text =
        table === 'functions'
          ? csvOfFunctions(at.profile, at.functions())
          : csvOfPaths(at.profile, at.paths())
      return new TextEncoder().encode(text)
    },
  }
}

/** A view with what was worked out of it so far. */
class ShownView {
  readonly key: string
  readonly profile: Profile
  #paths: FlamePaths | null = null
  #samplesAt: Int32Array | null = null

  constructor(key: string, profile: Profile) {
    this.key = key
    this.profile = profile
  }

  paths(): FlamePaths {
    this.#paths ??= pathsOf(this.profile).paths
    return this.#paths
  }

  samplesAt(): Int32Array {
    this.#samplesAt ??= samplesAtStacks(this.profile.samples, this.profile.stacks.length)
    return this.#samplesAt
  }

  functions(): FunctionTable {
    return functionTable(this.paths(), this.profile.frames.length)
  }
}

function openedFile({ format, profiles, first, notes }: ProfileFile): OpenedFile {
  return { format, profiles: profiles.map(factsOf), first, notes }
}

function factsOf(profile: Profile): ProfileFacts {
  const { name, unit, categories, frames, stacks, samples } = profile
  const weights = categories.map(() => 0)
  let total = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const weight = samples.weight[sample] ?? 0
    total += weight
    const frame = stacks.frame[samples.stack[sample] ?? -1] ?? -1
    const category = frames.category[frame] ?? -1
    if (category >= 0) weights[category] = (weights[category] ?? 0) + weight
  }
  return {
    name,
    unit,
    categories,
    samples: samples.length,
    frames: frames.length,
    stacks: stacks.length,
    depths: depthsOf(stacks).depths,
    total,
    weights,
  }
}

function exportChoice(exporter: ExportFormat, profile: Profile): ExportChoice {
  const { format, title, extension } = exporter
  const held = exporter.canHold(profile)
  return {
    format,
    title,
    extension,
    refusal: held === true ? null : held,
    losses: held === true ? exporter.losses(profile) : [],
  }
}

function wholeOf({ self, length }: FlamePaths): number {
  let whole = 0
  for (let path = 0; path < length; path++) whole += self[path] ?? 0
  return whole
}

/** What another worker has put into the port already. */
async function lentTo(port: MessagePort): Promise<Profile> {
  try {
    return await new Promise((resolve) => {
      // The other side is this same code.
      port.addEventListener('message', ({ data }: MessageEvent<Profile>) => resolve(data), { once: true })
      port.start()
    })
  } finally {
    port.close()
  }
}

function notTooOften<T>(tell: (told: T) => void, now: () => Milliseconds): (told: T) => void {
  let last = -Infinity
  return (told) => {
    if (now() - last < tellEvery) return
    last = now()
    tell(told)
  }
}
