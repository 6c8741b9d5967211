import { ChevronRight } from 'lucide-react'
import { Fragment, useCallback, useMemo, useState } from 'react'
import { flameColors } from '#renderer/charts/flame/colors.ts'
import { flameColorNames } from '#renderer/charts/flame/index.ts'
import { TreemapFigure, type SizedTree } from '#renderer/charts/treemap/index.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import type { KeyspaceColouring, KeyspaceMetric } from '#shared/profile/importers/keyspace.ts'
import { describeNamespace, formatMetric, kindOf, kindWords, metricNames } from './figures.ts'
import { Legend } from './Legend.tsx'
import { chartFileName, tellUnsaved } from './saving.ts'
import styles from './TreemapView.module.css'
import { nameOf, pathTo, placeOf, type NamespaceTree } from './tree.ts'
import type { ShownKeyspace } from './use-shown.ts'
import { namespaceKey } from '#renderer/stores/keyspace.ts'

/** The namespaces as boxes in boxes. */
export function TreemapView({ shown }: { shown: ShownKeyspace }) {
  const { analysis, tree, selected, select, choices } = shown
  const { metric, colouring } = choices
  // By its key: the figures so far of a running analysis come with other numbers each time.
  const [rootKey, setRootKey] = useState<string | null>(null)
  const root = placeOf(tree, rootKey) ?? 0
  const sized = useMemo(
    () => sizedTree(analysis, tree, metric, colouring),
    [analysis, tree, metric, colouring],
  )
  const kinds = useMemo(
    () => new Set(analysis.namespaces.map((each) => kindOf(each, metric, colouring))),
    [analysis, metric, colouring],
  )
  const formatSize = useMemo(() => formatMetric(metric), [metric])
  const describe = useCallback(
    (node: number) => {
      const { title, lines } = describeNamespace(analysis, node)
      return { title, lines: lines.map(({ label, value }) => `${label}: ${value}`) }
    },
    [analysis],
  )
  const goTo = (node: number): void => {
    const namespace = tree.nodes[node]
    setRootKey(namespace === undefined ? null : namespaceKey(namespace))
  }
  return (
    <div className={styles.view}>
      <TreemapFigure
        tree={sized}
        root={root}
        onRoot={goTo}
        selected={selected}
        onSelect={select}
        formatSize={formatSize}
        sizeName={metricNames[metric]}
        describe={describe}
        label={`${metricNames[metric]} of the namespaces`}
        fileName={chartFileName(analysis, `treemap-${metric}`)}
        controls={<Path tree={tree} root={root} onGo={goTo} />}
        onSaveFailed={tellUnsaved}
      />
      <Legend colouring={colouring} kinds={kinds} />
    </div>
  )
}

/** What is looked into, and the way out again. */
function Path({ tree, root, onGo }: { tree: NamespaceTree; root: number; onGo: (node: number) => void }) {
  return (
    <ol className={styles.path} aria-label="Shown namespace">
      {pathTo(tree, root).map((node, at) => (
        <Fragment key={node}>
          {at > 0 && <ChevronRight size={12} aria-hidden className={styles.chevron} />}
          <li>
            <button
              type="button"
              className={styles.step}
              aria-current={node === root ? 'true' : undefined}
              disabled={node === root}
              onClick={() => onGo(node)}
            >
              {at === 0 ? 'All keys' : (tree.nodes[node]?.label ?? '')}
            </button>
          </li>
        </Fragment>
      ))}
      {root === 0 && <li className={styles.hint}>Press a box twice to look inside</li>}
    </ol>
  )
}

function sizedTree(
  { namespaces }: Analysis,
  { parents }: NamespaceTree,
  metric: KeyspaceMetric,
  colouring: KeyspaceColouring,
): SizedTree {
  const colorNames = flameColorNames(namespaces.map((each) => kindOf(each, metric, colouring)))
  return {
    names: namespaces.map((each) => (each.parentId === null ? nameOf(each) : each.label)),
    parents,
    sizes: namespaces.map((each) => each[metric]),
    notes: namespaces.map((each) => kindWords(each, metric, colouring)),
    colors: colorNames.map((name) => flameColors.findIndex((each) => each === name)),
  }
}
