import { lazy, Suspense, useEffect } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { CommandScreen } from '#renderer/stores/commands.ts'
import { useWorkspace, type View } from '#renderer/stores/workspace.ts'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { SplitPane } from '#renderer/ui/SplitPane.tsx'
import { EnvironmentsView } from '#renderer/views/environments/index.ts'
import { OverviewView } from '#renderer/views/overview/index.ts'
import { SettingsView } from '#renderer/views/settings/index.ts'
import styles from './App.module.css'
import { AppCommands } from './AppCommands.tsx'
import { Drawer } from './Drawer.tsx'
import { InspectorPane } from './InspectorPane.tsx'
import { NoticeBars } from './NoticeBars.tsx'
import { Palette } from './Palette.tsx'
import { Rail } from './Rail.tsx'
import { StatusBar } from './StatusBar.tsx'
import { Toasts } from './Toasts.tsx'
import { TopBar } from './TopBar.tsx'
import { useKeys } from './useKeys.ts'

// The editor and the charts are most of the code; the first screen does not wait for them.
const loadQueries = async () => await import('#renderer/views/queries/index.ts')
const QueriesView = lazy(async () => ({ default: (await loadQueries()).QueriesView }))
const loadKeyspace = async () => await import('#renderer/views/keyspace/index.ts')
const KeyspaceView = lazy(async () => ({ default: (await loadKeyspace()).KeyspaceView }))
const loadProfiles = async () => await import('#renderer/views/profiles/index.ts')
const ProfilesView = lazy(async () => ({ default: (await loadProfiles()).ProfilesView }))
const loadChanges = async () => await import('#renderer/views/changes/index.ts')
const ChangesView = lazy(async () => ({ default: (await loadChanges()).ChangesView }))
const ChangeDialog = lazy(async () => ({ default: (await loadChanges()).ChangeDialog }))

const views: Record<View, () => React.ReactNode> = {
  overview: () => <OverviewView />,
  queries: () => <QueriesView />,
  keyspace: () => <KeyspaceView />,
  profiles: () => <ProfilesView />,
  changes: () => <ChangesView />,
  environments: () => <EnvironmentsView />,
  settings: () => <SettingsView />,
}

/** The frame: rail, top bar, view, inspector, drawer, status bar. */
export function App() {
  useKeys()
  const view = useWorkspace((state) => state.view)
  useEffect(() => {
    // Once there is nothing better to do: the first click then has nothing to wait for.
    const idle = requestIdleCallback(
      () => void Promise.all([loadQueries(), loadKeyspace(), loadProfiles(), loadChanges()]),
    )
    return () => cancelIdleCallback(idle)
  }, [])
  const drawerOpen = useWorkspace((state) => state.drawerOpen)
  const inspecting = useWorkspace((state) => state.inspectorUsers > 0 && !state.inspectorHidden)
  return (
    <div className={styles.app}>
      <AppCommands />
      <NoticeBars />
      <TopBar />
      <div className={styles.middle}>
        <Rail />
        <SplitPane
          id="frame"
          direction="vertical"
          parts={[
            {
              id: 'work',
              minSize: 240,
              children: (
                <SplitPane
                  id="work"
                  direction="horizontal"
                  parts={[
                    {
                      id: 'view',
                      minSize: 480,
                      children: (
                        <main className={styles.view} aria-label="Work">
                          <CommandScreen value={view}>
                            <Suspense fallback={<Loading />}>{views[view]()}</Suspense>
                          </CommandScreen>
                        </main>
                      ),
                    },
                    inspecting && {
                      id: 'inspector',
                      children: <InspectorPane />,
                      defaultSize: 340,
                      minSize: 240,
                      maxSize: '45%',
                      fixed: true,
                    },
                  ]}
                />
              ),
            },
            drawerOpen && {
              id: 'drawer',
              children: <Drawer />,
              defaultSize: 200,
              minSize: 96,
              maxSize: '60%',
              fixed: true,
            },
          ]}
        />
      </div>
      <StatusBar />
      <ChangeDialogSlot />
      <Palette />
      <Toasts />
    </div>
  )
}

/** The dialog's code comes with the first change. */
function ChangeDialogSlot() {
  const open = useChanges((state) => state.dialog !== null)
  return <Suspense fallback={null}>{open && <ChangeDialog />}</Suspense>
}

function Loading() {
  return (
    <div className={styles.loading}>
      <Spinner label="Opening" />
    </div>
  )
}
