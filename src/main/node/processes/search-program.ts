import { open } from 'node:fs/promises'

const known = new Map<string, boolean>()
const CHUNK_BYTES = 4 * 1024 * 1024

/**
 * Whether one of the names stands in the program's file. Node's is 100 MB, so the answer is kept as long
 * as the file is the same.
 *
 * @throws where the file may not be read
 */
export async function programHas(file: string, names: readonly string[]): Promise<boolean> {
  await using handle = await open(file)
  const { dev, ino, mtimeMs, size } = await handle.stat()
  const key = `${dev}:${ino}:${mtimeMs}:${size}`
  const before = known.get(key)
  if (before !== undefined) return before
  const wanted = names.map((name) => Buffer.from(name, 'latin1'))
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1
  const buffer = Buffer.alloc(CHUNK_BYTES)
  let isFound = false
  for (let at = 0; at < size && !isFound; at += CHUNK_BYTES - overlap) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, at)
    const chunk = buffer.subarray(0, bytesRead)
    isFound = wanted.some((name) => chunk.includes(name))
  }
  known.set(key, isFound)
  return isFound
}
