import { Failure } from '../../failure.ts'
import { MessageReader } from '../../protobuf/index.ts'

export interface PprofFunction {
  name: number
  systemName: number
  file: number
  /** 1-based; 0 where it is not told. */
  startLine: number
}
export interface PprofLine {
  functionId: number
  line: number
  column: number
}
export interface PprofLocation {
  mappingId: number
  address: number
  /** Innermost first; the last one is the function that the others were inlined into. */
  lines: PprofLine[]
}

/** The tables of a pprof file; its samples unread. Numbers that stand for a text go through `text`. */
export interface PprofTables {
  sampleTypes: { type: number; unit: number }[]
  samples: MessageReader[]
  functions: Map<number, PprofFunction>
  locations: Map<number, PprofLocation>
  /** File name of each mapping. */
  mappings: Map<number, number>
  defaultSampleType: number
  /** Keys of the labels seen so far. */
  labels: Set<number>
  addLabel: (label: MessageReader) => void
  text: (index: number) => string
}

/** Throws BAD_INPUT where the bytes are no protocol buffer, or name what is not there. */
export function readTables(bytes: Uint8Array): PprofTables {
  const texts: Uint8Array[] = []
  const decoded: (string | undefined)[] = []
  const decoder = new TextDecoder('utf-8', { fatal: false })
  const tables: PprofTables = {
    sampleTypes: [],
    samples: [],
    functions: new Map(),
    locations: new Map(),
    mappings: new Map(),
    defaultSampleType: 0,
    labels: new Set(),
    addLabel: (label) => {
      while (label.next()) {
        if (label.field === 1) tables.labels.add(label.unsigned())
        else label.skip()
      }
    },
    text: (index) => {
      const known = decoded[index]
      if (known !== undefined) return known
      const encoded = texts[index]
      if (encoded === undefined) {
        throw new Failure(
          'BAD_INPUT',
          `This pprof profile is broken: it names text ${index} of ${texts.length}.`,
        )
      }
      const text = decoder.decode(encoded)
      decoded[index] = text
      return text
    },
  }
  const file = new MessageReader(bytes)
  while (file.next()) readField(file, tables, texts)
  return tables
}

function readField(file: MessageReader, tables: PprofTables, texts: Uint8Array[]): void {
  switch (file.field) {
    case 1: {
      const { 1: type = 0, 2: unit = 0 } = numbersOf(file.message())
      tables.sampleTypes.push({ type, unit })
      break
    }
    case 2:
      tables.samples.push(file.message())
      break
    case 3: {
      const { 1: id = 0, 5: name = 0 } = numbersOf(file.message())
      tables.mappings.set(id, name)
      break
    }
    case 4:
      addLocation(file.message(), tables)
      break
    case 5: {
      const {
        1: id = 0,
        2: name = 0,
        3: systemName = 0,
        4: fileName = 0,
        5: line = 0,
      } = numbersOf(file.message())
      if (tables.functions.has(id)) throw twice('functions', id)
      tables.functions.set(id, { name, systemName, file: fileName, startLine: line })
      break
    }
    case 6:
      texts.push(file.bytes())
      break
    case 14:
      tables.defaultSampleType = file.unsigned()
      break
    default:
      file.skip()
  }
}

function addLocation(message: MessageReader, { locations }: PprofTables): void {
  const location: PprofLocation = { mappingId: 0, address: 0, lines: [] }
  let id = 0
  while (message.next()) {
    if (message.field === 1) id = message.unsigned()
    else if (message.field === 2) location.mappingId = message.unsigned()
    else if (message.field === 3) location.address = message.unsigned()
    else if (message.field === 4) {
      const { 1: functionId = 0, 2: line = 0, 3: column = 0 } = numbersOf(message.message())
      location.lines.push({ functionId, line, column })
    } else message.skip()
  }
  if (locations.has(id)) throw twice('locations', id)
  locations.set(id, location)
}

function twice(what: string, id: number): Failure {
  return new Failure('BAD_INPUT', `This pprof profile is broken: two ${what} have the id ${id}.`)
}

/** The numbers of a small message, by field. */
function numbersOf(message: MessageReader): Readonly<Record<number, number>> {
  const numbers: Record<number, number> = {}
  while (message.next()) {
    if (message.wireType === 0) numbers[message.field] = message.signed()
    else message.skip()
  }
  return numbers
}
