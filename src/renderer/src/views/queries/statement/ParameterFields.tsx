import { useQueries } from '#renderer/stores/queries.ts'
import type { Parameter, StatementDocument, SuggestionState } from '#renderer/stores/queries/documents.ts'
import { classes } from '#renderer/ui/classes.ts'
import { ComboField } from '#renderer/ui/ComboField.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import styles from './ParameterFields.module.css'
import { offerOf, type ParameterOffer } from './parameter-offers.ts'

const unset: Parameter = { text: '', isNull: false }

/** Values for `$1`, `$2`…; shown only for a statement that has them. */
export function ParameterFields({ document }: { document: StatementDocument }) {
  const edit = useQueries((state) => state.editStatement)
  // While it is being typed the last count holds, so that the fields do not come and go.
  const count = document.check.kind === 'done' ? document.check.check.parameters : document.parameters.length
  if (count === 0) return null
  const { suggestions, useParameters } = document
  const set = (place: number, parameter: Parameter): void => {
    const parameters = Array.from({ length: count }, (_, index) => document.parameters[index] ?? unset)
    edit(document.id, { parameters: parameters.with(place, parameter), useParameters: true })
  }
  return (
    <fieldset className={styles.row} aria-label="Parameters">
      <Switch
        label="With values"
        checked={useParameters}
        onChange={(next) => edit(document.id, { useParameters: next })}
      />
      {Array.from({ length: count }, (_, place) => (
        <ParameterField
          key={`$${place + 1}`}
          name={`$${place + 1}`}
          parameter={document.parameters[place] ?? unset}
          offer={offerOf(suggestions, place + 1)}
          unused={!useParameters}
          onChange={(parameter) => set(place, parameter)}
        />
      ))}
      <SuggestionNote suggestions={suggestions} />
      {!useParameters && (
        <p className={styles.note}>
          Without values Explain shows the generic plan, which cannot use partial indexes or prune partitions
          by them.
        </p>
      )}
    </fieldset>
  )
}

interface ParameterFieldProps {
  /** `$1` */
  name: string
  parameter: Parameter
  offer: ParameterOffer
  unused: boolean
  onChange: (parameter: Parameter) => void
}

function ParameterField({ name, parameter, offer, unused, onChange }: ParameterFieldProps) {
  const { isNull, text } = parameter
  return (
    <div className={classes(styles.field, unused && styles.unused)} title={offer.note}>
      <span className={styles.name} aria-hidden>
        {name}
        {offer.what !== undefined && <span className={styles.what}>{offer.what}</span>}
      </span>
      <ComboField
        label={offer.what === undefined ? `Value of ${name}` : `Value of ${name}, ${offer.what}`}
        className={styles.value}
        value={isNull ? '' : text}
        placeholder={isNull ? 'NULL' : offer.type}
        options={offer.options}
        onChange={(next) => {
          // The field tells its empty text when it is set to NULL, which is nothing typed.
          if (!isNull || next !== '') onChange({ text: next, isNull: false })
        }}
      />
      <button
        type="button"
        className={styles.null}
        aria-pressed={isNull}
        aria-label={`${name} is NULL`}
        onClick={() => onChange({ text, isNull: !isNull })}
      >
        NULL
      </button>
    </div>
  )
}

function SuggestionNote({ suggestions }: { suggestions: SuggestionState }) {
  if (suggestions.kind === 'loading') {
    return (
      <p className={styles.note}>
        <Spinner size={12} label="Looking for values" /> Looking for common values
      </p>
    )
  }
  if (suggestions.kind === 'failed') {
    return <p className={styles.note}>No values are offered: {suggestions.failure.message}</p>
  }
  return null
}
