import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../failure.ts'
import { readProfile, recogniseProfile } from './index.ts'
import { unpack } from './unpack.ts'

const folder = new URL('../../../../test/fixtures/profiles/', import.meta.url)
const fixture = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, folder)))
const encoder = new TextEncoder()

async function failureOf(bytes: Uint8Array | string): Promise<Failure> {
  const error: unknown = await readProfile(typeof bytes === 'string' ? encoder.encode(bytes) : bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw error ?? new Error('it did not fail')
}

function utf16(text: string, order: 'little' | 'big', mark: boolean): Uint8Array {
  const letters = mark ? `\ufeff${text}` : text
  const bytes = new DataView(new ArrayBuffer(letters.length * 2))
  for (let at = 0; at < letters.length; at++)
    bytes.setUint16(at * 2, letters.charCodeAt(at), order === 'little')
  return new Uint8Array(bytes.buffer)
}

describe('readProfile', () => {
  const cpu = fixture('node24-busy.cpuprofile')

  it('reads the same from a packed file, packed once or twice', async () => {
    const plain = await readProfile(cpu, { name: 'x' })
    expect(await readProfile(gzipSync(cpu), { name: 'x' })).toEqual(plain)
    expect(await readProfile(gzipSync(gzipSync(cpu)), { name: 'x' })).toEqual(plain)
  })

  it('reads UTF-16 in both orders of bytes, with and without its mark', async () => {
    const text = JSON.stringify({
      nodes: [{ id: 1, callFrame: { functionName: 'größe 🚀 €', url: '', lineNumber: 0, columnNumber: 0 } }],
      samples: [1],
      timeDeltas: [5],
    })
    const expected = await readProfile(encoder.encode(text))
    expect(expected.profiles[0]?.frames.name).toEqual(['größe 🚀 €'])
    for (const order of ['little', 'big'] as const) {
      for (const mark of [true, false]) expect(await readProfile(utf16(text, order, mark))).toEqual(expected)
    }
    expect((await failureOf(utf16(text, 'little', true).subarray(0, 101))).message).toContain(
      'ends in the middle',
    )
  })

  it('turns any text into the same text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('little', 'big'),
        async (text, order) => {
          const bytes = await unpack(utf16(`>${text}`, order, true), () => {})
          expect(new TextDecoder().decode(bytes)).toBe(`>${text.toWellFormed()}`)
        },
      ),
    )
  })

  it('tells a damaged packed file, and refuses one that holds too much', async () => {
    const packed = gzipSync(cpu)
    expect((await failureOf(packed.subarray(0, packed.length / 2))).message).toContain(
      'damaged or ends in the middle',
    )
    const changed = packed.slice()
    changed.fill(0x55, 200, 260)
    expect((await failureOf(changed)).code).toBe('BAD_INPUT')
    const bomb = gzipSync(new Uint8Array(3_000_000))
    await expect(unpack(bomb, () => {}, 1_000_000)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'The packed file (gzip) holds more than 1 MiB, which is more than can be read.',
    })
  })

  it('tells of a packed file that goes on, and of weights that add up to more than can be counted', async () => {
    expect((await failureOf(Buffer.concat([gzipSync(cpu), gzipSync(cpu)]))).message).toContain(
      'goes on after its end',
    )
    expect((await failureOf('a;b 1e308\na 1e308\n')).message).toContain('more than can be counted')
  })

  it('tells how far it came, up to all of it', async () => {
    for (const bytes of [cpu, gzipSync(cpu)]) {
      const shares: number[] = []
      await readProfile(bytes, { onProgress: (done, total) => shares.push(done / total) })
      expect(shares.at(-1)).toBe(1)
      expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    }
  })

  it.each([
    ['', 'the file is empty'],
    [' \r\n\t', 'nothing but white space'],
    ['{}', 'an empty JSON object'],
    ['[]', 'a JSON array'],
    ['{"log":{"version":"1.2","entries":[]}}', 'a HAR'],
    ['{"name":"x","dependencies":{}}', 'a package.json'],
    ['{"a":1,"b":{"c":[]}}', 'a JSON object with the keys a, b'],
    ['{"a": 1\n}', 'a JSON object with the keys a'],
    ['[{"Plan":{"Node Type":"Result"}}]', 'a query plan of Postgres'],
    ['<!DOCTYPE html><html></html>', 'a web page'],
    ['<svg xmlns="x"/>', 'XML or HTML'],
    ['v8-version,12,4,254\nshared-library,"/usr/bin/node",1,2', 'a log of V8'],
    ['const a = 1;\nlet b = 2;\n', 'source code'],
    ['Dear diary', 'a text that begins with "Dear diary"'],
    [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'an image (PNG)'],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0), 'an image (JPEG)'],
    [Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'a ZIP archive'],
    [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), 'packed with Zstandard'],
    [encoder.encode('PERFILE2\0\0'), 'perf script'],
    [encoder.encode('SQLite format 3\0'), 'a SQLite database'],
    [Uint8Array.of(1, 0xff, 2, 0xff), 'binary'],
  ])('says what a file is that is no profile: %#', async (bytes, sentence) => {
    const failure = await failureOf(bytes)
    expect(failure.code).toBe('BAD_INPUT')
    expect(failure.message).toMatch(/^This is no profile: .*\.$/)
    expect(failure.message).toContain(sentence)
    expect(failure.hint).toContain('.cpuprofile')
  })

  it('knows a heap snapshot, and says where it is read', async () => {
    const snapshot = '{"snapshot":{"meta":{"node_fields":[]}},"nodes":[1,2],"strings":[]}'
    expect(await failureOf(snapshot)).toMatchObject({
      code: 'UNSUPPORTED',
      facts: { format: 'heapsnapshot' },
    })
    expect(await recogniseProfile(gzipSync(snapshot))).toEqual({
      format: 'heapsnapshot',
      bytes: encoder.encode(snapshot),
    })
  })

  it('knows a format by keys that come after a large value', async () => {
    const text = new TextDecoder().decode(cpu)
    const samples = Array.from({ length: 300_000 }, () => 1)
    const late = `{"other":{"samples":[${samples.join(',')}]},${text.slice(text.indexOf('{') + 1)}`
    expect((await readProfile(encoder.encode(late), { name: 'x' })).profiles).toEqual(
      (await readProfile(cpu, { name: 'x' })).profiles,
    )
  })

  it('fails only as expected, whatever bytes of a profile are changed', async () => {
    const files = readdirSync(folder).filter((file) => /profile$|\.txt$/.test(file))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        async (file, changes, cut) => {
          const bytes = fixture(file)
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          try {
            const { profiles } = await readProfile(
              cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes,
            )
            expect(profiles.length).toBeGreaterThan(0)
          } catch (error) {
            expect(error).toBeInstanceOf(Failure)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
