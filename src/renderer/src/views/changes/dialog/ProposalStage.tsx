import { Ban, CircleAlert, Pencil, TriangleAlert } from 'lucide-react'
import { useEffect, type FormEvent, type KeyboardEvent, type RefObject } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import type { ChangeProposal } from '#renderer/stores/changes/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { guardWords } from '#renderer/ui/GuardBadge.tsx'
import { KeyHint } from '#renderer/ui/KeyHint.tsx'
import { formatCount } from '#renderer/ui/format.ts'
import { ProgressBar } from '#renderer/ui/ProgressBar.tsx'
import { Spinner } from '#renderer/ui/Spinner.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import type { Answers } from './answers.ts'
import styles from './ChangeDialog.module.css'
import { MeasureChoices } from './MeasureChoices.tsx'
import type { Place } from './place.ts'
import { PreviewFacts } from './PreviewFacts.tsx'

interface ProposalProps {
  proposal: ChangeProposal
  place: Place
  answers: Answers
}

const formId = 'change-proposal'
/** Whom it would wait for changes by itself: asked this often while it is looked at. */
const refreshMs = 5000

/** What would be done, to whom, at what price, and how it is taken back. Nothing has happened yet. */
export function ProposalBody({
  proposal,
  place,
  answers,
  anchor,
}: ProposalProps & { anchor: RefObject<HTMLDivElement | null> }) {
  const { preview, sql, failure } = proposal
  const editSql = useChanges((state) => state.editSql)
  const apply = useChanges((state) => state.apply)
  const refresh = useChanges((state) => state.refreshPreview)
  const { draft, setDraft } = answers
  const ready = preview.kind === 'ready'
  // Counting keys is work for the server: it is done again only when asked for.
  const refreshes = ready && preview.preview.keys === undefined
  useEffect(() => {
    if (!refreshes || draft !== null) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh()
    }, refreshMs)
    return () => clearInterval(timer)
  }, [refreshes, draft, refresh])

  const editing = draft !== null
  useEffect(() => {
    // The button that opened it has gone.
    if (editing) anchor.current?.querySelector('textarea')?.focus()
  }, [editing, anchor])

  const applyNow = (): void => {
    if (mayApply(proposal, place, answers)) apply(answers.typed === '' ? undefined : answers.typed)
  }
  const previewDraft = (): void => {
    if (draft === null || draft.trim() === '') return
    if (draft.trim() !== sql.trim()) editSql(draft)
    setDraft(null)
    anchor.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    if (draft === null) applyNow()
    else previewDraft()
  }
  const shown = ready ? preview.preview.statements.join(';\n') : sql
  return (
    // Mod+Enter applies from anywhere in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      id={formId}
      className={styles.stage}
      onKeyDown={onKeyDown}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        applyNow()
      }}
    >
      {failure && <FailureBox failure={failure} />}
      <div ref={anchor} tabIndex={-1} className={styles.anchor} aria-label="The change" role="group">
        {draft === null ? (
          <SqlBlock
            label="Statement"
            sql={shown}
            caption={ready ? 'Exactly this will be run' : 'The statement'}
            actions={
              <>
                <Button size="small" variant="ghost" icon={Pencil} onClick={() => setDraft(sql)}>
                  Edit
                </Button>
                <CopyButton text={shown} what="the statement" />
              </>
            }
          />
        ) : (
          <div className={styles.edit}>
            <TextField
              label="Statement"
              value={draft}
              onChange={setDraft}
              rows={Math.min(12, Math.max(4, draft.split('\n').length + 1))}
              mono
            />
            <div className={styles.buttons}>
              <Button
                size="small"
                onClick={() => {
                  setDraft(null)
                  anchor.current?.focus()
                }}
              >
                Leave it as it was
              </Button>
              <Button size="small" variant="primary" disabled={draft.trim() === ''} onClick={previewDraft}>
                Preview this
                <KeyHint keys="Mod+Enter" />
              </Button>
            </div>
          </div>
        )}
      </div>
      {draft === null && <PreviewPart proposal={proposal} place={place} />}
    </form>
  )
}

function PreviewPart({ proposal, place }: Pick<ProposalProps, 'proposal' | 'place'>) {
  const refresh = useChanges((state) => state.refreshPreview)
  const choose = useChanges((state) => state.chooseMeasure)
  const { preview, measure } = proposal
  switch (preview.kind) {
    case 'loading':
      return <Looking looked={preview.looked} service={place.service} />
    case 'failed':
      return <FailureBox failure={preview.failure} onRetry={refresh} />
    case 'ready': {
      const { refusal, warnings } = preview.preview
      return (
        <>
          {refusal && (
            <div className={styles.refusal} role="alert">
              <Ban size={16} aria-hidden />
              <div>
                <p>{refusal.message}</p>
                {refusal.hint !== undefined && <p className={styles.hint}>{refusal.hint}</p>}
              </div>
            </div>
          )}
          {warnings.length > 0 && (
            <ul className={styles.warnings} aria-label="Warnings">
              {warnings.map((warning) => (
                <li key={warning}>
                  <TriangleAlert size={14} aria-hidden />
                  <span>{warning}</span>
                </li>
              ))}
            </ul>
          )}
          <PreviewFacts
            preview={preview.preview}
            service={place.service}
            refreshing={preview.refreshing}
            onRefresh={refresh}
          />
          {measure.length > 0 && refusal === undefined && place.guard !== 'read-only' && (
            <MeasureChoices choices={measure} onChoose={choose} />
          )}
        </>
      )
    }
  }
}

function Looking({
  looked,
  service,
}: {
  looked: { done: number; total: number | undefined } | undefined
  service: Place['service']
}) {
  return (
    <>
      <p className={styles.line}>
        <Spinner label="Looking what it would do" />
        {looked
          ? `Counting the keys it would change: ${formatCount(looked.done)}${looked.total === undefined ? '' : ` of ${formatCount(looked.total)}`} looked at…`
          : service === 'redis'
            ? 'Looking what it would change…'
            : 'Looking what it locks, who is in the way and what it needs…'}
      </p>
      {looked && <ProgressBar label="Keys looked at" done={looked.done} total={looked.total} />}
    </>
  )
}

/** The button that does it, or why there is none. */
export function ProposalFooter({ proposal, place, answers }: ProposalProps) {
  const close = useChanges((state) => state.close)
  const { preview } = proposal
  const asks = preview.kind === 'ready' && preview.preview.needsConfirmation
  const refused = preview.kind === 'ready' && preview.preview.refusal !== undefined
  if (refused || place.guard === 'read-only') {
    return (
      <>
        <span className={styles.guard}>
          <CircleAlert size={14} aria-hidden />
          {place.guard === 'read-only'
            ? `${place.environment ?? 'The environment'} is read-only: nothing can be changed.`
            : 'This cannot be applied.'}
        </span>
        <Button onClick={close}>Close</Button>
      </>
    )
  }
  return (
    <>
      {asks ? (
        <TextField
          className={styles.confirm}
          label={`Type “${place.environment ?? ''}” to confirm`}
          value={answers.typed}
          onChange={answers.setTyped}
          mono
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            document.querySelector<HTMLFormElement>(`#${formId}`)?.requestSubmit()
          }}
        />
      ) : (
        <span className={styles.guard}>{place.guard !== undefined && guardWords[place.guard].meaning}</span>
      )}
      <Button onClick={close}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" disabled={!mayApply(proposal, place, answers)}>
        Apply
        <KeyHint keys="Mod+Enter" />
      </Button>
    </>
  )
}

function mayApply({ preview }: ChangeProposal, place: Place, { typed, draft }: Answers): boolean {
  if (draft !== null || preview.kind !== 'ready' || preview.preview.refusal !== undefined) return false
  if (place.guard === 'read-only') return false
  return !preview.preview.needsConfirmation || typed === place.environment
}
