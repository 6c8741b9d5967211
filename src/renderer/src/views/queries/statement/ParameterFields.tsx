import { useQueries } from '#renderer/stores/queries.ts'
import type { Parameter, StatementDocument } from '#renderer/stores/queries/documents.ts'
import { classes } from '#renderer/ui/classes.ts'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './ParameterFields.module.css'

const unset: Parameter = { text: '', isNull: false }

/** Values for `$1`, `$2`…; shown only for a statement that has them. */
export function ParameterFields({ document }: { document: StatementDocument }) {
  const edit = useQueries((state) => state.editStatement)
  // While it is being typed the last count holds, so that the fields do not come and go.
  const count = document.check.kind === 'done' ? document.check.check.parameters : document.parameters.length
  if (count === 0) return null
  const set = (place: number, parameter: Parameter): void => {
    const parameters = Array.from({ length: count }, (_, index) => document.parameters[index] ?? unset)
    edit(document.id, { parameters: parameters.with(place, parameter), useParameters: true })
  }
  return (
    <fieldset className={styles.row} aria-label="Parameters">
      <Switch
        label="With values"
        checked={document.useParameters}
        onChange={(useParameters) => edit(document.id, { useParameters })}
      />
      {Array.from({ length: count }, (_, place) => {
        const parameter = document.parameters[place] ?? unset
        const name = `$${place + 1}`
        return (
          <div key={name} className={classes(styles.field, !document.useParameters && styles.unused)}>
            <span className={styles.name} aria-hidden>
              {name}
            </span>
            <TextField
              label={`Value of ${name}`}
              hideLabel
              mono
              className={styles.value}
              value={parameter.isNull ? '' : parameter.text}
              placeholder={parameter.isNull ? 'NULL' : ''}
              onChange={(text) => set(place, { text, isNull: false })}
            />
            <button
              type="button"
              className={styles.null}
              aria-pressed={parameter.isNull}
              aria-label={`${name} is NULL`}
              onClick={() => set(place, { ...parameter, isNull: !parameter.isNull })}
            >
              NULL
            </button>
          </div>
        )
      })}
      {!document.useParameters && (
        <p className={styles.note}>
          Without values Explain shows the generic plan, which cannot use partial indexes or prune partitions
          by them.
        </p>
      )}
    </fieldset>
  )
}
