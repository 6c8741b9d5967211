/**
 * What the worker of a profile file does for the page: each kind of work with its input, what it tells
 * on the way and its answer. All of it is plain data; typed arrays of answers are handed over.
 */
import type { ProfileFormat } from '#shared/contract/profiles.ts'
import type { TreeColumns } from '#shared/profile/layout.ts'
import type { Sandwich } from '#shared/profile/layouts/sandwich.ts'
import type { Difference, DifferenceOptions } from '#shared/profile/layouts/difference.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, WeightUnit } from '#shared/profile/model.ts'
import type { BottomUpColumns } from '#shared/profile/tables/bottom-up.ts'
import type { FunctionTable } from '#shared/profile/tables/functions.ts'
import type { TimelineColumns } from '#shared/profile/timeline/index.ts'
import type { Bytes } from '#shared/units.ts'
import type { FrameFigures, FrameTexts } from './frames.ts'

export interface ProfileWork {
  /** Reads a file of the user's and parses it. */
  openFile: { input: { file: File }; told: OpenProgress; answer: OpenedFile }
  /** Takes the next piece of a kept file, in base64. */
  takePiece: { input: { base64: string; totalBytes: Bytes }; told: never; answer: null }
  /** Parses the pieces taken. */
  parsePieces: { input: { name: string }; told: OpenProgress; answer: OpenedFile }

  /** The frames of a profile, which all its views share. The texts are told in pieces. */
  frames: { input: { profile: number }; told: FrameTexts; answer: FrameFigures }
  timeline: { input: ProfileView; told: never; answer: TimelineColumns }
  leftHeavy: { input: ProfileView; told: never; answer: TreeColumns }
  functions: { input: ProfileView; told: never; answer: FunctionRows }
  /** What the table of functions with their callers is made of. */
  bottomUp: { input: ProfileView; told: never; answer: BottomUpColumns }
  sandwich: { input: ProfileView & { frame: IndexIntoFrameTable }; told: never; answer: Sandwich }
  details: { input: ProfileView & { frame: IndexIntoFrameTable }; told: never; answer: FrameDetails }
  /** What a part of the time axis comes to, in the profile's unit. */
  range: { input: ProfileView & { from: number; to: number }; told: never; answer: RangeTotals }

  /** Puts the merged calls of a view into a port, for the worker of another file. */
  lend: { input: ProfileView & { port: MessagePort }; told: never; answer: null }
  /** Compares with what another worker has put into the port: that is before, this view after. */
  difference: {
    input: ProfileView & { port: MessagePort; options: DifferenceOptions }
    told: FrameTexts
    answer: DifferenceAnswer
  }

  /** What a profile can be written in, with the reason where a format cannot hold it. */
  exports: { input: { profile: number }; told: never; answer: ExportChoice[] }
  /** A profile of the file, whole, in a format of `#shared/profile/exporters`. */
  exportAs: {
    input: { profile: number; format: ProfileFormat }
    told: never
    answer: Uint8Array<ArrayBuffer>
  }
  /** A table of a view as comma-separated values. */
  csv: { input: ProfileView & { table: 'functions' | 'paths' }; told: never; answer: Uint8Array<ArrayBuffer> }
}

export interface OpenProgress {
  phase: 'reading' | 'parsing'
  done: Bytes
  total: Bytes
}

export interface OpenedFile {
  format: ProfileFormat
  profiles: ProfileFacts[]
  /** Place of the one to show first. */
  first: number
  /** What was not taken over, one sentence each. */
  notes: string[]
}

export interface ProfileFacts {
  name: string
  unit: WeightUnit
  categories: string[]
  samples: number
  frames: number
  stacks: number
  /** Of the deepest stack. */
  depths: number
  /** Of all samples, in the profile's unit. */
  total: number
  /** By category: of the samples that end in it, in the profile's unit. */
  weights: number[]
}

export interface ExportChoice {
  format: ProfileFormat
  title: string
  /** With its dot. */
  extension: string
  /** Why the profile cannot be written in this format at all; null where it can. */
  refusal: string | null
  /** What would be lost, one sentence each. */
  losses: string[]
}

/** A profile of the file as it is to be shown: with the steps applied, one after the other. */
export interface ProfileView {
  profile: number
  steps: readonly ViewStep[]
}

export type ViewStep =
  | { kind: 'collapse-recursion' }
  /** Calls of these categories vanish; their weight is their callers'. */
  | { kind: 'hide'; categories: readonly string[] }
  /** Only this call, of `frame`, and what it calls. `path` is a row of the stacks as they are before the step. */
  | { kind: 'focus-path'; path: IndexIntoStackTable; frame: IndexIntoFrameTable }
  /** Only calls of this function and what they call. */
  | { kind: 'focus-function'; frame: IndexIntoFrameTable }
  /** Only this part of the time axis, in the profile's unit. */
  | { kind: 'range'; from: number; to: number }

/** All calls of one function. Weights are in the profile's unit. */
export interface FrameDetails {
  self: number
  /** With what it calls; recursion counts once. */
  total: number
  /** Of the view. */
  whole: number
  /** Samples with the function at the end of the stack, and anywhere on it. */
  selfSamples: number
  samples: number
  /** Paths that end with it. */
  paths: number
  /** From the root through its heaviest call to the heaviest leaf; `at` is its place in there. */
  heaviest: { frames: IndexIntoFrameTable[]; at: number; total: number }
  /** Heaviest first; −1 where nobody called. */
  callers: WeightOfFrame[]
  callees: WeightOfFrame[]
}

export interface WeightOfFrame {
  frame: IndexIntoFrameTable
  weight: number
}

export interface RangeTotals {
  samples: number
  /** What was seen, gaps left out. */
  total: number
  functions: number
  /** The heaviest by self weight. */
  top: { frame: IndexIntoFrameTable; self: number; total: number }[]
}

export interface DifferenceAnswer {
  /** The texts of its frames are told before. */
  difference: Omit<Difference, 'frames'> & { frames: FrameFigures }
  functions: ChangedFunctions
}

/** What became of each function, in the frames of the difference. Columns of the same length. */
export interface ChangedFunctions {
  length: number
  frame: Int32Array
  beforeSelf: Float64Array
  afterSelf: Float64Array
  beforeTotal: Float64Array
  afterTotal: Float64Array
  orders: ChangeOrders
}

/** Rows of {@link ChangedFunctions}: by name, by self weight before and after, by how much self and total changed. */
export interface ChangeOrders {
  name: Int32Array
  before: Int32Array
  after: Int32Array
  self: Int32Array
  total: Int32Array
}

export interface FunctionRows extends FunctionTable {
  /** Of the view: the shares are of this. */
  whole: number
  orders: FunctionOrders
}

/** Rows of a table, each order in its first direction: names from A, figures from the largest. */
export interface FunctionOrders {
  name: Int32Array
  self: Int32Array
  total: Int32Array
}
