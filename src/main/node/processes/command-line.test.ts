import { describe, expect, it } from 'vitest'
import { commandText, programName, readNodeCommand } from './command-line.ts'

const read = (line: string, options: string | null = null) => readNodeCommand(line.split(' '), options)

describe('the words a Node was started with', () => {
  it.each([
    ['node server.js', 'server.js'],
    ['node --enable-source-maps -r ./a.js --import ./b.mjs server.js --port 80', 'server.js'],
    ['node --max-old-space-size 4096 server.js', 'server.js'],
    ['node --max-old-space-size=4096 server.js', 'server.js'],
    ['node --inspect server.js', 'server.js'],
    ['node -- -odd.js', '-odd.js'],
    ['node -e 1', null],
    ['node --eval=1', null],
    ['node -', null],
    ['node', null],
    ['node --test', null],
  ])('%s runs %s', (line, script) => {
    expect(read(line).script).toBe(script)
  })

  it.each([
    ['node a.js', '127.0.0.1', 9229, false],
    ['node --inspect a.js', '127.0.0.1', 9229, true],
    ['node --inspect=9230 a.js', '127.0.0.1', 9230, true],
    ['node --inspect=0.0.0.0:9231 a.js', '0.0.0.0', 9231, true],
    ['node --inspect=[::1]:9232 a.js', '::1', 9232, true],
    ['node --inspect=localhost a.js', 'localhost', 9229, true],
    ['node --inspect-brk=0 a.js', '127.0.0.1', 0, true],
    ['node --inspect-wait=127.0.0.1:0 a.js', '127.0.0.1', 0, true],
    ['node --inspect-port=9300 a.js', '127.0.0.1', 9300, false],
    ['node --inspect-port 9301 a.js', '127.0.0.1', 9301, false],
    ['node a.js --inspect=9999', '127.0.0.1', 9229, false],
  ])('%s has its inspector at %s:%d', (line, host, port, startsInspector) => {
    expect(read(line)).toMatchObject({ inspector: { host, port }, startsInspector })
  })

  it('counts NODE_OPTIONS, which the command line overrules', () => {
    expect(read('node a.js', '--inspect=9400 --disable-sigusr1')).toMatchObject({
      inspector: { port: 9400 },
      startsInspector: true,
      disablesSignal: true,
      script: 'a.js',
    })
    expect(read('node --inspect=9401 a.js', '--inspect=9400').inspector.port).toBe(9401)
  })

  it('is one line for people', () => {
    expect(commandText(['node', 'a b.js', '', '--x=1'])).toBe('node "a b.js" "" --x=1')
    expect(programName('/usr/bin/node')).toBe('node')
    expect(programName('C:\\Program Files\\nodejs\\node.exe')).toBe('node')
  })
})
