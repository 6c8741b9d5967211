import type { Limitation } from '#shared/contract/finding.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { LONGEST_HELD } from './reply-reader.ts'
import { WINDOW } from './recent-keys.ts'
import type { ScanEnd } from './scan.ts'

const megabytes = LONGEST_HELD / 1_048_576

/** What an analysis could not see or be sure of. */
export function limitationsOf(
  end: ScanEnd,
  { forgotten }: { forgotten: number },
  {
    match,
    type,
    sample,
  }: { match?: string | undefined; type?: string | undefined; sample?: number | undefined },
): Limitation[] {
  const found = [...end.limitations]
  const add = (message: string, hint: string) => found.push({ message, hint, proposals: [] })
  if (end.tooLong > 0) {
    add(
      `${plural(end.tooLong, 'key')} with a name of more than ${megabytes} MB ${end.tooLong === 1 ? 'is' : 'are'} not in the figures.`,
      'Such names are not held in memory; look at them with a pattern of their own on the server.',
    )
  }
  if (end.refused > 0) {
    add(
      `${plural(end.refused, 'key')} may not be looked at by this user and count without their figures.`,
      'Grant the key patterns with ACL SETUSER … %R~*.',
    )
  }
  if (forgotten > 0) {
    add(
      `Keys expire in so many different seconds that up to ${forgotten} keys of a full second may be missing.`,
      'Look at one namespace alone for exact seconds.',
    )
  }
  if (end.complete && sample === undefined) addChanges(end, match === undefined && type === undefined, add)
  if (end.hits > 0) found.push(addedHits(end))
  return found
}

/** The last one: it is always there, and the others say more of the figures. */
function addedHits({ hits, hitsAreMore }: ScanEnd): Limitation {
  const count = `${hitsAreMore ? 'more than ' : ''}${hits.toLocaleString('en-US')}`
  return {
    message: `Looking added ${count} to the server's own count of hits (INFO keyspace_hits), so its hit rate since the start looks better than it is.`,
    hint: 'Judge by the present hit rate, or count anew: that forgets all counters of INFO, also for others who read them.',
    proposals: [{ title: 'Begin to count anew', sql: printRedisChange({ kind: 'config-resetstat' }) }],
  }
}

/** Who writes beside the scan makes any count one of a moment that never was. */
function addChanges(
  { nodes, gone, tooLong }: ScanEnd,
  isWhole: boolean,
  add: (message: string, hint: string) => void,
): void {
  const sized = nodes.flatMap(({ keys, sizeBefore, sizeAfter }) =>
    sizeBefore === undefined || sizeAfter === undefined ? [] : [{ keys, sizeBefore, sizeAfter }],
  )
  const isSized = sized.length === nodes.length
  const grown = sized.reduce((sum, { sizeBefore, sizeAfter }) => sum + sizeAfter - sizeBefore, 0)
  const shrunk = sized.some(
    ({ sizeBefore, sizeAfter }) => sizeBefore - sizeAfter > WINDOW && sizeAfter * 8 < sizeBefore,
  )
  if (!isSized) {
    add(
      'How many keys the server counts itself (DBSIZE) is not allowed to this user, so there is nothing to compare with.',
      'Grant it: ACL SETUSER … +dbsize.',
    )
  }
  if (gone > 0 || grown !== 0) {
    const changes = [
      ...(gone > 0 ? [`${plural(gone, 'key')} went away while being looked at`] : []),
      ...(grown === 0
        ? []
        : [
            `the server has ${plural(Math.abs(grown), 'key')} ${grown > 0 ? 'more' : 'fewer'} than at the beginning`,
          ]),
    ]
    add(
      `Keys changed meanwhile: ${changes.join(', and ')}.`,
      'Keys that came, went or were renamed during the scan may be counted or not.',
    )
  } else if (isWhole && isSized) {
    const known = sized.reduce((sum, { keys, sizeAfter }) => sum + keys - sizeAfter, 0) + tooLong
    if (known !== 0) {
      add(
        `The server says it has ${plural(Math.abs(known), 'key')} ${known > 0 ? 'fewer' : 'more'} than were seen.`,
        'Keys that have expired and were not yet removed are counted by the server, but not returned.',
      )
    }
  }
  if (shrunk) {
    add(
      'The keyspace shrank so much during the scan that a few keys may be counted twice.',
      'Analyse again when the deletions have ended.',
    )
  }
}

const plural = (count: number, one: string) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`}`
