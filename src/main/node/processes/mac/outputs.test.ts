import { describe, expect, it } from 'vitest'
import { readCommands, readFolders, readLsof, readNodeOptions, readPs } from './outputs.ts'

describe('what macOS tells of processes', () => {
  it('reads ps, with programs whose paths have spaces', () => {
    const rows = readPs(`  501     1 ann         61440 Fri Nov 21 01:02:03 2025     /usr/local/bin/node
 1502   501 ann          1024 Sat Nov  1 10:00:00 2025     /Applications/My App.app/Contents/MacOS/My App
nonsense
`)
    expect(rows).toEqual([
      {
        pid: 501,
        parentPid: 1,
        user: 'ann',
        residentBytes: 61_440 * 1_024,
        startedAt: Date.parse('Fri Nov 21 01:02:03 2025'),
        birth: 'Fri Nov 21 01:02:03 2025',
        executable: '/usr/local/bin/node',
      },
      expect.objectContaining({
        pid: 1502,
        executable: '/Applications/My App.app/Contents/MacOS/My App',
        startedAt: Date.parse('Sat Nov 1 10:00:00 2025'),
      }),
    ])
  })

  it('reads the words of each process', () => {
    expect(readCommands('  501 node server.js --port 80\n 1502 npm run dev\n')).toEqual(
      new Map([
        [501, ['node', 'server.js', '--port', '80']],
        [1502, ['npm', 'run', 'dev']],
      ]),
    )
  })

  it('finds NODE_OPTIONS among the variables', () => {
    expect(readNodeOptions('node a.js HOME=/Users/ann NODE_OPTIONS=--inspect=0 --no-warnings LANG=en')).toBe(
      '--inspect=0 --no-warnings',
    )
    expect(readNodeOptions('node a.js NODE_OPTIONS=--disable-sigusr1')).toBe('--disable-sigusr1')
    expect(readNodeOptions('node a.js HOME=/Users/ann')).toBe('')
  })

  it('reads who listens where', () => {
    const found = readLsof(`p501
cnode
f23
n127.0.0.1:9229
f24
n*:3000
f25
n*:3000
p777
credis-server
f6
n[::1]:6379
`)
    expect(found.get(501)?.listening).toEqual([
      { host: '127.0.0.1', port: 9229, socket: '127.0.0.1:9229' },
      { host: '*', port: 3000, socket: '*:3000' },
    ])
    expect(found.get(777)).toMatchObject({ name: 'redis-server', listening: [{ host: '::1', port: 6379 }] })
  })

  it('reads the folders that processes are in', () => {
    expect(readFolders('p501\nfcwd\nn/Users/ann/my shop\np502\nfcwd\nn/\n')).toEqual(
      new Map([
        [501, '/Users/ann/my shop'],
        [502, '/'],
      ]),
    )
  })
})
