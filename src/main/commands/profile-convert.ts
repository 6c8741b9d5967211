import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import { exportFormats, type ExportFormat } from '#shared/profile/exporters/index.ts'
import type { ProfileFile } from '#shared/profile/file.ts'
import type { Profile } from '#shared/profile/model.ts'
import { reasonOf } from './profile-file.ts'

/** The format that `--to` names, or else the end of the file's name. Throws BAD_INPUT where neither does. */
export function targetFormat(file: string, to: string | undefined): ExportFormat {
  const names = exportFormats.map(({ format }) => format).join(', ')
  if (to !== undefined) {
    const named = exportFormats.find(({ format }) => format === to.toLowerCase())
    if (named !== undefined) return named
    throw new Failure('BAD_INPUT', `Profiles cannot be written as ${to}.`, { hint: `--to takes ${names}.` })
  }
  const name = file.toLowerCase().replace(/\.gz$/, '')
  const ending = exportFormats
    .flatMap((format) =>
      [format.extension, ...(format.otherExtensions ?? [])].map((extension) => ({ format, extension })),
    )
    .filter(({ extension }) => name.endsWith(extension))
    .sort((a, b) => b.extension.length - a.extension.length)[0]
  if (ending !== undefined) return ending.format
  const endings = exportFormats.map(({ extension }) => extension).join(', ')
  throw new Failure('BAD_INPUT', `The name of ${file} does not say the format to write.`, {
    hint: `End it with ${endings}, or say it with --to ${names}.`,
  })
}

export interface Converted {
  format: ExportFormat['format']
  file: string
  bytes: number
  /** How many were written of how many. */
  profiles: number
  of: number
  /** What the format does not keep, one sentence each. */
  losses: string[]
}

/**
 * Writes profiles of `from` in a format: all where it holds several, else the one that is shown first;
 * only the one at `chosen` where that is given. Packed with gzip where the file's name ends so.
 *
 * Throws BAD_INPUT where the format cannot hold them, or the file cannot be written.
 */
export async function writeProfiles(
  from: ProfileFile,
  to: { format: ExportFormat; file: string; chosen: number | undefined; signal: AbortSignal },
): Promise<Converted> {
  const { format, file, chosen, signal } = to
  const profiles =
    chosen === undefined && format.several === true ? from.profiles : [one(from, chosen ?? from.first)]
  const [first, ...more] = profiles
  if (first === undefined) throw new Error('a file without profiles')
  for (const profile of profiles) {
    const held = format.canHold(profile)
    if (held !== true) throw new Failure('BAD_INPUT', held, { hint: hintFor(profile) })
  }
  const plain = format.write([first, ...more])
  const bytes = file.toLowerCase().endsWith('.gz') ? gzipSync(plain) : plain
  throwIfCancelled(signal)
  try {
    await writeFile(file, bytes, { signal })
  } catch (cause) {
    throwIfCancelled(signal)
    throw new Failure(
      'BAD_INPUT',
      `${file} cannot be written: ${notThere(cause) ? 'its folder is not there' : reasonOf(cause)}.`,
      {
        hint: 'Check that its folder is there and that you may write to it.',
        cause,
      },
    )
  }
  return {
    format: format.format,
    file,
    bytes: bytes.length,
    profiles: profiles.length,
    of: from.profiles.length,
    losses: [...new Set(profiles.flatMap((profile) => format.losses(profile)))],
  }
}

/** The profile at a place. */
function one({ profiles }: ProfileFile, index: number): Profile {
  const profile = profiles[index]
  if (profile === undefined) throw new RangeError(`there is no profile ${index}`)
  return profile
}

function hintFor(profile: Profile): string {
  const able = exportFormats.filter((format) => format.canHold(profile) === true)
  return `It can be written as ${able.map(({ title, extension }) => `${title} (${extension})`).join(', ')}.`
}

function notThere(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
