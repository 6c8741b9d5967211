import { StringTable } from '../../../json-bytes/index.ts'
import type { FrameDraft } from '../../build.ts'
import { ProfileBuilder } from '../../build.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, Profile } from '../../model.ts'
import { originCategories } from '../../origin.ts'
import { frameOfText } from './frame-text.ts'

/** Stacks whose frames are words of a text, each distinct one made once. */
export class TextStacks {
  readonly #builder: ProfileBuilder
  readonly #texts = new StringTable()
  /** The frame of each text of the table. */
  readonly #frames: IndexIntoFrameTable[] = []
  /** Different texts can mean the same frame. */
  readonly #drafts = new Map<string, IndexIntoFrameTable>()

  constructor(name: string) {
    this.#builder = new ProfileBuilder({ name, unit: 'count', categories: originCategories })
  }

  /** The stack of the frame written in `start`…`end`, called from `parent` (−1 for none). */
  call(bytes: Uint8Array, start: number, end: number, parent: IndexIntoStackTable): IndexIntoStackTable {
    let hash = 0x811c9dc5 | 0
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
    const text = this.#texts.find(bytes, start, end, hash, false)
    let frame = this.#frames[text]
    if (frame === undefined) {
      frame = this.#frameOf(frameOfText(this.#texts.strings[text] ?? ''))
      this.#frames[text] = frame
    }
    return this.#builder.stack(frame, parent)
  }

  /** The stack of a frame that was understood already. */
  callDraft(draft: FrameDraft, parent: IndexIntoStackTable): IndexIntoStackTable {
    return this.#builder.stack(this.#frameOf(draft), parent)
  }

  addSample(stack: IndexIntoStackTable, weight: number): void {
    this.#builder.addSample(stack, weight)
  }

  finish(): Profile {
    return this.#builder.finish()
  }

  #frameOf(draft: FrameDraft): IndexIntoFrameTable {
    const key = [draft.name, draft.file ?? '', draft.line ?? 0, draft.column ?? 0].join('\0')
    const known = this.#drafts.get(key)
    if (known !== undefined) return known
    const frame = this.#builder.addFrame(draft)
    this.#drafts.set(key, frame)
    return frame
  }
}
