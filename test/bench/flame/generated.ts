import { ProfileBuilder } from '#shared/profile/build.ts'
import { flameColors } from '#renderer/charts/flame/colors.ts'
import type { Profile } from '#shared/profile/model.ts'

const verbs = ['parse', 'resolve', 'render', 'read', 'encode', 'visit', 'match', 'flush', 'merge', 'hash']
const nouns = ['Request', 'Row', 'Template', 'Buffer', 'Node', 'Token', 'Header', 'Index', 'Page', 'Json']
const deepest = 40

/**
 * A profile whose time-order layout has `frames` rectangles: calls that call on, some long, most
 * short, the same each time.
 */
export function generatedProfile(frames: number): Profile {
  const random = mulberry32(42)
  const build = new ProfileBuilder({ name: 'generated', unit: 'milliseconds', categories: flameColors })
  const names = verbs.flatMap((verb) => nouns.map((noun) => `${verb}${noun}`))
  const table = names.map((name, i) =>
    build.addFrame({ name, category: (i * 7) % flameColors.length, file: `src/${name}.ts`, line: i + 1 }),
  )
  const frameAt = (): number => table[Math.floor(random() * table.length)] ?? 0

  const root = build.stack(build.addFrame({ name: 'main', category: flameColors.length - 1 }), -1)
  // Calls still to run, the next one last; a call is a stack and the calls it may make in all.
  const pending: { stack: number; depth: number; budget: number }[] = [
    { stack: root, depth: 1, budget: frames - 1 },
  ]
  for (let call = pending.pop(); call !== undefined; call = pending.pop()) {
    const { stack, depth, budget } = call
    build.addSample(stack, random() ** 4 * 2 + 0.01)
    let left = depth >= deepest ? 0 : budget
    while (left > 0) {
      // Now and then a call takes most of what is left, which makes towers; others stay small.
      const size = Math.max(1, Math.ceil(left * (random() < 0.5 ? random() ** 0.3 : random() ** 3)))
      left -= size
      pending.push({ stack: build.stack(frameAt(), stack), depth: depth + 1, budget: size - 1 })
    }
  }
  return build.finish()
}

/** A small generator with a seed, public domain (Tommy Ettinger). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
