import type { ProfileFormat } from '#shared/contract/profiles.ts'

/** The ending that other programs know each format by. */
const endings: Record<ProfileFormat, string> = {
  cpuprofile: '.cpuprofile',
  heapprofile: '.heapprofile',
  heapsnapshot: '.heapsnapshot',
  speedscope: '.speedscope.json',
  pprof: '.pb.gz',
  collapsed: '.collapsed.txt',
  'chrome-trace': '.trace.json',
  firefox: '.firefox.json',
}

/** Of a file that is being written; it gets its name when it is whole. */
const PARTIAL = '.part'

export function fileName(id: string, format: ProfileFormat): string {
  return id + endings[format]
}

export function partialName(file: string): string {
  return file + PARTIAL
}

export function isPartial(name: string): boolean {
  return name.endsWith(PARTIAL)
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=\.)/

/**
 * What a file's name in the folder of profiles says, or undefined for a name that {@link fileName} did
 * not make: the user's own file, or a row that was tampered with and points out of the folder.
 */
export function readFileName(name: string): { id: string; format: ProfileFormat } | undefined {
  const id = uuid.exec(name)?.[0]
  if (id === undefined) return undefined
  const ending = name.slice(id.length)
  for (const [format, itsEnding] of Object.entries(endings)) {
    // Object.entries loses that the keys of a Record are of its key type.
    if (itsEnding === ending) return { id, format: format as ProfileFormat }
  }
  return undefined
}
