import { type FileHandle, access, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Runtime } from '../process.ts'

/** Exported by every Node for its addons to link against: `int node::Start(int, char**)`. */
const NODE_START = Buffer.from('\0_ZN4node5StartEiPPc\0')
/** Debian's Node is a small program beside it. */
const LIBNODE = Buffer.from('\0libnode.so')
/** Lies beside Electron's program, and beside no Node. */
const ELECTRON_FILES = ['chrome_100_percent.pak', 'v8_context_snapshot.bin', 'snapshot_blob.bin']

/** Programs do not change while they run; the same file is asked about each second. */
const known = new Map<string, Exclude<Runtime, 'unseen'>>()
const KEPT = 2_000

/**
 * What the program of a process is, by what it exports and not by its name: a renamed copy is Node, a
 * script that is called `node` is not.
 *
 * @param file `/proc/<pid>/exe`, which can be opened even when the program was removed
 * @throws where the file may not be read
 */
export async function runtimeOf(file: string, path: string): Promise<Exclude<Runtime, 'unseen'>> {
  await using handle = await open(file)
  const { dev, ino, mtimeMs, size } = await handle.stat()
  const key = `${dev}:${ino}:${mtimeMs}:${size}`
  const before = known.get(key)
  if (before !== undefined) return before
  const isNode = await hasNode(handle)
  const runtime = !isNode ? 'other' : (await isElectron(path)) ? 'electron' : 'node'
  if (known.size >= KEPT) known.clear()
  known.set(key, runtime)
  return runtime
}

async function hasNode(file: FileHandle): Promise<boolean> {
  const names = await readDynamicNames(file)
  return names !== undefined && (names.includes(NODE_START) || names.includes(LIBNODE))
}

async function isElectron(path: string): Promise<boolean> {
  const found = ELECTRON_FILES.map(async (name) => {
    await access(join(dirname(path), name))
    return true
  })
  return (await Promise.allSettled(found)).some(({ status }) => status === 'fulfilled')
}

const HEADER_BYTES = 64
const DYNAMIC_SYMBOLS = 11
/** Node's names take 3 MB. */
const LONGEST_NAMES = 64_000_000
const MOST_SECTIONS = 1_000

/** The names that an ELF program exports and imports; undefined where it is none. */
async function readDynamicNames(file: FileHandle): Promise<Buffer | undefined> {
  const header = await readAt(file, 0, HEADER_BYTES)
  if (header?.toString('latin1', 0, 4) !== '\x7fELF') return undefined
  const is64 = header[4] === 2
  const isLittle = header[5] === 1
  const u16 = (from: Buffer, at: number) => (isLittle ? from.readUInt16LE(at) : from.readUInt16BE(at))
  const u32 = (from: Buffer, at: number) => (isLittle ? from.readUInt32LE(at) : from.readUInt32BE(at))
  const word = (from: Buffer, at: number) => {
    if (!is64) return u32(from, at)
    return Number(isLittle ? from.readBigUInt64LE(at) : from.readBigUInt64BE(at))
  }
  const offset = word(header, is64 ? 0x28 : 0x20)
  const entry = u16(header, is64 ? 0x3a : 0x2e)
  const count = u16(header, is64 ? 0x3c : 0x30)
  if (offset === 0 || entry < (is64 ? 64 : 40) || count > MOST_SECTIONS) return undefined
  const sections = await readAt(file, offset, entry * count)
  if (sections === undefined) return undefined
  const symbols = Array.from({ length: count }, (_, index) => index * entry).find(
    (at) => u32(sections, at + 4) === DYNAMIC_SYMBOLS,
  )
  if (symbols === undefined) return undefined
  const names = u32(sections, symbols + (is64 ? 0x28 : 0x18)) * entry
  if (names + entry > sections.length) return undefined
  const size = word(sections, names + (is64 ? 0x20 : 0x14))
  return size > LONGEST_NAMES
    ? undefined
    : await readAt(file, word(sections, names + (is64 ? 0x18 : 0x10)), size)
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  if (!Number.isSafeInteger(position)) return undefined
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  return bytesRead === length ? buffer : undefined
}
