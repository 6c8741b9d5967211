import { expect, test } from 'vitest'
import { hasSizes, nodeCommand, requireFlags, withFlags } from './command.ts'

const put = (command: string, ...flags: string[]) => withFlags(nodeCommand(command), flags)

test.each([
  ['node server.js', 'node --max-semi-space-size=64 server.js'],
  ['/usr/bin/node server.js --port 1', '/usr/bin/node --max-semi-space-size=64 server.js --port 1'],
  ['PORT=1 NAME="a b" node x.js', "PORT=1 NAME='a b' node --max-semi-space-size=64 x.js"],
  ['node --max-semi-space-size=16 x.js', 'node --max-semi-space-size=64 x.js'],
  ['node --max_semi_space_size=16 x.js', 'node --max-semi-space-size=64 x.js'],
  [
    'node --max-old-space-size=100 -r ./a.js x.js --max-semi-space-size=1',
    'node --max-semi-space-size=64 --max-old-space-size=100 -r ./a.js x.js --max-semi-space-size=1',
  ],
])('flags come directly after node: %s', (command, expected) => {
  expect(put(command, '--max-semi-space-size=64')).toBe(expected)
})

test('a size that is a word of its own goes with its flag', () => {
  expect(put('node --max-old-space-size 4096 x.js', '--max-old-space-size=512')).toBe(
    'node --max-old-space-size=512 x.js',
  )
})

test('without flags nothing is left out, and words are read again as they were', () => {
  const words = ['node', '--max-old-space-size=9', 'a b.js', "it's", '"', '', '&&', '$HOME', 'a\\b', '*']
  const written = withFlags({ variables: { A: "x y'z" }, words }, [])
  expect(nodeCommand(written)).toEqual({ variables: { A: "x y'z" }, words })
})

test.each(['npm start', 'tsx node', 'nodemon x.js', './server.js'])('%s is no node', (command) => {
  expect(() => nodeCommand(command)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})

test('knows sizes that are there already', () => {
  expect(hasSizes(nodeCommand('node --max-old-space-size=512 x.js'))).toBe(true)
  expect(hasSizes(nodeCommand('node x.js --max-old-space-size=512'))).toBe(false)
})

test.each([
  'server.js',
  '--inspect-brk',
  '--require=./x.js',
  '--max-semi-space-size=64 --x',
  '-e',
  '--inspect=1',
])('%s is no flag to try', (flag) => {
  expect(() => requireFlags({ flags: [flag] })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
})
