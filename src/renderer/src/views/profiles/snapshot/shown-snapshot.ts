import type { ProfileSource } from '#renderer/stores/profiles/model.ts'
import type { SnapshotViewing } from '#renderer/stores/snapshots/model.ts'
import type { OpenedSnapshot } from '#renderer/workers/snapshot/work.ts'

/** A snapshot that was read, as its views get it. */
export interface ShownSnapshot {
  id: string
  name: string
  source: ProfileSource
  opened: OpenedSnapshot
  viewing: SnapshotViewing
}
