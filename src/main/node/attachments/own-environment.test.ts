import { delimiter } from 'node:path'
import { expect, it } from 'vitest'
import { userEnvironment } from './own-environment.ts'

it('starts processes without what npm put there for Pitwall', () => {
  const path = ['/opt/pitwall/node_modules/.bin', '/home/ann/shop/node_modules/.bin', '/usr/bin'].join(
    delimiter,
  )
  const variables = {
    PATH: path,
    HOME: '/home/ann',
    npm_config_cache: 'x',
    npm_lifecycle_event: 'start',
    INIT_CWD: '/opt/pitwall',
    ELECTRON_RUN_AS_NODE: '1',
  }
  expect(userEnvironment(variables, '/opt/pitwall')).toEqual({
    PATH: ['/home/ann/shop/node_modules/.bin', '/usr/bin'].join(delimiter),
    HOME: '/home/ann',
  })
})
