/** Brings the bytes of a heap snapshot into its worker. */
import type { SnapshotLink } from '#renderer/workers/snapshot/start.ts'
import type { OpenedSnapshot, OpenProgress } from '#renderer/workers/snapshot/work.ts'
import type { ProfileSource } from '../profiles/model.ts'
import type { ProfilePiece, ReadPiece } from '../profiles/opening.ts'

/** Throws what is wrong with the file; CANCELLED when the link was closed. */
export async function openSnapshot(
  link: SnapshotLink,
  source: ProfileSource,
  {
    readPiece,
    onTold,
    signal,
  }: { readPiece: ReadPiece; onTold: (told: OpenProgress) => void; signal: AbortSignal },
): Promise<OpenedSnapshot> {
  if (source.kind === 'file') return await link.ask('openFile', { file: source.file }, { onTold })
  const { id, fileBytes } = source.head
  onTold({ phase: 'reading', done: 0, total: fileBytes })
  let next: Promise<ProfilePiece> | null = readPiece(id, 0, signal)
  while (next !== null) {
    const { data, totalBytes, nextOffset }: ProfilePiece = await next
    // The next one comes while this one is taken in.
    next = nextOffset === null ? null : readPiece(id, nextOffset, signal)
    // Awaited in the next turn, if ever.
    next?.catch(() => {})
    await link.ask('takePiece', { base64: data, totalBytes })
    onTold({ phase: 'reading', done: nextOffset ?? totalBytes, total: totalBytes })
  }
  return await link.ask('parsePieces', null, { onTold })
}
