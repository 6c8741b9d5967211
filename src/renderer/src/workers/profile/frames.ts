/**
 * The frames of a profile on their way to the page. Figures go as they are, texts in pieces: taking
 * over half a million names at once would hold the page up.
 */
import type { FrameTable } from '#shared/profile/model.ts'

/** The part of a frame table that is not text. Copies, which can be transferred. */
export type FrameFigures = Pick<FrameTable, 'length' | 'category' | 'line' | 'column'>

/** The texts of some frames, in the table's order. */
export interface FrameTexts {
  names: string[]
  /** Files that the names of this piece are in, each once. */
  files: string[]
  /** By name: which of `files`. */
  file: Int32Array
}

/** Some 10 ms of the page's time. */
const framesOfPiece = 20_000
const charactersOfPiece = 2_000_000

export function figuresOf({ length, category, line, column }: FrameTable): FrameFigures {
  return { length, category: category.slice(), line: line.slice(), column: column.slice() }
}

export function* textsOf(frames: FrameTable): Generator<FrameTexts> {
  for (let from = 0; from < frames.length;) {
    const place = new Map<string, number>()
    const names: string[] = []
    const file: number[] = []
    let characters = 0
    for (
      let frame = from;
      frame < frames.length && names.length < framesOfPiece && characters < charactersOfPiece;
      frame++
    ) {
      const name = frames.name[frame] ?? ''
      const path = frames.file[frame] ?? ''
      let at = place.get(path)
      if (at === undefined) {
        at = place.size
        place.set(path, at)
        characters += path.length
      }
      names.push(name)
      file.push(at)
      characters += name.length
    }
    yield { names, files: [...place.keys()], file: Int32Array.from(file) }
    from += names.length
  }
}

/** Puts a frame table together again, from texts that come in order. */
export class FrameCollector {
  readonly #name: string[] = []
  readonly #file: string[] = []

  add({ names, files, file }: FrameTexts): void {
    for (const [i, name] of names.entries()) {
      this.#name.push(name)
      this.#file.push(files[file[i] ?? -1] ?? '')
    }
  }

  finish(figures: FrameFigures): FrameTable {
    return { ...figures, name: this.#name, file: this.#file }
  }
}
