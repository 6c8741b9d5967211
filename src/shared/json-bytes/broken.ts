import { Failure } from '../failure.ts'

/** BAD_INPUT: the bytes stop before the value is complete. */
export function endsEarly(length: number): Failure {
  return new Failure('BAD_INPUT', `The file ends in the middle (byte ${length}).`, {
    hint: 'It was cut off, perhaps while it was written or copied; make or copy it again.',
    facts: { byte: length },
  })
}

/** BAD_INPUT: something else stands where `what` (`a number`, `","`) has to be. */
export function expected(what: string, bytes: Uint8Array, at: number): Failure {
  if (at >= bytes.length) return endsEarly(bytes.length)
  return new Failure(
    'BAD_INPUT',
    `The file has ${seen(bytes[at] ?? 0)} at byte ${at} where ${what} was expected.`,
    {
      hint: 'It is no valid JSON there, or no file of this kind.',
      facts: { byte: at },
    },
  )
}

function seen(byte: number): string {
  if (byte === 0x22) return 'a text'
  if (byte === 0x7b) return 'an object'
  if (byte === 0x5b) return 'an array'
  if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return 'a number'
  if (byte > 0x20 && byte < 0x7f) return `"${String.fromCharCode(byte)}"`
  return `a byte 0x${byte.toString(16).padStart(2, '0')}`
}
