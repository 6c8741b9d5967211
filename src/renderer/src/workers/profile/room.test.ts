import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { timelineLayout } from '#shared/profile/timeline/index.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import { FrameCollector } from './frames.ts'
import { inProcessWorker } from './in-process.test-support.ts'
import type { ProfileLink } from './start.ts'
import type { OpenedFile } from './work.ts'

const stacks = 'main;read 3\nmain;read;parse 2\nmain;write 4\nidle 1\n'
const whole = { profile: 0, steps: [] }

const links: ProfileLink[] = []
afterEach(() => {
  for (const link of links.splice(0)) link.close()
})

async function opened(text = stacks): Promise<{ link: ProfileLink; file: OpenedFile; names: string[] }> {
  const link = inProcessWorker()
  links.push(link)
  const file = await link.ask('openFile', { file: new File([text], 'stacks.txt') })
  const texts = new FrameCollector()
  const figures = await link.ask('frames', { profile: file.first }, { onTold: (told) => texts.add(told) })
  return { link, file, names: texts.finish(figures).name }
}

describe('opening', () => {
  it('tells what is in the file', async () => {
    const { file, names } = await opened()
    expect(file).toMatchObject({ format: 'collapsed', first: 0 })
    expect(file.profiles).toMatchObject([
      { unit: 'count', samples: 4, frames: 5, stacks: 5, depths: 3, total: 10 },
    ])
    expect(names.toSorted()).toEqual(['idle', 'main', 'parse', 'read', 'write'])
  })

  it('takes pieces as well as a file', async () => {
    const link = inProcessWorker()
    links.push(link)
    const half = stacks.length / 2
    for (const part of [stacks.slice(0, half), stacks.slice(half)])
      await link.ask('takePiece', { base64: btoa(part), totalBytes: stacks.length })
    const file = await link.ask('parsePieces', { name: 'kept' })
    expect(file.profiles).toMatchObject([{ samples: 4, total: 10 }])
  })

  it('says of a broken file what is wrong, and reads another one afterwards', async () => {
    const link = inProcessWorker()
    links.push(link)
    const broken = link.ask('openFile', { file: new File(['{"nodes": [{"id": 1, "callFrame": {'], 'x') })
    await expect(broken).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(broken).rejects.toBeInstanceOf(Failure)
    await expect(link.ask('openFile', { file: new File([stacks], 's') })).resolves.toBeTruthy()
  })

  it('ends at once when the line is closed', async () => {
    const link = inProcessWorker()
    const reading = link.ask('openFile', { file: new File([stacks], 's') })
    link.close()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(link.ask('timeline', whole)).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('views', () => {
  it('of the order and of the merged calls are as wide as all samples', async () => {
    const { link } = await opened()
    expect(timelineLayout(await link.ask('timeline', whole))).toMatchObject({ total: 10, depths: 3 })
    expect(treeLayout(await link.ask('leftHeavy', whole))).toMatchObject({ total: 10, depths: 3 })
    // What was handed over is not missing the second time.
    expect(treeLayout(await link.ask('leftHeavy', whole)).total).toBe(10)
  })

  it('leave out what they are told to, step by step', async () => {
    const { link, names } = await opened()
    const steps = [{ kind: 'focus-function' as const, frame: names.indexOf('read') }]
    expect(treeLayout(await link.ask('leftHeavy', { profile: 0, steps })).total).toBe(5)
    const inside = [...steps, { kind: 'focus-function' as const, frame: names.indexOf('parse') }]
    expect(treeLayout(await link.ask('leftHeavy', { profile: 0, steps: inside })).total).toBe(2)
    const range = { kind: 'range' as const, from: 4, to: 7 }
    expect(timelineLayout(await link.ask('timeline', { profile: 0, steps: [range] })).total).toBe(3)
  })

  it('of functions come with their orders', async () => {
    const { link, names } = await opened()
    const table = await link.ask('functions', whole)
    const inOrder = (order: Int32Array): (string | undefined)[] =>
      [...order].map((row) => names[table.frame[row] ?? -1])
    expect(table.whole).toBe(10)
    expect(inOrder(table.orders.self)).toEqual(['write', 'read', 'parse', 'idle', 'main'])
    expect(inOrder(table.orders.name)).toEqual(['idle', 'main', 'parse', 'read', 'write'])
    expect(inOrder(table.orders.total)[0]).toBe('main')
  })

  it('around one function are as wide as its total', async () => {
    const { link, names } = await opened()
    const sandwich = await link.ask('sandwich', { ...whole, frame: names.indexOf('read') })
    expect(sandwich).toMatchObject({ self: 3, total: 5 })
    expect(treeLayout(sandwich.callers).total).toBe(5)
    expect(treeLayout(sandwich.callees).total).toBe(5)
  })
})

describe('details', () => {
  it('of a function add up over its calls', async () => {
    const { link, names } = await opened()
    const named = (list: readonly { frame: number; weight: number }[]): [string | undefined, number][] =>
      list.map(({ frame, weight }) => [names[frame], weight])
    const details = await link.ask('details', { ...whole, frame: names.indexOf('read') })
    expect(details).toMatchObject({ self: 3, total: 5, whole: 10, selfSamples: 1, samples: 2, paths: 1 })
    expect(named(details.callers)).toEqual([['main', 5]])
    expect(named(details.callees)).toEqual([['parse', 2]])
    // Most of it is its own, so the heaviest stack ends with it.
    expect(details.heaviest.frames.map((frame) => names[frame])).toEqual(['main', 'read'])
    const root = await link.ask('details', { ...whole, frame: names.indexOf('main') })
    expect(root.heaviest.frames.map((frame) => names[frame])).toEqual(['main', 'read'])
    expect(root.heaviest).toMatchObject({ at: 0, total: 9 })
  })

  it('count recursion once', async () => {
    const { link, names } = await opened('f;g;f 2\nf 1\n')
    const details = await link.ask('details', { ...whole, frame: names.indexOf('f') })
    expect(details).toMatchObject({ self: 3, total: 3, samples: 2, selfSamples: 2, paths: 2 })
  })

  it('of a range are what lies in it', async () => {
    const { link, names } = await opened()
    const range = await link.ask('range', { ...whole, from: 2, to: 6 })
    expect(range).toMatchObject({ samples: 3, total: 4 })
    expect(range.top.map(({ frame, self }) => [names[frame], self])).toEqual([
      ['parse', 2],
      ['read', 1],
      ['write', 1],
      ['main', 0],
    ])
  })
})

describe('differences', () => {
  it('go from worker to worker', async () => {
    const before = await opened()
    const after = await opened('main;read 9\nmain;fresh 1\n')
    const { port1, port2 } = new MessageChannel()
    await before.link.ask('lend', { ...whole, port: port1 }, { transfer: [port1] })
    const texts = new FrameCollector()
    const { difference, functions } = await after.link.ask(
      'difference',
      { ...whole, port: port2, options: { scale: 'absolute', width: 'both' } },
      { transfer: [port2], onTold: (told) => texts.add(told) },
    )
    const { name } = texts.finish(difference.frames)
    const row = name.indexOf('read')
    expect(difference).toMatchObject({ beforeTotal: 10, afterTotal: 10, factor: 1 })
    expect([functions.beforeSelf[row], functions.afterSelf[row]]).toEqual([3, 9])
    expect([functions.beforeTotal[row], functions.afterTotal[row]]).toEqual([5, 9])
    expect([...functions.orders.self].map((frame) => name[frame]).slice(0, 2)).toEqual(['read', 'write'])
  })
})

describe('files', () => {
  it('of tables have a line for each row', async () => {
    const { link } = await opened()
    const functions = linesOf(await link.ask('csv', { ...whole, table: 'functions' }))
    expect(functions[0]).toBe('name,file,line,column,category,self (count),total (count)')
    expect(functions).toHaveLength(6)
    expect(functions[1]).toMatch(/^write,.*,4,4$/)
    expect(linesOf(await link.ask('csv', { ...whole, table: 'paths' }))).toHaveLength(6)
  })

  it('of other formats can be read again', async () => {
    const { link } = await opened()
    const choices = await link.ask('exports', { profile: 0 })
    const formats = choices.filter(({ refusal }) => refusal === null)
    expect(choices.find(({ format }) => format === 'heapprofile')?.refusal).toContain('bytes')
    expect(formats.map(({ format }) => format)).toContain('speedscope')
    for (const { format } of formats) {
      const bytes = await link.ask('exportAs', { profile: 0, format })
      const other = inProcessWorker()
      links.push(other)
      const again = await other.ask('openFile', { file: new File([bytes], 'again') })
      expect(again.format).toBe(format)
      expect(again.profiles[again.first]?.total).toBe(10)
    }
  })
})

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).trimEnd().split('\r\n')
}
