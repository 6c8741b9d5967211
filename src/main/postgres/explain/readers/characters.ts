import { Failure } from '#shared/failure.ts'

/** How much of a text is looked at to tell text from a binary file. */
const SAMPLE = 65_536

/**
 * The text in plain characters: no byte order mark, `\n` at the end of lines, ordinary spaces. Throws
 * BAD_INPUT for what is empty or no text at all.
 */
export function plainCharacters(given: string): string {
  let text = given
  // UTF-16 that was decoded as if it were UTF-8 has a NUL beside each ASCII character.
  if (isWide(text)) text = text.replace(/[\0\uFFFD]/g, '')
  if (text.charCodeAt(0) === 0xfe_ff) text = text.slice(1)
  refuseBinary(text)
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
  if (/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/.test(text)) {
    text = text.replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
  }
  if (/[\u200B\u200E\u200F\uFEFF]/.test(text)) text = text.replace(/[\u200B\u200E\u200F\uFEFF]/g, '')
  if (text.includes('\u001B')) text = text.replace(ofTerminal, '')
  text = withoutTypography(text)
  if (!/\S/.test(text)) {
    throw new Failure('BAD_INPUT', 'There is no plan: the text is empty.', {
      hint: 'Paste what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) printed.',
    })
  }
  return text
}

/** Colours and the like, which a terminal does not show. */
// eslint-disable-next-line no-control-regex -- they are just what is looked for
const ofTerminal = /\u001B(?:\[[\d;:?]*[A-Za-z]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[()][AB0])/g

/** What word processors and chats make of arrows, dots and quotes. */
function withoutTypography(given: string): string {
  let text = given
  if (/[–—−]>/.test(text)) text = text.replace(/[–—−]>/g, '->')
  if (/\d…\d/.test(text)) text = text.replace(/(\d)…(?=\d)/g, '$1..')
  // Where straight ones are left, curved ones belong to names and values.
  if (/[“”]/.test(text) && /[“”](?:Plan|Node Type)[“”]/.test(text)) text = text.replace(/[“”„]/g, '"')
  else if (/[‘’“”]/.test(text) && !/["']/.test(text)) {
    text = text.replace(/[“”„]/g, '"').replace(/[‘’‚]/g, "'")
  }
  return text
}

function isWide(text: string): boolean {
  const sample = text.slice(0, 2000)
  let nulls = 0
  for (let at = 0; at < sample.length; at += 1) if (sample.charCodeAt(at) === 0) nulls += 1
  return nulls > sample.length / 3
}

function refuseBinary(text: string): void {
  const length = Math.min(text.length, SAMPLE)
  let strange = 0
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at)
    // Control characters but for tab, line ends and escape (colours of a terminal); undecodable bytes.
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 27) || code === 0xff_fd)
      strange += 1
  }
  if (compressedBeginnings.some((beginning) => text.startsWith(beginning))) {
    throw new Failure('BAD_INPUT', 'This is a compressed file.', {
      hint: 'Decompress it first, for example: gunzip -c plan.json.gz | pitwall explain --file -',
    })
  }
  if (strange * 50 > length) {
    throw new Failure('BAD_INPUT', 'This is no text: most likely a binary file.', {
      hint: 'Give the output of EXPLAIN as text or JSON.',
    })
  }
}

/** How the files of gzip (read as UTF-8 or byte by byte) and of zip begin. */
const compressedBeginnings = ['\u001F\uFFFD', '\u001F\u008B', 'PK\u0003\u0004']
