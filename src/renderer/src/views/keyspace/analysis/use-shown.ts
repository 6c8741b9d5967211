import { useCallback, useMemo } from 'react'
import { keyspaceOf, namespaceKey, useKeyspace } from '#renderer/stores/keyspace.ts'
import type { KeysChoices } from '#renderer/stores/keyspace/choices.ts'
import { shownAnalysis } from '#renderer/stores/keyspace/model.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import { placeOf, treeOf, type NamespaceTree } from './tree.ts'

/** An analysis as it is shown: one selection across all its views. */
export interface ShownKeyspace {
  targetId: string
  analysis: Analysis
  /** It is still being made: these are the figures so far. */
  running: boolean
  tree: NamespaceTree
  /** A node of the tree. */
  selected: number | null
  select: (node: number | null) => void
  choices: KeysChoices
  choose: (change: Partial<KeysChoices>) => void
}

/** What is shown of a target; null where it was never analysed. */
export function useShown(targetId: string): ShownKeyspace | null {
  const analysis = useKeyspace((state) => shownAnalysis(keyspaceOf(state, targetId)))
  const running = useKeyspace((state) => {
    const { work } = keyspaceOf(state, targetId)
    return work.kind === 'running' && work.sofar !== null
  })
  const key = useKeyspace((state) => state.selected[targetId])
  const { choices, choose, select: selectKey } = useKeyspace()
  const tree = useMemo(() => analysis && treeOf(analysis.namespaces), [analysis])
  const select = useCallback(
    (node: number | null): void => {
      const namespace = node === null ? undefined : tree?.nodes[node]
      selectKey(targetId, namespace === undefined ? null : namespaceKey(namespace))
    },
    [tree, targetId, selectKey],
  )
  if (analysis === null || tree === null) return null
  return { targetId, analysis, running, tree, selected: placeOf(tree, key), select, choices, choose }
}
