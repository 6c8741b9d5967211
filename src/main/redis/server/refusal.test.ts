import { expect, test } from 'vitest'
import { ReplyError } from '../resp/index.ts'
import { refusalOf } from './refusal.ts'

test('a missing right is named as ACL SETUSER takes it', () => {
  const error = new ReplyError("NOPERM User reader has no permissions to run the 'config|get' command")
  expect(refusalOf('What it is set to', ['CONFIG', 'GET', 'maxmemory'], error, 'reader')).toEqual({
    message: 'What it is set to cannot be seen: the user reader may not call CONFIG GET.',
    hint: 'An administrator may run: ACL SETUSER reader +config|get',
    proposals: [],
  })
  expect(refusalOf('Memory', ['INFO', 'all'], error, 'default').hint).toBe(
    'An administrator may run: ACL SETUSER default +info',
  )
})

test('a command that is turned off, and a server that says no otherwise', () => {
  const missing = refusalOf(
    'Slow commands',
    ['SLOWLOG', 'GET', '10'],
    new ReplyError("ERR unknown command 'SLOWLOG'"),
    'me',
  )
  expect(missing.message).toContain('does not have SLOWLOG GET, or has it turned off')
  expect(missing.hint).toContain('rename-command')
  expect(refusalOf('Memory', ['INFO'], new ReplyError('LOADING Redis is loading'), 'me').message).toContain(
    '(LOADING)',
  )
})
