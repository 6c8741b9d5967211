import { describe, expect, it } from 'vitest'
import { parseRedisChange } from '#shared/redis/change-text.ts'
import {
  actionOf,
  changeOfMatch,
  persistAll,
  unlinkAll,
  type NamespaceChangeForm,
} from './namespace-change.ts'

const form: NamespaceChangeForm = { kind: 'expire', ttl: '2 h', jitter: '10', only: 'none' }

describe('the change of a form', () => {
  it('is what the fields say', () => {
    const action = actionOf(form)
    expect(action && changeOfMatch('session:*', action)).toBe('EACH session:* EXPIRE 7200 JITTER 10 IF NONE')
    const extended = actionOf({ ...form, kind: 'extend', jitter: '' })
    expect(extended && changeOfMatch('session:*', extended)).toBe('EACH session:* EXTEND 7200')
    const spread = actionOf({ ...form, kind: 'jitter', ttl: '' })
    expect(spread && changeOfMatch('session:*', spread)).toBe('EACH session:* JITTER 10')
  })

  it('is none while a field cannot be read', () => {
    expect(actionOf({ ...form, ttl: '' })).toBeNull()
    expect(actionOf({ ...form, jitter: 'much' })).toBeNull()
    expect(actionOf({ ...form, jitter: '95' })).toBeNull()
    expect(actionOf({ ...form, kind: 'jitter', jitter: '0' })).toBeNull()
  })

  it('names any pattern so that it is read back', () => {
    for (const action of [persistAll, unlinkAll]) {
      const text = changeOfMatch('odd name "*"', action)
      expect(parseRedisChange(text)).toMatchObject({ kind: 'each', match: 'odd name "*"' })
    }
  })
})
