import type { OpenProfile, ViewKind } from '#renderer/stores/profiles/model.ts'
import page from '#renderer/ui/page.module.css'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Breadcrumb } from './Breadcrumb.tsx'
import { DifferenceView } from './difference/DifferenceView.tsx'
import { FrameInspector } from './inspector/FrameInspector.tsx'
import { RangeInspector } from './inspector/RangeInspector.tsx'
import { MergedView } from './MergedView.tsx'
import styles from './ProfileViewer.module.css'
import { SandwichView } from './sandwich/SandwichView.tsx'
import { type ShownProfile, useShownProfile } from './shown-profile.ts'
import { TimeView } from './TimeView.tsx'
import { BottomUpView, CallTreeView } from './TreeView.tsx'
import { ViewBar } from './ViewBar.tsx'
import { ViewerCommands } from './ViewerCommands.tsx'
import { ViewerHead } from './ViewerHead.tsx'

const views: Readonly<Record<ViewKind, (shown: ShownProfile) => React.ReactNode>> = {
  time: (shown) => <TimeView shown={shown} />,
  heavy: (shown) => <MergedView shown={shown} />,
  sandwich: (shown) => <SandwichView shown={shown} />,
  tree: (shown) => <CallTreeView shown={shown} />,
  'bottom-up': (shown) => <BottomUpView shown={shown} />,
  difference: (shown) => <DifferenceView shown={shown} />,
}

/** A profile that was read, in the view that was chosen. Fills its parent. */
export function ProfileViewer({ profile }: { profile: OpenProfile }) {
  const shown = useShownProfile(profile)
  if (shown === null) return null
  const { view, selection } = shown.viewing
  return (
    <section className={page.page} aria-label={`Profile ${shown.name}`}>
      <ViewerCommands shown={shown} />
      <ViewerHead shown={shown} />
      <ViewBar shown={shown} />
      {view !== 'difference' && <Breadcrumb shown={shown} />}
      <div className={styles.view}>
        {shown.drawn === null && view !== 'difference' ? (
          <div className={page.waiting}>
            <Spinner label="Taking over the functions" />
          </div>
        ) : (
          views[view](shown)
        )}
      </div>
      {selection === null ? <RangeInspector shown={shown} /> : <FrameInspector shown={shown} />}
    </section>
  )
}
