/**
 * What runs on a Postgres server and what it costs: the list of statements since the reset or of a
 * recorded window, its findings, and the selected statement with its history.
 */
import { api } from '#renderer/api/index.ts'
import { notify, notifyFailure } from './notices.ts'
import { createStatementsStore } from './statements/store.ts'

const { statements } = api.postgres

/** The Statements page's state. */
export const useStatements = createStatementsStore(
  {
    list: async (window, signal) => await statements.list(window, { signal }),
    findings: async (window, signal) => await statements.findings(window, { signal }),
    text: async (targetId, statementId, signal) =>
      (await statements.get({ targetId, statementId }, { signal })).query,
    history: async (targetId, statementId, signal) =>
      (await statements.history({ targetId, statementId }, { signal })).points,
    sample: async (targetId, seconds, signal) => await statements.sample({ targetId, seconds }, { signal }),
    recordings: async (targetId, signal) => await statements.recordings({ targetId }, { signal }),
    record: async (targetId, label) => await statements.record({ targetId, label }),
    stopRecording: async (recordingId) => await statements.stopRecording({ recordingId }),
    removeRecording: async (recordingId) => {
      await statements.removeRecording({ recordingId })
    },
    offerUndo: (title, undo, gone) => {
      notify({ title, action: { label: 'Undo', run: undo }, staysMs: 8000, onGone: gone })
    },
    tell: notifyFailure,
    now: () => Date.now(),
  },
  localStorage,
)
