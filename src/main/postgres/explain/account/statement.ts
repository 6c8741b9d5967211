/** What stands beside the plan's root: planning, triggers, JIT, serialization, settings. */
import type { Plan } from '#shared/contract/plan.ts'
import type { Json, RawPlan } from '../raw.ts'
import { readBuffers, bufferKeys } from './counters.ts'
import { amount, figure, type Properties, text } from './flat-plan.ts'

type Statement = Pick<
  Plan,
  | 'planningMs'
  | 'executionMs'
  | 'planningBuffers'
  | 'triggers'
  | 'jit'
  | 'serialization'
  | 'settings'
  | 'queryId'
  | 'unknown'
>

const knownKeys = new Set([
  'Plan',
  'Planning',
  'Planning Time',
  'Execution Time',
  'Triggers',
  'JIT',
  'Serialization',
  'Settings',
  'Query Identifier',
  'Query Text',
])

export function readStatement(raw: RawPlan): Statement {
  const own = raw.statement
  const planning = asObject(own['Planning'])
  const planningBlocks = Object.values(bufferKeys).some((key) => planning !== undefined && key in planning)
  const unknown = Object.fromEntries(Object.entries(own).filter(([key]) => !knownKeys.has(key)))
  const morePlanning = Object.entries(planning ?? {}).filter(
    ([key]) => !Object.values(bufferKeys).includes(key),
  )
  if (morePlanning.length > 0) unknown['Planning'] = Object.fromEntries(morePlanning)
  return {
    planningMs: figure(own, 'Planning Time'),
    executionMs: figure(own, 'Execution Time'),
    planningBuffers: planningBlocks ? readBuffers(planning) : undefined,
    triggers: asList(own['Triggers']).map(readTrigger),
    jit: readJit(asObject(own['JIT'])),
    serialization: readSerialization(asObject(own['Serialization'])),
    settings: readSettings(asObject(own['Settings'])),
    queryId: readIdentifier(own['Query Identifier']),
    unknown,
  }
}

function readTrigger(own: Properties): Plan['triggers'][number] {
  const constraint = text(own, 'Constraint Name')
  return {
    // A constraint's trigger has a name only under VERBOSE.
    name: text(own, 'Trigger Name') ?? constraint ?? '',
    constraint,
    relation: text(own, 'Relation'),
    calls: amount(own, 'Calls'),
    totalMs: figure(own, 'Time'),
  }
}

function readJit(own: Properties | undefined): Plan['jit'] {
  if (own === undefined) return undefined
  const timing = asObject(own['Timing'])
  return {
    functions: amount(own, 'Functions'),
    totalMs: figure(timing, 'Total'),
    // From version 17 on generation is split, its own total beside the part that deforms tuples.
    generationMs: figure(timing, 'Generation') ?? figure(asObject(timing?.['Generation']), 'Total'),
    inliningMs: figure(timing, 'Inlining'),
    optimizationMs: figure(timing, 'Optimization'),
    emissionMs: figure(timing, 'Emission'),
  }
}

function readSerialization(own: Properties | undefined): Plan['serialization'] {
  if (own === undefined) return undefined
  const kibibytes = figure(own, 'Output Volume')
  return {
    totalMs: figure(own, 'Time'),
    bytes: kibibytes === undefined ? undefined : kibibytes * 1024,
    format: text(own, 'Format'),
  }
}

function readSettings(own: Properties | undefined): Plan['settings'] {
  return Object.fromEntries(
    Object.entries(own ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
}

function readIdentifier(value: Json | undefined): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined
}

function asObject(value: Json | undefined): Properties | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

function asList(value: Json | undefined): Properties[] {
  if (!Array.isArray(value)) return []
  return value.map(asObject).filter((item) => item !== undefined)
}
