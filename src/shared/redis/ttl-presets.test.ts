import { expect, test } from 'vitest'
import { presetFor } from './ttl-presets.ts'

test.each([
  ['session:', 'sessions'],
  ['sess:*', 'sessions'],
  ['userSessions:', 'sessions'],
  ['app:user:', 'user profile'],
  ['user_profiles:*', 'user profile'],
  ['cache:config:', 'configuration'],
  ['search-keywords:', 'keywords, lists'],
  ['categories:*', 'classification, static results'],
  ['daily.stats.', 'analytics, aggregates'],
  ['cache:product:*', 'cached answers'],
])('%s holds %s', (namespace, resource) => {
  expect(presetFor(namespace)?.resource).toBe(resource)
})

test.each(['', 'rate:', 'lock:*', '*', 'possession:', 'leaderboard:all'])('%j says nothing', (namespace) => {
  expect(presetFor(namespace)).toBeUndefined()
})
