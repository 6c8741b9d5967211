import { Toast } from '@base-ui/react/toast'
import { OctagonAlert, X } from 'lucide-react'
import { messages } from '#renderer/stores/notices.ts'
import styles from './Toasts.module.css'

/** Where short messages come up. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={messages} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection="right">
      <Toast.Content className={styles.content}>
        {toast.type === 'failure' && <OctagonAlert size={16} aria-hidden className={styles.icon} />}
        <div className={styles.text}>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.description} />
        </div>
        <Toast.Action className={styles.action} />
        <Toast.Close className={styles.close} aria-label="Close">
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
