import { expect, test } from 'vitest'
import { changedFunctions } from '#renderer/workers/profile/changed-functions.ts'
import { ProfileBuilder } from '#shared/profile/build.ts'
import { layoutDifference } from '#shared/profile/layouts/difference.ts'
import type { Profile } from '#shared/profile/model.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import { csvOfChanges } from './changes-csv.ts'

function profileOf(weights: Record<string, number>): Profile {
  const build = new ProfileBuilder({ name: 'p', unit: 'milliseconds', categories: ['app'] })
  for (const [name, weight] of Object.entries(weights))
    build.addSample(build.stack(build.addFrame({ name, file: '/a.js', line: 3 }), -1), weight)
  return build.finish()
}

test('every function has a line, the largest change first', async () => {
  const difference = layoutDifference(profileOf({ a: 1, b: 5 }), profileOf({ a: 2, 'c,d': 8 }), {
    scale: 'absolute',
    width: 'both',
  })
  const blob = await csvOfChanges({
    difference,
    layout: treeLayout(difference.columns),
    functions: changedFunctions(difference),
    names: ['before', 'after'],
  })
  expect((await blob.text()).trimEnd().split('\r\n')).toEqual([
    'name,file,line,self before (milliseconds),total before (milliseconds),self after (milliseconds),total after (milliseconds),change of self (milliseconds),change of total (milliseconds)',
    '"c,d",/a.js,3,0,0,8,8,8,8',
    'b,/a.js,3,5,5,0,0,-5,-5',
    'a,/a.js,3,1,1,2,2,1,1',
  ])
})
