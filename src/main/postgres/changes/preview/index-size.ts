import type { Bytes, Rows } from '#shared/units.ts'

/** One key or included column, as far as the statistics tell. */
export interface IndexColumn {
  /** Average of a value that is not null, as stored. */
  widthBytes: Bytes
  /** `typalign` in bytes; 1 for short values of variable length. */
  alignment: 1 | 2 | 4 | 8
  /** Different values; null where nothing is known. */
  distinct: Rows | null
  /** 0 to 1. */
  nullShare: number
  /** Equal values are equal byte by byte, so a B-tree keeps them once (Postgres 13 and later). */
  deduplicates: boolean
  /** For an inverted index: keys that one value is taken apart into. */
  elements: number
}

export interface IndexShape {
  method: string
  rows: Rows
  keys: IndexColumn[]
  included: IndexColumn[]
  /** Percent; 90 for a B-tree unless said otherwise. */
  fillfactor: number
  unique: boolean
  blockBytes: Bytes
  versionNumber: number
  /** Pages of the table. */
  tablePages: number
}

export interface IndexSize {
  bytes: Bytes
  /** What is sorted on the way, in memory or in temporary files. */
  sortBytes: Bytes
}

/** src/include/access/itup.h and storage/bufpage.h: what every entry and every page cost. */
const TUPLE_HEADER = 8
const LINE_POINTER = 4
const PAGE_HEADER = 24
const BTREE_SPECIAL = 16
const ROW_POINTER = 6
/** A posting list of a fresh B-tree fills a tenth of a page at most (nbtsort.c). */
const LONGEST_POSTING = 0.1

/**
 * About how large an index will be when it is fresh. B-trees and hash indexes come out within a few
 * tens of percent where statistics are; for inverted indexes the number of keys is a guess, and the
 * result may be off by a factor of two or three.
 */
export function estimateIndexSize(shape: IndexShape): IndexSize {
  return (methods[shape.method] ?? treeSize)(shape)
}

const methods: Record<string, (shape: IndexShape) => IndexSize> = {
  btree: btreeSize,
  hash: hashSize,
  gin: ginSize,
  brin: brinSize,
}

function btreeSize(shape: IndexShape): IndexSize {
  const { rows, keys, included, unique, blockBytes, versionNumber } = shape
  const entry = entryBytes([...keys, ...included])
  const usable = (blockBytes * shape.fillfactor) / 100 - PAGE_HEADER - BTREE_SPECIAL
  const canFold =
    versionNumber >= 130_000 && !unique && included.length === 0 && keys.every((key) => key.deduplicates)
  const groups = canFold ? distinctOf(keys, rows) : rows
  const perGroup = groups > 0 ? postingBytes(entry, rows / groups, blockBytes) : 0
  const leaves = Math.ceil(((rows > 0 ? groups : 0) * perGroup) / usable)
  // Each level points to every page below it; entries there are as wide at most.
  const fanout = Math.max(2, usable / (entry + LINE_POINTER))
  let pages = leaves
  for (let level = leaves; level > 1;) {
    level = Math.ceil(level / fanout)
    pages += level
  }
  return { bytes: (pages + 1) * blockBytes, sortBytes: rows * (entry + LINE_POINTER) }
}

/** An entry with the row pointers of all rows that share its value, in as many pieces as it takes. */
function postingBytes(entry: Bytes, rowsPerValue: number, blockBytes: Bytes): Bytes {
  const single = entry + LINE_POINTER
  // Below, folding saves next to nothing.
  if (rowsPerValue < 1.5) return single * rowsPerValue
  const most = Math.max(2, Math.floor((blockBytes * LONGEST_POSTING - entry) / ROW_POINTER))
  const whole = Math.floor(rowsPerValue / most)
  const rest = rowsPerValue - whole * most
  const piece = (pointers: number): Bytes =>
    pointers <= 1 ? single * pointers : aligned(entry + ROW_POINTER * pointers, 8) + LINE_POINTER
  return whole * piece(most) + piece(rest)
}

/** At most the product: columns are taken as independent, as the planner does without extended statistics. */
function distinctOf(keys: readonly IndexColumn[], rows: Rows): Rows {
  let product = 1
  for (const { distinct } of keys) product *= Math.max(1, distinct ?? rows)
  return Math.min(rows, product)
}

/** Header, values each at its alignment, the whole at that of the machine: index_form_tuple. */
function entryBytes(columns: readonly IndexColumn[]): Bytes {
  let offset = TUPLE_HEADER
  let present = 1
  for (const { widthBytes, alignment, nullShare } of columns) {
    offset = aligned(offset, alignment) + widthBytes
    present *= 1 - nullShare
  }
  // An entry with a null in it has a bitmap, and lacks that value.
  const nulls = columns.length === 1 ? TUPLE_HEADER * 2 : offset
  return present * aligned(offset, 8) + (1 - present) * aligned(nulls, 8)
}

function aligned(bytes: Bytes, to: number): Bytes {
  return Math.ceil(bytes / to) * to
}

/** Four bytes of hash for each row; buckets are doubled, and so three quarters full on average (hashpage.c). */
function hashSize({ rows, blockBytes }: IndexShape): IndexSize {
  const entry = TUPLE_HEADER * 2 + LINE_POINTER
  const perBucket = ((blockBytes - PAGE_HEADER - BTREE_SPECIAL) * 0.75) / entry
  const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, rows / perBucket)))
  return { bytes: (buckets * 1.1 + 3) * blockBytes, sortBytes: rows * entry }
}

/**
 * A row pointer in a posting list takes one to three bytes, as the distance to the one before
 * (ginpostinglist.c), in pages half to two thirds full.
 */
const GIN_POINTER = 4
/** What a key costs that hardly any other row shares: an entry of its own, in pages half full. */
const GIN_RARE_KEY = 65

function ginSize({ rows, keys, blockBytes }: IndexShape): IndexSize {
  let bytes = 0
  for (const { elements, distinct, nullShare } of keys) {
    const present = rows * (1 - nullShare)
    const pointers = present * elements
    // A column of different values has about one key in each that no other row has.
    const rare = Math.min(present, distinct ?? present)
    bytes += pointers * GIN_POINTER + rare * GIN_RARE_KEY
  }
  // Keys are gathered in a tree in memory, not sorted in files.
  return { bytes: aligned(bytes, blockBytes) + 2 * blockBytes, sortBytes: 0 }
}

const BRIN_PAGES_PER_RANGE = 128

function brinSize({ keys, tablePages, blockBytes }: IndexShape): IndexSize {
  const summary = keys.reduce((sum, { widthBytes }) => sum + 2 * widthBytes, TUPLE_HEADER * 2)
  const ranges = Math.ceil(tablePages / BRIN_PAGES_PER_RANGE)
  // A page for itself, one for the map, and the summaries.
  return { bytes: (2 + Math.ceil((ranges * summary) / blockBytes)) * blockBytes, sortBytes: 0 }
}

/** GiST, SP-GiST and those of extensions: the values themselves in pages two thirds full. */
function treeSize(shape: IndexShape): IndexSize {
  const entry = entryBytes([...shape.keys, ...shape.included]) + LINE_POINTER
  const usable = (shape.blockBytes - PAGE_HEADER - BTREE_SPECIAL) * 0.66
  return {
    bytes: (Math.ceil((shape.rows * entry) / usable) + 1) * shape.blockBytes,
    sortBytes: 0,
  }
}
