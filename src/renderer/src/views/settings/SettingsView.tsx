import { useInfo } from '#renderer/stores/info.ts'
import { useSettings } from '#renderer/stores/settings.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { AppInfo, Settings } from '#shared/contract/app.ts'
import { EditorSettings } from './EditorSettings.tsx'
import { KeySettings } from './KeySettings.tsx'
import styles from './SettingsView.module.css'
import { TimeoutSettings } from './TimeoutSettings.tsx'

export function SettingsView() {
  const settings = useSettings((state) => state.settings)
  const failure = useSettings((state) => state.failure)
  const load = useSettings((state) => state.load)
  const info = useInfo((state) => state.info)
  if (!settings) {
    return (
      <div className={styles.waiting}>
        {failure ? (
          <FailureBox failure={failure} onRetry={() => void load()} />
        ) : (
          <Spinner label="Loading settings" />
        )}
      </div>
    )
  }
  return (
    <div className={styles.view}>
      <h1 className={styles.title}>Settings</h1>
      <section className={styles.section} aria-labelledby="settings-theme">
        <h2 id="settings-theme">Theme</h2>
        <ThemeSetting theme={settings.theme} />
      </section>
      <section className={styles.section} aria-labelledby="settings-timeouts">
        <h2 id="settings-timeouts">Timeouts</h2>
        <TimeoutSettings settings={settings} />
      </section>
      <section className={styles.section} aria-labelledby="settings-editor">
        <h2 id="settings-editor">Editor</h2>
        <EditorSettings settings={settings} />
      </section>
      <section className={styles.section} aria-labelledby="settings-keys">
        <h2 id="settings-keys">Keys</h2>
        <KeySettings />
      </section>
      {info && (
        <section className={styles.section} aria-labelledby="settings-about">
          <h2 id="settings-about">About</h2>
          <About info={info} />
        </section>
      )}
    </div>
  )
}

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const

function ThemeSetting({ theme }: { theme: Settings['theme'] }) {
  const update = useSettings((state) => state.update)
  const save = useTask(async (_signal, next: Settings['theme']) => await update({ theme: next }))
  return (
    <div className={styles.stack}>
      <SegmentedControl label="Theme" options={themes} value={theme} onChange={save.run} />
      {save.failure && <FailureBox failure={save.failure} />}
    </div>
  )
}

function About({ info }: { info: AppInfo }) {
  const { secretStorage } = info
  const passwords =
    secretStorage.kind === 'keychain'
      ? 'In the system’s key store.'
      : `In memory only, forgotten when Pitwall stops. ${secretStorage.reason ?? ''}`
  const facts = [
    ['Pitwall', `${info.version}, ${info.shell}`],
    [
      'Runs on',
      `${info.electronVersion === undefined ? '' : `Electron ${info.electronVersion}, `}Node ${info.nodeVersion}, ${info.platform}`,
    ],
    ['Data', info.home],
    ['Passwords', passwords],
  ] as const
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
