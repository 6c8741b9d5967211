/** Brings the bytes of a profile into its worker. */
import type { ProfileLink } from '#renderer/workers/profile/start.ts'
import type { OpenedFile, OpenProgress } from '#renderer/workers/profile/work.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { ProfileSource } from './model.ts'

/** A piece of a kept profile's file, as the contract gives it. */
export interface ProfilePiece {
  /** Base64. */
  data: string
  totalBytes: Bytes
  nextOffset: Bytes | null
}
export type ReadPiece = (id: string, offset: Bytes, signal: AbortSignal) => Promise<ProfilePiece>

/** Throws what is wrong with the file; CANCELLED when the link was closed. */
export async function openSource(
  link: ProfileLink,
  source: ProfileSource,
  readPiece: ReadPiece,
  onTold: (progress: OpenProgress) => void,
  signal: AbortSignal,
): Promise<OpenedFile> {
  if (source.kind === 'file') return await link.ask('openFile', { file: source.file }, { onTold })
  await takePieces(link, source.head, readPiece, onTold, signal)
  return await link.ask('parsePieces', { name: source.head.name }, { onTold })
}

async function takePieces(
  link: ProfileLink,
  { id, fileBytes }: ProfileHead,
  readPiece: ReadPiece,
  onTold: (progress: OpenProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  let next: Promise<ProfilePiece> | null = readPiece(id, 0, signal)
  onTold({ phase: 'reading', done: 0, total: fileBytes })
  while (next !== null) {
    const { data, totalBytes, nextOffset }: ProfilePiece = await next
    // The next one comes while this one is taken in.
    next = nextOffset === null ? null : readPiece(id, nextOffset, signal)
    // Awaited in the next turn, if ever.
    next?.catch(() => {})
    await link.ask('takePiece', { base64: data, totalBytes })
    onTold({ phase: 'reading', done: nextOffset ?? totalBytes, total: totalBytes })
  }
}

/** Whether a file is for the page of heap snapshots by its name or by what the worker said of it. */
export function isSnapshot(source: ProfileSource): boolean {
  return source.kind === 'kept'
    ? source.head.format === 'heapsnapshot'
    : /\.heapsnapshot(\.gz)?$/i.test(source.file.name)
}

/** The worker looked inside and found a heap snapshot. */
export function isSnapshotInside(error: unknown): boolean {
  return error instanceof Failure && error.facts['format'] === 'heapsnapshot'
}
