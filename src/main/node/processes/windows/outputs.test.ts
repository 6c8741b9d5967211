import { describe, expect, it } from 'vitest'
import { readOutput, splitCommandLine } from './outputs.ts'

describe('what Windows tells of processes', () => {
  it('reads processes and sockets', () => {
    const text = `\uFEFF${JSON.stringify({
      processes: [
        {
          ProcessId: 4242,
          ParentProcessId: 4000,
          CommandLine: '"C:\\Program Files\\nodejs\\node.exe" server.js "two words"',
          ExecutablePath: 'C:\\Program Files\\nodejs\\node.exe',
          Name: 'node.exe',
          WorkingSetSize: 61_440_000,
          Started: '2025-11-21T01:02:03.4567890Z',
        },
        {
          ProcessId: 4300,
          ParentProcessId: 4,
          CommandLine: null,
          ExecutablePath: null,
          Name: 'node.exe',
          WorkingSetSize: '51200',
          Started: null,
        },
      ],
      sockets: [{ LocalAddress: '127.0.0.1', LocalPort: 9229, OwningProcess: 4242 }],
    })}`
    expect(readOutput(text)).toEqual({
      processes: [
        {
          pid: 4242,
          parentPid: 4000,
          name: 'node.exe',
          executable: 'C:\\Program Files\\nodejs\\node.exe',
          args: ['C:\\Program Files\\nodejs\\node.exe', 'server.js', 'two words'],
          residentBytes: 61_440_000,
          startedAt: Date.parse('2025-11-21T01:02:03.456Z'),
          birth: '2025-11-21T01:02:03.4567890Z',
        },
        expect.objectContaining({
          pid: 4300,
          executable: null,
          args: [],
          residentBytes: 51_200,
          startedAt: null,
        }),
      ],
      sockets: [{ host: '127.0.0.1', port: 9229, pid: 4242 }],
    })
  })

  it('takes nothing from what is no such answer', () => {
    for (const text of ['', 'Access is denied.', '[]', '{"processes":[{"ProcessId":"x"}]}']) {
      expect(readOutput(text)).toEqual({ processes: [], sockets: [] })
    }
    expect(readOutput('{"processes":null,"sockets":null}')).toEqual({ processes: [], sockets: [] })
  })

  it.each([
    ['node  a.js', ['node', 'a.js']],
    ['"C:\\a b\\node.exe" "x y"', ['C:\\a b\\node.exe', 'x y']],
    ['node "say \\"hi\\"" c:\\dir\\', ['node', 'say "hi"', 'c:\\dir\\']],
    ['node "c:\\dir\\\\" next', ['node', 'c:\\dir\\', 'next']],
    ['node ""', ['node', '']],
  ])('splits %s', (line, words) => {
    expect(splitCommandLine(line)).toEqual(words)
  })
})
