import { Float64Column, Int32Column } from './column.ts'
import type {
  IndexIntoCategories,
  IndexIntoFrameTable,
  IndexIntoStackTable,
  Profile,
  SampleTable,
  WeightUnit,
} from './model.ts'
import { StackRows } from './stack-rows.ts'

export interface FrameDraft {
  name: string
  category?: IndexIntoCategories
  file?: string
  /** 1-based. */
  line?: number
  /** 1-based. */
  column?: number
}

/**
 * Collects a profile row by row. Frames are added as often as they are named (an importer knows best
 * what its format calls the same frame); stacks are found again by parent and frame.
 */
export class ProfileBuilder {
  readonly #name: string
  readonly #unit: WeightUnit
  readonly #categories: string[]

  readonly #frameName: string[] = []
  readonly #frameFile: string[] = []
  readonly #frameCategory = new Int32Column()
  readonly #frameLine = new Int32Column()
  readonly #frameColumn = new Int32Column()

  readonly #stacks = new StackRows()

  readonly #sampleStack = new Int32Column()
  readonly #sampleWeight = new Float64Column()

  constructor(head: { name: string; unit: WeightUnit; categories: readonly string[] }) {
    this.#name = head.name
    this.#unit = head.unit
    this.#categories = [...head.categories]
  }

  addFrame(frame: FrameDraft): IndexIntoFrameTable {
    const category = frame.category ?? 0
    if (!(category in this.#categories)) throw new RangeError(`there is no category ${category}`)
    this.#frameName.push(frame.name)
    this.#frameFile.push(frame.file ?? '')
    this.#frameLine.push(frame.line ?? 0)
    this.#frameColumn.push(frame.column ?? 0)
    return this.#frameCategory.push(category)
  }

  /** The stack of `frame` called from `parent` (−1 for none), made when it is new. */
  stack(frame: IndexIntoFrameTable, parent: IndexIntoStackTable): IndexIntoStackTable {
    if (!(frame >= 0 && frame < this.#frameName.length)) throw new RangeError(`there is no frame ${frame}`)
    if (!(parent >= -1 && parent < this.#stacks.length)) throw new RangeError(`there is no stack ${parent}`)
    return this.#stacks.row(frame, parent)
  }

  /** Weight of `stack` itself (−1: of a gap); finite and not negative. Zero keeps the stack in the tree without width. */
  addSample(stack: IndexIntoStackTable, weight: number): void {
    if (!(stack >= -1 && stack < this.#stacks.length)) throw new RangeError(`there is no stack ${stack}`)
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`${weight} is not a weight`)
    this.#sampleStack.push(stack)
    this.#sampleWeight.push(weight)
  }

  finish(): Profile {
    return this.finishWith({
      length: this.#sampleStack.length,
      stack: this.#sampleStack.toArray(),
      weight: this.#sampleWeight.toArray(),
    })
  }

  /** The profile with samples that stand in columns already, instead of those added; they are not copied. */
  finishWith(samples: SampleTable): Profile {
    this.#check(samples)
    return {
      name: this.#name,
      unit: this.#unit,
      categories: [...this.#categories],
      frames: {
        length: this.#frameName.length,
        name: [...this.#frameName],
        category: this.#frameCategory.toArray(),
        file: [...this.#frameFile],
        line: this.#frameLine.toArray(),
        column: this.#frameColumn.toArray(),
      },
      stacks: this.#stacks.toTable(),
      samples,
    }
  }

  #check({ length, stack, weight }: SampleTable): void {
    if (stack.length !== length || weight.length !== length) throw new RangeError('columns differ in length')
    const stacks = this.#stacks.length
    for (let row = 0; row < length; row++) {
      const at = stack[row] ?? -1
      if (at < -1 || at >= stacks) throw new RangeError(`there is no stack ${at}`)
      const amount = weight[row] ?? 0
      if (!(amount >= 0 && amount < Infinity)) throw new RangeError(`${amount} is not a weight`)
    }
  }
}
