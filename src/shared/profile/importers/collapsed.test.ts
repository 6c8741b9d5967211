import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../failure.ts'
import type { Profile } from '../model.ts'
import { originCategories } from '../origin.ts'
import { readProfile } from '../read/index.ts'

const encoder = new TextEncoder()

async function profilesOf(text: string): Promise<Profile[]> {
  const { format, profiles } = await readProfile(encoder.encode(text))
  expect(format).toBe('collapsed')
  return profiles
}

async function profileOf(text: string): Promise<Profile> {
  const [profile, ...others] = await profilesOf(text)
  if (profile === undefined || others.length > 0) throw new Error('not one profile')
  return profile
}

function linesOf({ frames, stacks, samples }: Profile): string[] {
  return Array.from({ length: samples.length }, (_, sample) => {
    const names: string[] = []
    for (let at = samples.stack[sample] ?? -1; at >= 0; at = stacks.parent[at] ?? -1) {
      names.unshift(frames.name[stacks.frame[at] ?? -1] ?? '')
    }
    return `${names.join(';')} ${samples.weight[sample]}`
  })
}

async function failureOf(text: string | Uint8Array): Promise<Failure> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text
  const error: unknown = await readProfile(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw error ?? new Error('it did not fail')
}

describe('collapsed stacks, one a line', () => {
  it('reads counts and decimals, blanks in names, tabs, comments, empty lines and the line ends of Windows', async () => {
    const text =
      '# made by hand\r\nmain;parse a line;(garbage collector) 12\r\n\r\nmain;work\t3.5\r\n  main;work 0  \r\n#<Object>;call 2'
    expect(linesOf(await profileOf(text))).toEqual([
      'main;parse a line;(garbage collector) 12',
      'main;work 3.5',
      'main;work 0',
      '#<Object>;call 2',
    ])
  })

  it('takes apart where a function stands, as py-spy and others write it', async () => {
    const { frames } = await profileOf(
      '<module> (/srv/my app/main.py:12);load (<frozen importlib._bootstrap>:1007);LazyCompile:*go /srv/a.js:3:14;write (libc.so.6);std::sort(int, char);operator() (int, char) 1',
    )
    const rows = frames.name.map((name, row) => [
      name,
      frames.file[row],
      frames.line[row],
      frames.column[row],
    ])
    expect(rows).toEqual([
      ['<module>', '/srv/my app/main.py', 12, 0],
      ['load', '<frozen importlib._bootstrap>', 1007, 0],
      ['LazyCompile:*go', '/srv/a.js', 3, 14],
      ['write', 'libc.so.6', 0, 0],
      ['std::sort(int, char)', '', 0, 0],
      ['operator() (int, char)', '', 0, 0],
    ])
  })

  it('says by the name where code comes from, and keeps distinct what is', async () => {
    const { frames } = await profileOf(
      '[libc.so.6];do_syscall_64_[k];run_[j];run_[i];libc.so.1`write;(idle);(garbage collector) 1',
    )
    expect(frames.name).toEqual([
      '[libc.so.6]',
      'do_syscall_64_[k]',
      'run_[j]',
      'run_[i]',
      'libc.so.1`write',
      '(idle)',
      '(garbage collector)',
    ])
    expect([...frames.category].map((category) => originCategories[category])).toEqual([
      'native',
      'native',
      'app',
      'app',
      'native',
      'idle',
      'gc',
    ])
  })

  it('has the sums of an independent count', async () => {
    const name = fc.stringMatching(/^[a-z]{1,2}( [a-z])?$/)
    const line = fc.tuple(fc.array(name, { minLength: 1, maxLength: 8 }), fc.nat(1000))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 50 }), async (lines) => {
        fc.pre(lines.some(([, count]) => count > 0))
        const text = lines.map(([names, count]) => `${names.join(';')} ${count}`).join('\n')
        const profile = await profileOf(text)
        expect(linesOf(profile)).toEqual(text.split('\n'))
        expect(new Set(profile.frames.name)).toEqual(new Set(lines.flatMap(([names]) => names)))
        expect(profile.frames.length).toBe(new Set(profile.frames.name).size)
        const paths = new Set(
          lines.flatMap(([names]) => names.map((_, at) => names.slice(0, at + 1).join(';'))),
        )
        expect(profile.stacks.length).toBe(paths.size)
      }),
    )
  })

  it('reads a stack of 100,000 frames', async () => {
    const text = Array.from({ length: 100_000 }, (_, at) => `f${at % 11}`).join(';')
    const profile = await profileOf(`${text} 3`)
    expect(profile.stacks.length).toBe(100_000)
    expect(profile.samples.weight[0]).toBe(3)
  })

  it('names the line without a count', async () => {
    for (const [text, line] of [
      ['a;b 1\na;c\na;d 2\na;e 4', 2],
      ['a;b;c\nd;e', 1],
      ['a;b 1\na;b x\na;b 3', 2],
      ['a;b 1\na;b -3\na;b 3', 2],
      ['a;b 1\na;b 1e999\na;b 3', 2],
    ] as const) {
      const failure = await failureOf(text)
      expect(failure).toMatchObject({ code: 'BAD_INPUT', facts: { line } })
      expect(failure.message).toContain(`Line ${line} `)
    }
    expect((await failureOf('a;b 0\na 0')).message).toContain('no samples')
  })

  it('never fails otherwise on any text', async () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('a;b 1', 'a 2', '', ';', ' 3', '# x', '\t4', '@[')),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        try {
          const { profiles } = await readProfile(encoder.encode(lines.join('\n')))
          expect(profiles.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const dtrace = `dtrace: description 'profile-997 ' matched 1 probe
CPU     ID                    FUNCTION:NAME
  0  36408                       :tick-60s


              libc.so.1\`write+0x7
              node\`uv__write+0x12

              main.js\`handle
                3

              libc.so.1\`write+0x9
              node\`uv__write+0x12

              main.js\`handle
               40
`

describe("dtrace's own output", () => {
  it('reads a frame a line, innermost first, offsets aside', async () => {
    const stack = 'main.js`handle;node`uv__write;libc.so.1`write'
    expect(linesOf(await profileOf(dtrace))).toEqual([`${stack} 3`, `${stack} 40`])
    expect(linesOf(await profileOf(dtrace.replaceAll('\n', '\r\n')))).toEqual([`${stack} 3`, `${stack} 40`])
  })

  it('tells a stack without a count', async () => {
    expect((await failureOf(`${dtrace}\n              libc.so.1\`read\n`)).message).toContain('has no count')
  })
})

/** A sample of an event as `perf script` prints it. */
function sampleOf(event: string): string {
  return `node 12 [000] 1.5:     7 ${event}: \n\t    7f main+0x1 (/bin/node)\n\n`
}

describe('perf script', () => {
  const text = readFileSync(
    new URL('../../../../test/fixtures/profiles/node24-busy.perf.txt', import.meta.url),
    'utf8',
  )

  it('reads each sample below its program, as a plain count of its text says', async () => {
    const samples = text.split(/\n\n+/).filter((part) => part.trim() !== '')
    const profile = await profileOf(text)
    expect(profile.unit).toBe('count')
    expect([...profile.samples.weight]).toEqual(samples.map(() => 1))
    const named = samples.map((sample) => {
      const [head = '', ...frames] = sample.trim().split('\n')
      const names = frames.map((line) => {
        const symbol = line
          .trim()
          .replace(/^\w+ /, '')
          .replace(/ \([^()]*\)$/, '')
          .replace(/\+0x\w+$/, '')
        const module = /\(([^()]*)\)$/.exec(line)?.[1] ?? ''
        if (symbol === '[unknown]') return module === '[unknown]' ? module : `[${module.split('/').at(-1)}]`
        return symbol.replace(/ (?:file:|node:|\/)\S+$/, '')
      })
      return [/^(.*?)\s+\d+ /.exec(head)?.[1] ?? '', ...names.toReversed()].join(';')
    })
    expect(linesOf(profile).map((line) => line.replace(/ 1$/, ''))).toEqual(named)
    const { frames } = profile
    const fibonacci = frames.name.findIndex((name) => name.endsWith('fibonacci'))
    expect([frames.file[fibonacci], frames.line[fibonacci]]).toEqual(['file:///srv/app/busy.mjs', 5])
  })

  it('makes a profile of each event', async () => {
    const profiles = await profilesOf(sampleOf('cycles:u') + sampleOf('page-faults') + sampleOf('cycles:u'))
    expect(profiles.map(({ samples }) => samples.length)).toEqual([2, 1])
    expect(profiles[1]?.name).toContain('page-faults')
  })
})

describe("bpftrace's own output", () => {
  const text = `Attaching 1 probe...

@[
    write+4
    main+1234
]: 42
@[
    schedule+1
,
    main+9
, node, 55]: 8
`
  it('reads a frame a line, innermost first, with the rest of the key outside', async () => {
    const { profiles } = await readProfile(encoder.encode(text))
    expect(profiles.flatMap(linesOf)).toEqual(['main;write 42', 'node;55;main;schedule 8'])
  })

  it('tells a stack without a count', async () => {
    await expect(readProfile(encoder.encode(text.slice(0, -20)))).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('has no count (line 10)'),
    })
    await expect(readProfile(encoder.encode(text.replace(': 8', ': -8')))).rejects.toMatchObject({
      message: expect.stringContaining('Line 11 of this bpftrace output has no count'),
    })
  })
})

it('knows the first stack of dtrace as one, however deep', async () => {
  const frames = Array.from({ length: 20_000 }, (_, at) => `              a.out\`f${at}+0x1\n`)
  const { profiles } = await readProfile(encoder.encode(`\n${frames.join('')}              5\n`))
  expect(profiles[0]?.stacks.length).toBe(20_000)
})

it('reads samples of perf without stacks, and lines that end as on old Macs', async () => {
  const line =
    'swapper     0 [003] 1.000001:          1   cycles:P:  ffffffff81 idle+0x4 ([kernel.kallsyms])\n'
  const perf = await readProfile(encoder.encode(line.repeat(2)))
  expect(perf.profiles[0]?.frames.name).toEqual(['swapper', 'idle'])
  expect(perf.profiles[0]?.samples.length).toBe(2)
  const { profiles } = await readProfile(encoder.encode('a;b 5\ra;c 6\r'))
  expect(profiles.flatMap(linesOf)).toEqual(['a;b 5', 'a;c 6'])
})
