import { describe, expect, it } from 'vitest'
import { keepLines } from './output-lines.ts'

describe('what a process writes', () => {
  it('is kept by lines, each stream for itself', () => {
    const told: string[] = []
    const output = keepLines((line) => told.push(line))
    const [out, errors] = [output.stream(), output.stream()]
    out('one\ntw')
    errors('oh\r\n')
    out('o\nthr')
    expect(told).toEqual(['one', 'oh', 'two'])
    expect(output.lines()).toEqual(['one', 'oh', 'two', 'thr'])
  })

  it('is not more than the last 200 lines', () => {
    const output = keepLines(() => {})
    const write = output.stream()
    for (let line = 0; line < 5_000; line++) write(`line ${line}\n`)
    expect(output.lines()).toHaveLength(200)
    expect(output.lines()[0]).toBe('line 4800')
    write('x'.repeat(1_000_000))
    expect(output.lines().at(-1)).toHaveLength(2_000)
  })
})
