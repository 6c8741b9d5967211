/** What the Profiles page knows: files that are open, how each is shown, what was worked out for that. */
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { Failure } from '#shared/failure.ts'
import type { FlameLayout, TreeLayout } from '#shared/profile/layout.ts'
import type { Difference, DifferenceOptions } from '#shared/profile/layouts/difference.ts'
import type { FrameTable, IndexIntoFrameTable, IndexIntoStackTable } from '#shared/profile/model.ts'
import type { BottomUpColumns } from '#shared/profile/tables/bottom-up.ts'
import type {
  ChangedFunctions,
  FrameDetails,
  FunctionRows,
  OpenedFile,
  OpenProgress,
  ProfileView,
  RangeTotals,
  ViewStep,
} from '#renderer/workers/profile/work.ts'

export type Loaded<T> =
  | { kind: 'none' }
  | { kind: 'reading' }
  | { kind: 'ready'; value: T }
  | { kind: 'failed'; failure: Failure }

export type ProfileSource = { kind: 'kept'; head: ProfileHead } | { kind: 'file'; file: File }

export type OpenState =
  | { kind: 'reading'; progress: OpenProgress | null }
  /** Broken, gone, or cancelled. */
  | { kind: 'failed'; failure: Failure }
  /** No profile: the page of heap snapshots reads it by itself. */
  | { kind: 'snapshot' }
  | { kind: 'ready'; file: OpenedFile; viewing: Viewing }

export interface OpenProfile {
  id: string
  name: string
  source: ProfileSource
  state: OpenState
}

export type ViewKind = 'time' | 'heavy' | 'sandwich' | 'tree' | 'bottom-up' | 'difference'
export const viewKinds: readonly ViewKind[] = ['time', 'heavy', 'sandwich', 'tree', 'bottom-up', 'difference']

export type ColorBy = 'category' | 'module' | 'name'

export interface Selection {
  frame: IndexIntoFrameTable
  /** Row of the view's call paths; null where a function is selected, not a call. */
  path: IndexIntoStackTable | null
  /** Handle of the time order; null where it was selected elsewhere. */
  node: number | null
}

export interface Range {
  from: number
  to: number
}

/** One step into a part of the profile, with the words that the way back shows. */
export interface Focus {
  label: string
  step: Exclude<ViewStep, { kind: 'collapse-recursion' | 'hide' }>
}

export interface OtherProfile {
  /** Of an {@link OpenProfile}. */
  id: string
  profile: number
}

/** What the user chose about one open file. */
export interface Viewing {
  /** Place of the shown profile in the file. */
  profile: number
  view: ViewKind
  direction: 'icicle' | 'flame'
  colorBy: ColorBy
  search: string
  collapseRecursion: boolean
  /** Categories that are left out. */
  hidden: readonly string[]
  focus: readonly Focus[]
  selection: Selection | null
  range: Range | null
  /** The function in the sandwich. */
  function: IndexIntoFrameTable | null
  /** What it is compared with: before; the file itself is after. */
  other: OtherProfile | null
  difference: DifferenceOptions
}

/** What the worker answered, made fit for drawing. */
export interface AnswerValues {
  frames: FrameTable
  timeline: FlameLayout
  leftHeavy: TreeLayout
  functions: FunctionRows
  bottomUp: BottomUpColumns
  sandwich: ShownSandwich
  details: FrameDetails
  range: RangeTotals
  difference: ShownDifference
}
export type AnswerName = keyof AnswerValues

/** Everything around one function. */
export interface ShownSandwich {
  callers: TreeLayout
  callees: TreeLayout
  /** In the profile's unit. */
  self: number
  total: number
  /** So many callers of each call are shown, where all would take too long; null where all are. */
  callersCutAt: number | null
}

export interface ShownDifference {
  difference: Difference
  layout: TreeLayout
  functions: ChangedFunctions
  /** Names of the two, before and after. */
  names: [string, string]
}

export interface Answer<T> {
  /** Names what was asked for last. */
  key: string
  /** The newest that came; drawn until what was asked for is there. Null before the first. */
  value: T | null
  /** The value is what was asked for. */
  isCurrent: boolean
  failure: Failure | null
}
export type Answers = { readonly [Name in AnswerName]?: Answer<AnswerValues[Name]> }

export function firstViewing(file: OpenedFile): Viewing {
  return {
    profile: file.first,
    // Where weights are no time, the order of the samples says little.
    view: file.profiles[file.first]?.unit === 'milliseconds' ? 'time' : 'heavy',
    direction: 'icicle',
    colorBy: 'category',
    search: '',
    collapseRecursion: false,
    hidden: [],
    focus: [],
    selection: null,
    range: null,
    function: null,
    other: null,
    difference: { scale: 'share', width: 'both' },
  }
}

/** What the worker is asked to show. */
export function viewOf({ profile, collapseRecursion, hidden, focus }: Viewing): ProfileView {
  return { profile, steps: [...leftOut({ collapseRecursion, hidden }), ...focus.map(({ step }) => step)] }
}

/** The steps that apply to any profile, whatever its functions are. */
export function leftOut({
  collapseRecursion,
  hidden,
}: Pick<Viewing, 'collapseRecursion' | 'hidden'>): ViewStep[] {
  return [
    ...(hidden.length > 0 ? [{ kind: 'hide' as const, categories: hidden }] : []),
    ...(collapseRecursion ? [{ kind: 'collapse-recursion' as const }] : []),
  ]
}

export const noAnswers: Answers = {}

/** The value of an answer, current or not yet replaced. */
export function valueOf<Name extends AnswerName>(answers: Answers, name: Name): AnswerValues[Name] | null {
  const answer: Answer<AnswerValues[Name]> | undefined = answers[name]
  return answer?.value ?? null
}

/** A profile of an open file in words: the file, and which of its profiles where there are several. */
export function fullNameOf({ name, state }: OpenProfile, profile: number): string {
  const profiles = state.kind === 'ready' ? state.file.profiles : []
  const own = profiles[profile]?.name ?? ''
  return profiles.length < 2 || own === '' ? name : `${name}: ${own}`
}
