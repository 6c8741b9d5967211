/** What the server's statistics offer for one parameter, in words. Pure. */
import type { SuggestionState } from '#renderer/stores/queries/documents.ts'
import type { ComboOption } from '#renderer/ui/ComboField.tsx'
import { formatPercent } from '#renderer/ui/format.ts'

export interface ParameterOffer {
  /** `orders.status`: what the parameter is compared with. */
  what: string | undefined
  type: string | undefined
  options: readonly ComboOption[]
  /** What to know about it, for a tooltip. */
  note: string | undefined
}

const nothing: ParameterOffer = { what: undefined, type: undefined, options: [], note: undefined }

/** The offer for `$number`; while it is asked for, nothing. */
export function offerOf(suggestions: SuggestionState, number: number): ParameterOffer {
  if (suggestions.kind !== 'done') return nothing
  const suggestion = suggestions.parameters.find((each) => each.number === number)
  if (suggestion === undefined) return nothing
  const { column, type, values, note } = suggestion
  return {
    what: column ?? undefined,
    type: type ?? undefined,
    options: values.map(({ value, share }) => ({
      value,
      note: share === null ? undefined : `${formatPercent(share)} of the rows`,
    })),
    note: note ?? (type === null ? undefined : type),
  }
}
