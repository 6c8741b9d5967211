import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitCommand } from './words.ts'

const split = (text: string) => splitCommand(text, 'linux').words

describe('the words of a command', () => {
  it.each([
    ['node server.js', ['node', 'server.js']],
    ['  node   server.js\t--port 80\n', ['node', 'server.js', '--port', '80']],
    [`node "two words" 'and "quoted"' it\\'s`, ['node', 'two words', 'and "quoted"', "it's"]],
    [`node a\\ b "c\\"d" "e\\\\f" "g\\h" 'i\\j'`, ['node', 'a b', 'c"d', 'e\\f', 'g\\h', 'i\\j']],
    [`node "" '' x""y`, ['node', '', '', 'xy']],
    [`node "&&" '|' \\;`, ['node', '&&', '|', ';']],
    ['node --eval=1;2', ['node', '--eval=1;2']],
    ['node A=1', ['node', 'A=1']],
    ['"A"=1 x', ['A=1', 'x']],
  ])('%s', (text, words) => {
    expect(split(text)).toEqual(words)
  })

  it('takes variables before the program', () => {
    expect(splitCommand(`PORT=80 NAME="two words" EMPTY= node a.js`, 'linux')).toEqual({
      variables: { PORT: '80', NAME: 'two words', EMPTY: '' },
      words: ['node', 'a.js'],
    })
  })

  it('leaves backslashes of Windows alone', () => {
    expect(splitCommand('C:\\node\\node.exe "C:\\my app\\a.js"', 'win32').words).toEqual([
      'C:\\node\\node.exe',
      'C:\\my app\\a.js',
    ])
  })

  it.each(['', '  ', 'PORT=80', 'node "a', "node 'a", 'node a | tee b', 'a && b', 'node a > b'])(
    'refuses %j',
    (text) => {
      expect(() => split(text)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
    },
  )

  it('gives back what was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
        expect(split(['node', ...quoted].join(' '))).toEqual(['node', ...words])
      }),
    )
  })
})
