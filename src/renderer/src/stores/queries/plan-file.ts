/** Reading a dropped or chosen file as text, with progress. */
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'

/** As the contract takes it: 200 million characters. */
export const largestPlanFile: Bytes = 200_000_000

/**
 * The text of a file that should hold a plan. Throws a Failure for a file that is too large or is not
 * text, and whatever the browser gives when the file cannot be read (it was removed meanwhile).
 */
export async function readPlanFile(
  file: Blob,
  signal: AbortSignal,
  onProgress: (done: Bytes) => void,
): Promise<string> {
  if (file.size > largestPlanFile) {
    throw new Failure('BAD_INPUT', `This file is too large: plans of up to 200 MB can be read.`, {
      hint: 'A log holds many plans: cut the one in question out of it.',
    })
  }
  const reader = file.stream().getReader()
  const parts: string[] = []
  let decoder: TextDecoder | undefined
  let done = 0
  try {
    for (;;) {
      signal.throwIfAborted()
      const chunk = await reader.read()
      if (chunk.done) break
      decoder ??= decoderFor(chunk.value)
      parts.push(decoder.decode(chunk.value, { stream: true }))
      done += chunk.value.length
      onProgress(done)
    }
  } finally {
    // Nothing waits for the file system to let go of the file.
    reader.cancel().catch(() => {})
  }
  if (decoder !== undefined) parts.push(decoder.decode())
  return parts.join('')
}

const notText: readonly { begins: readonly number[]; name: string }[] = [
  { begins: [0x1f, 0x8b], name: 'a gzip archive' },
  { begins: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive' },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], name: 'a zstd archive' },
  { begins: [0x25, 0x50, 0x44, 0x46], name: 'a PDF' },
  { begins: [0x89, 0x50, 0x4e, 0x47], name: 'a picture' },
  { begins: [0xff, 0xd8, 0xff], name: 'a picture' },
]

/** Decides from a file's first bytes how to read it as text. Throws a Failure when it is none. */
export function decoderFor(first: Uint8Array): TextDecoder {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder('utf-16le')
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder('utf-16be')
  const known = notText.find(({ begins }) => begins.every((byte, place) => first[place] === byte))
  if (known !== undefined || first.subarray(0, 65_536).includes(0)) {
    throw new Failure(
      'BAD_INPUT',
      `This file is ${known?.name ?? 'not text'}, so it holds no plan to read.`,
      {
        hint: 'Give the output of EXPLAIN as JSON or as text.',
      },
    )
  }
  return new TextDecoder()
}
