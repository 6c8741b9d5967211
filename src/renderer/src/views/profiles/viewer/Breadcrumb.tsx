import { ChevronRight, Undo2 } from 'lucide-react'
import { profileActions } from '#renderer/stores/profiles.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import styles from './Breadcrumb.module.css'
import type { ShownProfile } from './shown-profile.ts'

/** The steps into the profile, each with the way back to it. Nothing while the whole is shown. */
export function Breadcrumb({ shown: { id, viewing } }: { shown: ShownProfile }) {
  const { focusTo } = profileActions
  const { focus } = viewing
  if (focus.length === 0) return null
  const steps = ['All', ...focus.map(({ label }) => label)]
  return (
    <nav className={styles.bar} aria-label="What is shown">
      <IconButton
        icon={Undo2}
        label="Back one step"
        command="profiles.back"
        size="small"
        onClick={() => focusTo(id, focus.length - 1)}
      />
      <ol className={styles.steps}>
        {steps.map((label, place) => (
          // Steps stand in the order they were taken; two may have one label.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={place}>
            {place > 0 && <ChevronRight size={13} aria-hidden />}
            {place === focus.length ? (
              <span aria-current="step" title={label}>
                {label}
              </span>
            ) : (
              <button type="button" title={label} onClick={() => focusTo(id, place)}>
                {label}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
