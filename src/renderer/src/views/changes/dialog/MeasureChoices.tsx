import { Checkbox } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import type { MeasureChoice } from '#renderer/stores/changes/model.ts'
import styles from './MeasureChoices.module.css'

interface MeasureChoicesProps {
  choices: readonly MeasureChoice[]
  onChoose: (index: number, chosen: boolean) => void
}

/** Which statements are run before and after, to prove what the change does. */
export function MeasureChoices({ choices, onChoose }: MeasureChoicesProps) {
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>Measured before and after</legend>
      <p className={styles.note}>
        Each is run several times. Only statements that read alone are; the others are left out and said.
      </p>
      {choices.map(({ statement, chosen }, index) => (
        // Base UI's checkbox is a span with a hidden input, so the label around it makes the words work too.
        <label
          // Their order never changes while the dialog is open.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className={styles.choice}
        >
          <Checkbox.Root
            className={styles.box}
            checked={chosen}
            onCheckedChange={(next) => onChoose(index, next)}
          >
            <Checkbox.Indicator className={styles.mark}>
              <Check size={12} strokeWidth={3} aria-hidden />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <code className={styles.sql} title={statement.sql}>
            {oneLine(statement.sql)}
          </code>
          {statement.parameters !== undefined && statement.parameters.length > 0 && (
            <span className={styles.parameters}>
              {statement.parameters.map((value, at) => `$${at + 1} = ${value ?? 'null'}`).join(', ')}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  )
}

function oneLine(sql: string): string {
  return sql.slice(0, 600).replace(/\s+/g, ' ').trim()
}
