import fc from 'fast-check'
import { expect, it } from 'vitest'
import { commandWords, quotedWord } from './command-words.ts'

it('splits a command as a shell does, without being one', () => {
  expect(commandWords('')).toEqual([])
  expect(commandWords('  node  server.mjs\t--port 80\n')).toEqual(['node', 'server.mjs', '--port', '80'])
  expect(commandWords(`node -e "a \\"b\\"" 'c "d" \\' e\\ f ''`)).toEqual([
    'node',
    '-e',
    'a "b"',
    'c "d" \\',
    'e f',
    '',
  ])
  expect(commandWords('a"b c"d')).toEqual(['ab cd'])
  expect(commandWords('rm -rf $HOME; `x` | y > z *')).toEqual([
    'rm',
    '-rf',
    '$HOME;',
    '`x`',
    '|',
    'y',
    '>',
    'z',
    '*',
  ])
  expect(commandWords(String.raw`C:\tools\code.exe "C:\Program Files\x" \\\\server`)).toEqual([
    String.raw`C:\tools\code.exe`,
    String.raw`C:\Program Files\x`,
    String.raw`\\server`,
  ])
})

it('says that a quote is not closed', () => {
  expect(() => commandWords(`node "server.mjs`)).toThrow(`A quote (") in the command is not closed.`)
})

it('reads every quoted word again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      expect(commandWords(words.map(quotedWord).join(' '))).toEqual(words)
    }),
  )
})
