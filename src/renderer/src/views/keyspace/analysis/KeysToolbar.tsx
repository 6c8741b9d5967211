import { Play, RotateCw, SlidersHorizontal } from 'lucide-react'
import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import type { KeysPart } from '#renderer/stores/keyspace/choices.ts'
import { readOptions } from '#renderer/stores/keyspace/options.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatDateTime } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useNow } from '#renderer/ui/useNow.ts'
import type { Target } from '#shared/contract/environments.ts'
import { RedisSelect } from '../RedisSelect.tsx'
import { AnalysisFields } from './AnalysisFields.tsx'
import styles from './KeysToolbar.module.css'
import type { ShownKeyspace } from './use-shown.ts'
import { ageWords, headWords, lastWords } from './words.ts'

const parts: readonly { value: KeysPart; label: string }[] = [
  { value: 'analysis', label: 'Analysis' },
  { value: 'browse', label: 'Browse' },
]

/** Which part and which analysis is shown, and the way to a new one. */
export function KeysToolbar({ target, shown }: { target: Target; shown: ShownKeyspace | null }) {
  const { choices, choose, analyse } = useKeyspace()
  const { work, options } = useKeyspace((state) => keyspaceOf(state, target.id))
  const running = work.kind === 'running'
  const wrong = readOptions(options).wrong.size > 0
  const canStart = shown !== null && !running
  return (
    <>
      <div className={styles.toolbar} role="toolbar" aria-label="Keys">
        <RedisSelect />
        <Tooltip content="All keys together, or one after the other" command="keyspace.part">
          <span>
            <SegmentedControl
              label="Part"
              size="small"
              options={parts}
              value={choices.part}
              onChange={(part) => choose({ part })}
            />
          </span>
        </Tooltip>
        {choices.part === 'analysis' && <KeptSelect targetId={target.id} />}
        {canStart && (
          <div className={styles.end}>
            <IconButton
              icon={SlidersHorizontal}
              label="Options of the analysis"
              command="keyspace.options"
              size="small"
              pressed={choices.optionsOpen}
              onClick={() => choose({ optionsOpen: !choices.optionsOpen })}
            />
            <Tooltip content="Look at all keys anew" command="keyspace.analyse">
              <Button
                size="small"
                icon={choices.optionsOpen ? Play : RotateCw}
                disabled={wrong}
                onClick={() => analyse(target.id)}
              >
                Analyse again
              </Button>
            </Tooltip>
          </div>
        )}
      </div>
      {canStart && choices.optionsOpen && (
        <div className={styles.options}>
          <AnalysisFields targetId={target.id} />
          <p className={styles.last}>Last time: {lastWords(shown.analysis)}.</p>
        </div>
      )}
    </>
  )
}

/** The kept analyses, by their age. */
function KeptSelect({ targetId }: { targetId: string }) {
  const { heads, analysis, work } = useKeyspace((state) => keyspaceOf(state, targetId))
  const show = useKeyspace((state) => state.show)
  const now = useNow(true)
  if (heads === null || heads.length === 0 || work.kind === 'running') return null
  return (
    <Select
      label="Analysis"
      hideLabel
      size="small"
      className={styles.kept}
      options={heads.map((head) => ({
        value: head.id,
        label: `${formatDateTime(head.at).slice(0, -3)}, ${ageWords(head.at, now)}`,
        description: headWords(head),
      }))}
      value={analysis?.id ?? null}
      onChange={(id) => show(targetId, id)}
    />
  )
}
