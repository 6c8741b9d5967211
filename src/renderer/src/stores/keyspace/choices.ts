/** What the user chose about the Keys page: what is shown and how. Some of it outlives a reload. */
import * as z from 'zod'
import { readKept } from '../kept-text.ts'

export const keysParts = ['analysis', 'browse'] as const
/** The two parts of the page: what all keys come to, and the keys themselves. */
export type KeysPart = (typeof keysParts)[number]

export const keysViews = ['flame', 'treemap', 'table', 'expiry', 'sizes', 'access', 'top'] as const
/** How an analysis is shown. */
export type KeysView = (typeof keysViews)[number]

export const topLists = ['bytes', 'elements', 'idle'] as const
export type TopList = (typeof topLists)[number]

/** A column of the table of namespaces. The order is that of the table. */
export const namespaceColumns = [
  'namespace',
  'keys',
  'bytes',
  'share',
  'average',
  'withoutTtl',
  'ttl',
  'access',
  'types',
  'encodings',
] as const
export type NamespaceColumn = (typeof namespaceColumns)[number]

export interface NamespaceSort {
  key: NamespaceColumn
  descending: boolean
}

export interface KeysChoices {
  part: KeysPart
  view: KeysView
  metric: 'bytes' | 'keys'
  colouring: 'ttl' | 'type'
  top: TopList
  sort: NamespaceSort
  /** All namespaces under each other instead of as a tree. */
  flat: boolean
  findingsOpen: boolean
  /** The fields for another analysis are in sight. */
  optionsOpen: boolean
  search: string
  /** The finding whose evidence is open, by its id. */
  finding: string | null
}

const keptSchema = z.object({
  view: z.enum(keysViews),
  metric: z.enum(['bytes', 'keys']),
  colouring: z.enum(['ttl', 'type']),
  top: z.enum(topLists),
  sort: z.object({ key: z.enum(namespaceColumns), descending: z.boolean() }),
  flat: z.boolean(),
  findingsOpen: z.boolean(),
})
type Kept = z.infer<typeof keptSchema>

export const firstChoices: KeysChoices = {
  part: 'analysis',
  view: 'flame',
  metric: 'bytes',
  colouring: 'ttl',
  top: 'bytes',
  sort: { key: 'bytes', descending: true },
  flat: false,
  findingsOpen: true,
  optionsOpen: false,
  search: '',
  finding: null,
}

/** The text to keep; {@link readChoices} reads it. */
export function writeChoices(choices: KeysChoices): string {
  const { view, metric, colouring, top, sort, flat, findingsOpen } = choices
  return JSON.stringify({ view, metric, colouring, top, sort, flat, findingsOpen } satisfies Kept)
}

/** The first choices with those that were kept; what cannot be read is forgotten. */
export function readChoices(stored: string | null): KeysChoices {
  return { ...firstChoices, ...readKept(stored, keptSchema) }
}
