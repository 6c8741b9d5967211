/** What the store of profiles knows, what can be done with it, and what it needs of others. */
import type { ProfileLink } from '#renderer/workers/profile/start.ts'
import type { ExportChoice } from '#renderer/workers/profile/work.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { IndexIntoFrameTable } from '#shared/profile/model.ts'
import type {
  AnswerName,
  Answers,
  Focus,
  Loaded,
  OpenProfile,
  Selection,
  Viewing,
  ViewKind,
} from './model.ts'
import type { ReadPiece } from './opening.ts'
import type { Choice } from './viewing.ts'

export interface ProfilesServices {
  /** Starts a worker for one file. */
  startWorker: () => ProfileLink
  list: () => Promise<ProfileHead[]>
  readPiece: ReadPiece
  rename: (id: string, name: string) => Promise<ProfileHead>
  remove: (id: string) => Promise<void>
  openSource: (place: { file: string; line?: number; column?: number }) => Promise<void>
}

/** What is known. */
export interface ProfilesKnown {
  kept: Loaded<readonly ProfileHead[]>
  open: readonly OpenProfile[]
  /** Which of `open` is shown; null: the start page. */
  current: string | null
  /**
   * By open file: what its worker answered. Apart from `open`, because React holds on to the last value
   * of what a component that stays has read: only those that go with the file read this.
   */
  answers: Readonly<Record<string, Answers>>
}

/** What can be done. */
export interface ProfileActions {
  /** Reads the list of kept profiles. */
  refreshKept: () => void
  /** Opens it unless it is open, and shows it unless told otherwise. */
  openKept: (head: ProfileHead, options?: { show?: boolean }) => void
  /** Opens each; the first one is shown. */
  openFiles: (files: readonly File[]) => void
  /** Reads a file again that failed or was cancelled. */
  retry: (id: string) => void
  /** Stops reading; the file stays in the list. */
  cancel: (id: string) => void
  close: (id: string) => void
  /** Shows an open file, or with null the start page. */
  show: (id: string | null) => void
  /** Throws what went wrong. */
  rename: (id: string, name: string) => Promise<void>
  /** Deletes a kept profile, and closes it. Throws what went wrong. */
  remove: (id: string) => Promise<void>
  /** Throws what went wrong. */
  openSource: ProfilesServices['openSource']

  showProfile: (id: string, profile: number) => void
  showView: (id: string, view: ViewKind) => void
  choose: (id: string, choice: Choice) => void
  leaveOut: (id: string, change: Partial<Pick<Viewing, 'hidden' | 'collapseRecursion'>>) => void
  select: (id: string, selection: Selection | null) => void
  /** Shows what it is compared with as the later one, and it as the earlier one. */
  swap: (id: string) => void
  focus: (id: string, focus: Focus) => void
  /** Back to the first `depth` steps. */
  focusTo: (id: string, depth: number) => void
  showInSandwich: (id: string, frame: IndexIntoFrameTable) => void
  /** Takes the newest choice back; false when there is none. */
  back: (id: string) => boolean
  /** Asks again for what failed. */
  askAgain: (id: string, name: AnswerName) => void
  /** What the shown profile can be written in. Throws what went wrong. */
  exports: (id: string) => Promise<ExportChoice[]>
  /** A file to save. Throws what went wrong. */
  exportAs: (id: string, format: ProfileHead['format']) => Promise<Blob>
  csv: (id: string, table: 'functions' | 'paths') => Promise<Blob>
}

export type ProfilesState = ProfilesKnown & ProfileActions
