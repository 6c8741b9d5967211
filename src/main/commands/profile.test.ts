import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { addProfile } from './profile.ts'

const fixture = (file: string): string =>
  fileURLToPath(new URL(`../../../test/fixtures/profiles/${file}`, import.meta.url))

const frame = (functionName: string): object => ({
  functionName,
  url: '',
  lineNumber: -1,
  columnNumber: -1,
})

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-profile-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function pitwall(...words: string[]): Promise<{ out: string; told: string[] }> {
  const printed: string[] = []
  const told: string[] = []
  const program = new Command('pitwall').exitOverride()
  addProfile(program, {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    signal: new AbortController().signal,
    setExitStatus: () => {},
  })
  await program.parseAsync(['node', 'pitwall', 'profile', ...words])
  return { out: printed.join('\n'), told }
}

const summarySchema = z.object({
  format: z.string(),
  unit: z.string(),
  total: z.number(),
  nonIdleTotal: z.number().optional(),
  samples: z.number(),
  frames: z.number(),
  maxDepth: z.number(),
  top: z.array(z.object({ name: z.string(), self: z.number(), total: z.number() })),
  profiles: z.array(z.object({ name: z.string() })).optional(),
})

async function info(...words: string[]): Promise<z.infer<typeof summarySchema>> {
  return summarySchema.parse(JSON.parse((await pitwall('info', '--json', ...words)).out))
}

describe('pitwall profile info', () => {
  it('tells totals, counts and the heaviest functions', async () => {
    const file = join(folder, 'small.cpuprofile')
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2, 4] },
      { id: 2, callFrame: frame('again'), children: [3] },
      { id: 3, callFrame: frame('again') },
      { id: 4, callFrame: frame('(idle)') },
    ]
    writeFileSync(
      file,
      JSON.stringify({ nodes, startTime: 0, endTime: 1000, samples: [2, 3, 4], timeDeltas: [0, 100, 300] }),
    )
    expect(await info(file)).toMatchObject({
      format: 'cpuprofile',
      unit: 'milliseconds',
      total: 1,
      nonIdleTotal: 0.4,
      samples: 3,
      frames: 2,
      maxDepth: 2,
      top: [
        { name: '(idle)', self: 0.6, total: 0.6 },
        { name: 'again', self: 0.4, total: 0.4 },
      ],
    })
    const { out } = await pitwall('info', file)
    expect(out).toContain('1 ms in all · 0.4 ms not idle · 3 samples · 2 functions · up to 2 frames deep')
  })

  it('tells of each fixture the total that its file adds up to', async () => {
    const { total, samples, unit } = await info(fixture('node24-allocate.heapprofile'))
    const json = z
      .object({ samples: z.array(z.unknown()) })
      .parse(JSON.parse(readFileSync(fixture('node24-allocate.heapprofile'), 'utf8')))
    expect([unit, samples]).toEqual(['bytes', json.samples.length])
    expect(total).toBeGreaterThan(0)
  })

  it('shows one profile of several and lists the others', async () => {
    const one = await info(fixture('pprof/cpu.pb.gz'))
    expect(one.profiles?.map(({ name }) => name)).toEqual(['samples', 'cpu'])
    expect([one.unit, (await info(fixture('pprof/cpu.pb.gz'), '--profile', '1')).unit]).toEqual([
      'milliseconds',
      'count',
    ])
    await expect(info(fixture('pprof/cpu.pb.gz'), '--profile', '3')).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
  })

  it('says what is wrong in one sentence', async () => {
    await expect(pitwall('info', join(folder, 'none'))).rejects.toThrow(
      'cannot be read: there is no such file.',
    )
    await expect(pitwall('info', folder)).rejects.toThrow('is a folder')
    await expect(pitwall('info', fileURLToPath(import.meta.url))).rejects.toThrow('This is no profile')
  })
})

describe('pitwall profile convert', () => {
  it('writes what the name says, with the same figures', async () => {
    const cpu = fixture('node24-busy.cpuprofile')
    const { format, ...before } = await info(cpu)
    expect(format).toBe('cpuprofile')
    for (const name of ['x.cpuprofile', 'x.speedscope.json', 'x.pb.gz']) {
      const file = join(folder, name)
      const { told } = await pitwall('convert', cpu, file)
      expect(told).toEqual([])
      const { format: written, ...after } = await info(file)
      expect(after, written).toMatchObject({
        ...before,
        top: before.top.map(({ name, self, total }) => ({ name, self, total })),
      })
    }
    expect(gunzipSync(readFileSync(join(folder, 'x.pb.gz'))).length).toBeGreaterThan(100)
  })

  it('says what is not kept, and refuses what cannot be held', async () => {
    const cpu = fixture('node24-busy.cpuprofile')
    const { told, out } = await pitwall('convert', cpu, join(folder, 'x.txt'), '--to', 'collapsed', '--json')
    expect(told.join(' ')).toContain('The order of the samples')
    expect(JSON.parse(out)).toMatchObject({ format: 'collapsed', profiles: 1, of: 1 })
    await expect(pitwall('convert', cpu, join(folder, 'x.heapprofile'))).rejects.toMatchObject({
      message: 'A heap profile of V8 holds bytes, not milliseconds.',
    })
    await expect(pitwall('convert', cpu, join(folder, 'x.abc'))).rejects.toThrow('does not say the format')
    await expect(pitwall('convert', cpu, join(folder, 'x'), '--to', 'abc')).rejects.toThrow(
      'cannot be written as abc',
    )
    await expect(pitwall('convert', cpu, join(folder, 'no', 'x.pb'))).rejects.toThrow('cannot be written')
  })

  it('tells which of several profiles it wrote', async () => {
    const { told } = await pitwall('convert', fixture('pprof/cpu.pb.gz'), join(folder, 'go.cpuprofile'))
    expect(told.join(' ')).toContain('--profile N writes another')
    expect((await info(join(folder, 'go.cpuprofile'))).unit).toBe('milliseconds')
  })
})
