import { Info, TriangleAlert, Unplug, X } from 'lucide-react'
import { useConnection } from '#renderer/stores/connection.ts'
import { useInfo } from '#renderer/stores/info.ts'
import { formatCount } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import styles from './NoticeBars.module.css'

/** Bars over everything: the connection is lost, or the workbench has something to say about itself. */
export function NoticeBars() {
  return (
    <>
      <ConnectionBar />
      <WorkbenchNotices />
    </>
  )
}

function ConnectionBar() {
  const connection = useConnection()
  const inBrowser = useInfo((state) => state.info?.shell !== 'desktop')
  const now = useNow(connection.kind === 'lost')
  if (connection.kind !== 'lost' && connection.kind !== 'ended') return null
  const seconds = connection.kind === 'lost' ? Math.ceil((connection.retryAt - now) / 1000) : 0
  return (
    <div className={styles.bar} data-level="warning" role="alert">
      <Unplug size={14} aria-hidden />
      {connection.kind === 'ended' && inBrowser ? (
        // A workbench answers here, or there would be no telling that the page is not its own.
        <p>
          The workbench was started anew and does not know this page.{' '}
          <span className={styles.hint}>Open the address that it printed; what you typed is kept.</span>
        </p>
      ) : connection.kind === 'ended' ? (
        <p>
          The workbench that this window belonged to has been stopped.{' '}
          <span className={styles.hint}>Start Pitwall again.</span>
        </p>
      ) : (
        <p>
          The connection to the workbench was lost.{' '}
          <span className={styles.hint}>
            {seconds > 0 ? `Trying again in ${formatCount(seconds, 's')}.` : 'Trying again…'} What you typed
            is kept.
          </span>
        </p>
      )}
    </div>
  )
}

function WorkbenchNotices() {
  const notices = useInfo((state) => state.info?.notices)
  const dismiss = useInfo((state) => state.dismissNotice)
  return notices?.map(({ id, level, message, hint }) => (
    <div key={id} className={styles.bar} data-level={level} aria-live="polite">
      {level === 'warning' ? <TriangleAlert size={14} aria-hidden /> : <Info size={14} aria-hidden />}
      <p>
        {message} {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </p>
      <IconButton
        icon={X}
        size="small"
        label="Dismiss"
        className={styles.dismiss}
        onClick={() => void dismiss(id)}
      />
    </div>
  ))
}
