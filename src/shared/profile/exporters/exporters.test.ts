import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '../build.ts'
import type { Profile, WeightUnit } from '../model.ts'
import { originCategories } from '../origin.ts'
import { readProfile } from '../read/index.ts'
import { exportFormats, type ExportFormat } from './index.ts'

const folder = new URL('../../../../test/fixtures/profiles/', import.meta.url)
const fixtures = readdirSync(folder).filter((file) => /\.(?:cpu|heap)profile$|\.perf\.txt$/.test(file))

function formatOf(format: string): ExportFormat {
  const found = exportFormats.find((one) => one.format === format)
  if (found === undefined) throw new Error(`${format} is not written`)
  return found
}

async function again(profile: Profile, format: ExportFormat): Promise<Profile> {
  const file = await readProfile(format.write([profile]), { name: profile.name })
  expect(file.format).toBe(format.format)
  expect(file.notes.filter((note) => !note.startsWith('The file has no samples, only'))).toEqual([])
  const read = file.profiles[file.first]
  if (read === undefined) throw new Error('no profile')
  return read
}

/** What a profile is, whatever the numbers of its rows: paths with their places, samples in their order. */
function told({ unit, frames, stacks, samples }: Profile): {
  unit: WeightUnit
  paths: string[]
  samples: string[]
} {
  const words = frames.name.map((name, at) =>
    [name, frames.file[at], frames.line[at], frames.column[at]].join('|'),
  )
  // Rows may stand in another order: a path is told by the words along it.
  const full: string[] = []
  for (let row = 0; row < stacks.length; row++) {
    const parent = stacks.parent[row] ?? -1
    full.push(`${parent === -1 ? '' : `${full[parent]}>`}${words[stacks.frame[row] ?? -1]}`)
  }
  return {
    unit,
    paths: full.toSorted(),
    samples: [...samples.stack].map(
      (stack, at) => `${stack === -1 ? '' : full[stack]} = ${samples.weight[at]}`,
    ),
  }
}

/** The same without an order: each path's own weight. */
function sums({ samples, paths, unit }: ReturnType<typeof told>): {
  unit: WeightUnit
  paths: string[]
  weights: [string, number][]
} {
  const weights = new Map<string, number>()
  for (const sample of samples) {
    const at = sample.lastIndexOf(' = ')
    const weight = Number(sample.slice(at + 3))
    if (weight > 0) weights.set(sample.slice(0, at), (weights.get(sample.slice(0, at)) ?? 0) + weight)
  }
  return { unit, paths, weights: [...weights].toSorted(([a], [b]) => (a < b ? -1 : 1)) }
}

/** Profiles with gaps, zero weights, equal names at different places, any letters in them. */
function anyProfile(
  unit: WeightUnit,
  text: fc.Arbitrary<string>,
  file: fc.Arbitrary<string>,
): fc.Arbitrary<Profile> {
  const frame = fc.record({ name: text, file, line: fc.nat(50), column: fc.nat(9) })
  const sample = fc.tuple(fc.array(fc.nat(5), { maxLength: 7 }), fc.nat(2000))
  return fc
    .tuple(
      fc.uniqueArray(frame, { minLength: 6, maxLength: 6, selector: JSON.stringify }),
      fc.array(sample, { minLength: 1, maxLength: 30 }),
    )
    .filter(([, samples]) => samples.some(([stack, weight]) => stack.length > 0 && weight > 0))
    .map(([frames, samples]) => {
      const build = new ProfileBuilder({ name: 'any', unit, categories: originCategories })
      for (const { name, file, line, column } of frames) {
        // A column without a line, and a place without a file, is none.
        build.addFrame({
          name,
          file,
          line: file === '' ? 0 : line,
          column: file === '' || line === 0 ? 0 : column,
        })
      }
      for (const [names, weight] of samples) {
        let stack = -1
        for (const name of names) stack = build.stack(name, stack)
        build.addSample(stack, unit === 'milliseconds' ? weight / 1000 : weight)
      }
      return build.finish()
    })
}

const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 })
/** What a collapsed stack can hold as it is. */
const plainText = fc
  .stringMatching(/^[a-zA-Z(<][a-zA-Z0-9 <>#.$]{0,4}[a-zA-Z]$/)
  .filter((text) => !text.includes('('))
const anyFile = fc.oneof(
  fc.constant(''),
  fc.constantFrom('/srv/a b.js', 'file:///a.js', 'node:fs', 'C:\\x\\y.js'),
)

/** Frames that are the same are one after reading, so profiles have each only once. */
function withDistinctFrames(profile: Profile): boolean {
  const { frames } = profile
  const words = frames.name.map((name, at) =>
    [name, frames.file[at], frames.line[at], frames.column[at]].join('|'),
  )
  return new Set(words).size === words.length
}

describe('import → export → import', () => {
  it.each([
    ['cpuprofile', 'milliseconds'],
    ['heapprofile', 'bytes'],
    ['speedscope', 'milliseconds'],
    ['speedscope', 'bytes'],
    ['pprof', 'bytes'],
  ] as const)('is the same profile: %s, %s', async (name, unit) => {
    const format = formatOf(name)
    await fc.assert(
      fc.asyncProperty(anyProfile(unit, anyText, anyFile).filter(withDistinctFrames), async (profile) => {
        expect(format.canHold(profile)).toBe(true)
        const first = await again(profile, format)
        expect(sums(told(first)).weights).toEqual(sums(told(profile)).weights)
        expect(told(await again(first, format))).toEqual(told(first))
      }),
    )
  })

  it('is the same profile with its order: cpuprofile, heapprofile', async () => {
    for (const [name, unit] of [
      ['cpuprofile', 'milliseconds'],
      ['heapprofile', 'bytes'],
    ] as const) {
      await fc.assert(
        fc.asyncProperty(anyProfile(unit, anyText, anyFile).filter(withDistinctFrames), async (profile) => {
          expect(told(await again(profile, formatOf(name)))).toEqual(told(profile))
        }),
      )
    }
  })

  it('keeps times finer than a microsecond as nearly as doubles do: cpuprofile', async () => {
    const profile = anyProfile('milliseconds', anyText, anyFile).filter(withDistinctFrames)
    await fc.assert(
      fc.asyncProperty(profile, fc.double({ min: 1e-3, max: 1, noNaN: true }), async (whole, factor) => {
        const fine = {
          ...whole,
          samples: { ...whole.samples, weight: whole.samples.weight.map((weight) => weight * factor) },
        }
        const read = await again(fine, formatOf('cpuprofile'))
        expect(told(read).paths).toEqual(told(fine).paths)
        for (const [at, weight] of fine.samples.weight.entries())
          expect(read.samples.weight[at]).toBeCloseTo(weight, 6)
      }),
    )
  })

  it('keeps the sums of counts: cpuprofile, collapsed', async () => {
    for (const name of ['cpuprofile', 'collapsed']) {
      await fc.assert(
        fc.asyncProperty(
          anyProfile('count', plainText, anyFile).filter(withDistinctFrames),
          async (profile) => {
            const format = formatOf(name)
            const first = await again(profile, format)
            expect(sums(told(first))).toEqual(sums(told(profile)))
            expect(told(await again(first, format)).samples).toEqual(told(first).samples)
          },
        ),
      )
    }
  })

  describe.each(fixtures)('%s', (file) => {
    it.each(exportFormats.map(({ format }) => format))('%s', async (name) => {
      const { profiles } = await readProfile(new Uint8Array(readFileSync(new URL(file, folder))), {
        name: 'x',
      })
      const [profile] = profiles
      if (profile === undefined) throw new Error('no profile')
      const format = formatOf(name)
      const held = format.canHold(profile)
      if (held !== true) {
        expect(held).toMatch(/^[A-Z].*\.$/)
        return
      }
      const first = await again(profile, format)
      const ordered = format.losses(profile).length === 0
      if (ordered && name !== 'pprof') expect(told(first)).toEqual(told(profile))
      else if (name === 'collapsed' && profile.unit === 'milliseconds') {
        expect(first.samples.weight.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(
          profile.samples.weight.reduce((sum, weight) => sum + weight, 0) * 1000,
          3,
        )
        expect(told(first).paths).toEqual(told(profile).paths)
      } else expect(sums(told(first)).weights).toEqual(sums(told(profile)).weights)
      expect(told(await again(first, format))).toEqual(told(first))
    })
  })

  it('writes and reads stacks of 60,000 frames', async () => {
    const depth = 60_000
    for (const format of exportFormats) {
      for (const unit of ['milliseconds', 'bytes', 'count'] as const) {
        const build = new ProfileBuilder({ name: 'deep', unit, categories: originCategories })
        const frames = Array.from({ length: 5 }, (_, at) => build.addFrame({ name: `f${at}` }))
        let stack = -1
        for (let at = 0; at < depth; at++) stack = build.stack(frames[at % 5] ?? 0, stack)
        build.addSample(stack, 7)
        build.addSample(3, 2)
        const profile = build.finish()
        if (format.canHold(profile) !== true) continue
        const { profiles } = await readProfile(format.write([profile]))
        expect(profiles[0]?.stacks.length, `${format.format} ${unit}`).toBe(depth)
      }
    }
  })

  it('says what cannot be held, and what is lost', () => {
    const build = new ProfileBuilder({ name: 'x', unit: 'milliseconds', categories: ['app'] })
    const frame = build.addFrame({ name: 'a;b', file: '/x.js', line: 1 })
    build.addSample(build.stack(frame, -1), 1)
    build.addSample(build.stack(frame, -1), 2)
    const profile = build.finish()
    expect(formatOf('heapprofile').canHold(profile)).toContain('holds bytes')
    expect(formatOf('collapsed').losses(profile)).toEqual([
      'The unit: times are written as counts of microseconds.',
      'The order of the samples: each stack is written once, with its sum.',
      'How 1 frame is written exactly: semicolons and line ends have a meaning there.',
    ])
    const without = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['app'] }).finish()
    for (const name of ['cpuprofile', 'collapsed'])
      expect(formatOf(name).canHold(without)).toContain('no samples')
    const deep = new ProfileBuilder({ name: 'x', unit: 'count', categories: ['app'] })
    const again = deep.addFrame({ name: 'x'.repeat(100) })
    let stack = -1
    for (let at = 0; at < 50_000; at++) deep.addSample((stack = deep.stack(again, stack)), 1)
    expect(formatOf('collapsed').canHold(deep.finish())).toContain('GiB')
  })
})
