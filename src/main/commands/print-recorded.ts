import { basename } from 'node:path'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { parseSnapshot } from '#shared/heap-snapshot/index.ts'
import { readProfile } from '#shared/profile/read/index.ts'
import { bytes, percent } from '../wording.ts'
import type { Terminal } from './command.ts'
import { profileAsText } from './profile-as-text.ts'
import { readBytes } from './profile-file.ts'
import { type ProfileSummary, snapshotSummaryOf, summaryOf } from './profile-summary.ts'

/** Larger snapshots are told without what is in them: reading one takes several times its size. */
const LARGEST_READ = 512 * 1024 * 1024

/**
 * Says what was recorded: the file, and the functions that took most.
 *
 * @param overhead what it is expected to have cost, percent of the throughput; absent where it is not known
 */
export async function printRecorded(
  head: ProfileHead,
  overhead: number | undefined,
  { json }: { json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const summary = await summaryOfRecorded(head)
  if (json === true) {
    const { file, fileBytes, durationMs, source, settings } = head
    const recorded = {
      file,
      fileBytes,
      ...(head.format === 'heapsnapshot' ? {} : { durationMs }),
      source,
      settings,
      ...summary,
      ...(overhead === undefined ? {} : { overheadPercentExpected: Math.round(overhead * 10) / 10 }),
    }
    terminal.print(JSON.stringify(recorded, null, 2))
    return
  }
  const cost =
    overhead === undefined ? '' : ` Expected to have cost ${percent(overhead / 100)} of the throughput.`
  terminal.print(
    [
      `${head.file} written, ${bytes(head.fileBytes)}: ${head.source}, ${head.settings}.${cost}`,
      ...(summary ? ['', profileAsText(summary)] : []),
    ].join('\n'),
  )
}

async function summaryOfRecorded({
  file,
  format,
  fileBytes,
}: ProfileHead): Promise<ProfileSummary | undefined> {
  if (format === 'heapsnapshot' && fileBytes > LARGEST_READ) return undefined
  // Ctrl-C ended the recording; what was recorded is to be told all the same.
  const content = await readBytes(file, new AbortController().signal)
  const name = basename(file)
  if (format === 'heapsnapshot') return snapshotSummaryOf(parseSnapshot(content), name)
  const read = await readProfile(content, { name })
  const profile = read.profiles[read.first]
  return profile && withoutIdle(summaryOf(read, profile, read.first))
}

/** Waiting is no function that anybody looks for; `nonIdleTotal` is without it. */
function withoutIdle(summary: ProfileSummary): ProfileSummary {
  return { ...summary, top: summary.top.filter(({ name, file }) => name !== '(idle)' || file !== undefined) }
}
