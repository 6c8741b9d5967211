import type { FrameTable, Profile, WeightUnit } from '../model.ts'

const units: Readonly<Record<WeightUnit, string>> = {
  milliseconds: 'milliseconds',
  bytes: 'bytes',
  count: 'none',
  blocks: 'none',
  rows: 'none',
  cost: 'none',
}

/** Text is turned into bytes in pieces of about this many characters: a whole file can pass V8's longest string. */
const pieceLength = 1_000_000

/**
 * The speedscope file format (speedscope.app/file-format-schema.json): all profiles over one table of
 * frames, each sample on its own, so that none is lost.
 */
export function writeSpeedscope(profiles: readonly Profile[]): Uint8Array<ArrayBuffer> {
  const pieces = new Pieces()
  const starts: number[] = []
  let frames = 0
  pieces.add(
    '{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"pitwall","shared":{"frames":[',
  )
  for (const profile of profiles) {
    starts.push(frames)
    for (let frame = 0; frame < profile.frames.length; frame++) {
      pieces.add((frames++ === 0 ? '' : ',') + JSON.stringify(frameOf(profile.frames, frame)))
    }
  }
  pieces.add(']},"profiles":[')
  for (const [index, profile] of profiles.entries()) {
    if (index > 0) pieces.add(',')
    addProfile(pieces, profile, starts[index] ?? 0)
  }
  pieces.add(']}')
  return pieces.finish()
}

function frameOf({ name, file, line, column }: FrameTable, frame: number): Record<string, string | number> {
  const source = file[frame] ?? ''
  const row = line[frame] ?? 0
  const col = column[frame] ?? 0
  return {
    name: name[frame] ?? '',
    ...(source !== '' && { file: source }),
    ...(row > 0 && { line: row }),
    ...(col > 0 && { col }),
  }
}

function addProfile(pieces: Pieces, { name, unit, stacks, samples }: Profile, firstFrame: number): void {
  let total = 0
  for (let row = 0; row < samples.length; row++) total += samples.weight[row] ?? 0
  pieces.add(
    `{"type":"sampled","name":${JSON.stringify(name)},"unit":"${units[unit]}","startValue":0,"endValue":${total},"samples":[`,
  )
  let stack = -2
  let path = ''
  for (let row = 0; row < samples.length; row++) {
    const own = samples.stack[row] ?? -1
    if (own !== stack) {
      stack = own
      const frames: number[] = []
      for (let at = own; at >= 0; at = stacks.parent[at] ?? -1)
        frames.push((stacks.frame[at] ?? 0) + firstFrame)
      path = `[${frames.toReversed().join(',')}]`
    }
    pieces.add(row === 0 ? path : `,${path}`)
  }
  pieces.add('],"weights":[')
  for (let row = 0; row < samples.length; row++) {
    pieces.add(row === 0 ? `${samples.weight[row]}` : `,${samples.weight[row]}`)
  }
  pieces.add(']}')
}

/** Text that becomes bytes as it comes. */
class Pieces {
  readonly #encoder = new TextEncoder()
  readonly #done: Uint8Array[] = []
  #bytes = 0
  #open = ''

  add(text: string): void {
    this.#open += text
    if (this.#open.length > pieceLength) this.#close()
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#close()
    const whole = new Uint8Array(this.#bytes)
    let at = 0
    for (const piece of this.#done) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }

  #close(): void {
    const piece = this.#encoder.encode(this.#open)
    this.#done.push(piece)
    this.#bytes += piece.length
    this.#open = ''
  }
}
