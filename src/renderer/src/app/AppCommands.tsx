import { useCommand } from '#renderer/stores/commands.ts'
import { useDemo } from '#renderer/stores/demo.ts'
import { useEnvironments } from '#renderer/stores/environments.ts'
import { homePages, useHome } from '#renderer/stores/home.ts'
import { useJobs } from '#renderer/stores/jobs.ts'
import { keyspacePages, useKeyspacePages } from '#renderer/stores/keyspace-pages.ts'
import { notifyFailure } from '#renderer/stores/notices.ts'
import { profilePages, useProfilePages } from '#renderer/stores/profile-pages.ts'
import { toFailure } from '#renderer/api/index.ts'
import { useSettings } from '#renderer/stores/settings.ts'
import { useWorkspace, type View } from '#renderer/stores/workspace.ts'
import type { Settings } from '#shared/contract/app.ts'
import type { Environment } from '#shared/contract/environments.ts'

/** The commands that are there on every screen. Draws nothing. */
export function AppCommands() {
  const environments = useEnvironments((state) => state.environments)
  return (
    <>
      <PaneCommands />
      <ViewCommand view="overview" title="Open Overview" keys="Mod+1" />
      <ViewCommand view="queries" title="Open Queries" keys="Mod+2" />
      <ViewCommand view="environments" title="Manage environments" keys="Mod+3" />
      <ViewCommand view="changes" title="Open Changes" keys="Mod+4" />
      <ViewCommand view="keyspace" title="Open Keyspace" keys="Mod+5" />
      <ViewCommand view="profiles" title="Open Profiles" keys="Mod+6" />
      <ViewCommand view="settings" title="Open Settings" keys="Mod+," />
      {homePages.map(({ page, name }) => (
        <PageCommand
          key={page}
          id={`queries.page-${page}`}
          name={name}
          run={() => useHome.getState().openPage(page)}
        />
      ))}
      {keyspacePages.map(({ page, name }) => (
        <PageCommand
          key={page}
          id={`keyspace.page-${page}`}
          name={name}
          run={() => useKeyspacePages.getState().openPage(page)}
        />
      ))}
      {profilePages.map(({ page, name }) => (
        <PageCommand
          key={page}
          id={`profiles.page-${page}`}
          name={name}
          run={() => useProfilePages.getState().openPage(page)}
        />
      ))}
      <ThemeCommand theme="system" title="Theme: follow the system" />
      <ThemeCommand theme="light" title="Theme: light" />
      <ThemeCommand theme="dark" title="Theme: dark" />
      <DemoCommands />
      <UndoCommand />
      <JobCommands />
      {environments.map((environment) => (
        <SwitchCommand key={environment.id} environment={environment} />
      ))}
    </>
  )
}

function PaneCommands() {
  const { drawerOpen, drawerTab, inspectorHidden } = useWorkspace()
  const { setPaletteOpen, setDrawerOpen, setDrawerTab, setInspectorHidden } = useWorkspace()
  useCommand({
    id: 'palette.open',
    title: 'Show all commands',
    group: 'Window',
    keys: 'Mod+K',
    run: () => setPaletteOpen(true),
  })
  useCommand({
    id: 'drawer.toggle',
    title: 'Show or hide jobs',
    group: 'Window',
    keys: 'Mod+J',
    run: () => {
      setDrawerTab('jobs')
      setDrawerOpen(!drawerOpen || drawerTab !== 'jobs')
    },
  })
  useCommand({
    id: 'drawer.changes',
    title: 'Show or hide recent changes',
    group: 'Window',
    keys: 'Mod+Shift+Y',
    run: () => {
      setDrawerTab('changes')
      setDrawerOpen(!drawerOpen || drawerTab !== 'changes')
    },
  })
  useCommand({
    id: 'inspector.toggle',
    title: 'Show or hide the inspector',
    group: 'Window',
    keys: 'Mod+I',
    run: () => setInspectorHidden(!inspectorHidden),
  })
  return null
}

function ViewCommand({ view, title, keys }: { view: View; title: string; keys: string }) {
  const openView = useWorkspace((state) => state.openView)
  useCommand({ id: `view.${view}`, title, group: 'Go to', keys, run: () => openView(view) })
  return null
}

/** The screen itself offers the same with its keys. */
function PageCommand({ id, name, run }: { id: string; name: string; run: () => void }) {
  useCommand({ id, title: `Open ${name}`, group: 'Go to', passing: true, run })
  return null
}

const themeKeys: Record<Settings['theme'], string> = {
  system: 'Mod+Alt+0',
  light: 'Mod+Alt+1',
  dark: 'Mod+Alt+2',
}

function ThemeCommand({ theme, title }: { theme: Settings['theme']; title: string }) {
  const update = useSettings((state) => state.update)
  const run = async (): Promise<void> => {
    try {
      await update({ theme })
    } catch (error) {
      notifyFailure('The theme could not be kept', toFailure(error))
    }
  }
  useCommand({
    id: `theme.${theme}`,
    title,
    group: 'Window',
    keys: themeKeys[theme],
    run: () => void run(),
  })
  return null
}

function DemoCommands() {
  const state = useDemo((demo) => demo.status?.state)
  const start = useDemo((demo) => demo.start)
  const stop = useDemo((demo) => demo.stop)
  useCommand({
    id: 'demo.start',
    title: 'Start the demo',
    group: 'Demo',
    keys: 'Mod+Shift+D',
    enabled: state === 'stopped' || state === 'failed',
    run: () => void start(),
  })
  useCommand({
    id: 'demo.stop',
    title: 'Stop the demo',
    group: 'Demo',
    keys: 'Mod+Shift+X',
    enabled: state === 'running' || state === 'starting',
    run: () => void stop(),
  })
  return null
}

function UndoCommand() {
  const undoable = useEnvironments((state) => state.undoable)
  const undoRemoval = useEnvironments((state) => state.undoRemoval)
  useCommand({
    id: 'target.undo',
    title: 'Bring back the removed target',
    group: 'Target',
    keys: 'Z',
    enabled: undoable > 0,
    run: undoRemoval,
  })
  return null
}

function JobCommands() {
  const jobs = useJobs((state) => state.jobs)
  const cancel = useJobs((state) => state.cancel)
  const clearEnded = useJobs((state) => state.clearEnded)
  const newest = jobs
    .filter((job) => job.state === 'running')
    .toSorted((a, b) => b.startedAt - a.startedAt)[0]
  useCommand({
    id: 'jobs.cancel',
    title: 'Cancel the newest job',
    group: 'Jobs',
    keys: 'Mod+Shift+K',
    enabled: newest !== undefined,
    run: () => newest && void cancel(newest.id),
  })
  useCommand({
    id: 'jobs.clear',
    title: 'Forget ended jobs',
    group: 'Jobs',
    keys: 'Mod+Shift+J',
    enabled: jobs.some((job) => job.state !== 'running'),
    run: () => void clearEnded(),
  })
  return null
}

function SwitchCommand({ environment: { id, name } }: { environment: Environment }) {
  const setEnvironment = useWorkspace((state) => state.setEnvironment)
  useCommand({
    id: `environment.switch.${id}`,
    title: `Switch to ${name}`,
    group: 'Environment',
    passing: true,
    run: () => setEnvironment(id),
  })
  return null
}
