import type { Profile } from '../model.ts'

/**
 * Only what was seen from `from` on up to `to`, in the profile's unit from its beginning. A sample that
 * lies in it in part counts for that part. Stacks stay as they are, those not seen without weight.
 */
export function selectRange(profile: Profile, from: number, to: number): Profile {
  const { stack, weight, length } = profile.samples
  let first = length
  let last = 0
  let before = 0
  let cursor = 0
  for (let sample = 0; sample < length; sample++) {
    const end = cursor + (weight[sample] ?? 0)
    if (end > from && cursor < to && end > cursor) {
      if (first === length) {
        first = sample
        before = cursor
      }
      last = sample + 1
    }
    cursor = end
  }
  first = Math.min(first, last)
  const clipped = weight.slice(first, last)
  cursor = before
  for (let sample = 0; sample < clipped.length; sample++) {
    const end = cursor + (clipped[sample] ?? 0)
    // Whole samples keep their weight to the last digit.
    if (cursor < from || end > to) clipped[sample] = Math.max(0, Math.min(end, to) - Math.max(cursor, from))
    cursor = end
  }
  return {
    ...profile,
    samples: { length: clipped.length, stack: stack.slice(first, last), weight: clipped },
  }
}
