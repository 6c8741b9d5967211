import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import type { KeysView } from '#renderer/stores/keyspace/choices.ts'
import { NamespaceInspector } from '../inspector/NamespaceInspector.tsx'
import styles from './AnalysisView.module.css'
import { FindingsPanel } from './FindingsPanel.tsx'
import { FoldedLimitations } from './FoldedLimitations.tsx'
import { HistogramView } from './HistogramView.tsx'
import { IcicleView } from './IcicleView.tsx'
import { NamespaceTable } from './NamespaceTable.tsx'
import { Summary } from './Summary.tsx'
import { TopView } from './TopView.tsx'
import { TreemapView } from './TreemapView.tsx'
import type { ShownKeyspace } from './use-shown.ts'
import { ViewBar } from './ViewBar.tsx'

const views: Record<KeysView, (shown: ShownKeyspace) => React.ReactNode> = {
  flame: (shown) => <IcicleView shown={shown} />,
  treemap: (shown) => <TreemapView shown={shown} />,
  table: (shown) => <NamespaceTable shown={shown} />,
  expiry: (shown) => <HistogramView key="expiry" shown={shown} of="ttl" />,
  sizes: (shown) => <HistogramView key="sizes" shown={shown} of="sizes" />,
  access: (shown) => <HistogramView key="access" shown={shown} of="access" />,
  top: (shown) => <TopView shown={shown} />,
}

/** An analysis: what it comes to, its namespaces in several views, and what stands out. */
export function AnalysisView({ shown }: { shown: ShownKeyspace }) {
  const { analysis, targetId, choices, running } = shown
  if (analysis.keys === 0 && !running) {
    return (
      <>
        <Summary shown={shown} />
        <FoldedLimitations targetId={targetId} limitations={analysis.limitations} />
        <NoKeys match={analysis.match} />
      </>
    )
  }
  return (
    <>
      <Summary shown={shown} />
      <FoldedLimitations targetId={targetId} limitations={analysis.limitations} />
      <div className={styles.main}>
        <SplitPane
          id="keyspace-analysis"
          direction="vertical"
          parts={[
            {
              id: 'view',
              minSize: 160,
              children: (
                <div className={styles.view}>
                  <ViewBar shown={shown} />
                  <div className={styles.body}>{views[choices.view](shown)}</div>
                </div>
              ),
            },
            choices.findingsOpen && {
              id: 'findings',
              defaultSize: '32%',
              minSize: 60,
              children: <FindingsPanel shown={shown} />,
            },
          ]}
        />
      </div>
      <NamespaceInspector shown={shown} />
    </>
  )
}

function NoKeys({ match }: { match: string | undefined }) {
  return (
    <EmptyState title={match === undefined ? 'There are no keys' : 'No key fits what was looked for'}>
      {match === undefined ? 'The database that was looked at is empty.' : `Nothing matches ${match}.`}
    </EmptyState>
  )
}
