import { Failure } from '#shared/failure.ts'
import type { RedisNode } from '../../connect/index.ts'
import { textOf } from '../reply-text.ts'

/** A section of INFO by its names; empty where the user may not ask. */
export async function infoOf(node: RedisNode, section: string): Promise<Map<string, string>> {
  let text: string
  try {
    text = textOf(await node.call('INFO', section))
  } catch (error) {
    if (error instanceof Failure && error.code === 'PERMISSION') return new Map()
    throw error
  }
  return new Map(
    text.split('\r\n').flatMap((line) => {
      const at = line.indexOf(':')
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    }),
  )
}
