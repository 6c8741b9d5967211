import type { Limitation } from '#shared/contract/finding.ts'
import { type Diagnosis, figure, limitation, type Section } from '../section.ts'
import { changeSetting } from '../server/change-setting.ts'
import type { Server } from '../server/server.ts'
import { byName, type SettingRow, settingsQuery } from './settings-query.ts'

const loggingQuery = settingsQuery('Settings of the log', [
  'log_min_duration_statement',
  'log_min_duration_sample',
  'log_lock_waits',
  'log_temp_files',
  'log_checkpoints',
  'log_autovacuum_min_duration',
  'log_connections',
  'log_line_prefix',
  'logging_collector',
  'log_destination',
  'shared_preload_libraries',
  'session_preload_libraries',
  'auto_explain.log_min_duration',
  'auto_explain.log_analyze',
  'auto_explain.log_buffers',
  'auto_explain.sample_rate',
  'track_io_timing',
  'track_activity_query_size',
  'compute_query_id',
])

export const logging: Section = {
  id: 'logging',
  title: 'Slow-query log',
  async examine({ server, read, limit }) {
    const { diagnosis, limitations } = judgeLogging(await read(loggingQuery), server)
    for (const each of limitations) limit(each)
    return diagnosis
  },
}

/**
 * What the log will hold when somebody asks why it was slow last night. A log that says little is no
 * illness: it is told as what cannot be seen, with the change that would show it.
 */
export function judgeLogging(
  rows: readonly SettingRow[],
  server: Server,
): { diagnosis: Diagnosis; limitations: Limitation[] } {
  const settings = byName(rows)
  const value = (name: string): string => settings.get(name)?.value ?? 'not loaded'
  const isOff = (name: string): boolean => (settings.get(name)?.amount ?? -1) < 0
  const limitations: Limitation[] = []
  const offer = (isMissing: boolean, message: string, name: string, wanted: string): void => {
    if (!isMissing) return
    const change = changeSetting(server, name, wanted)
    limitations.push(limitation(message, change.advice, change.proposals))
  }
  const explains = settings.has('auto_explain.log_min_duration')
  const logsSlow = !isOff('log_min_duration_statement') || !isOff('log_min_duration_sample')
  const explainsSlow = explains && !isOff('auto_explain.log_min_duration')
  offer(
    !logsSlow && !explainsSlow,
    'Slow statements are not logged, so what was slow last night cannot be looked up.',
    'log_min_duration_statement',
    '500ms',
  )
  offer(
    value('log_lock_waits') === 'off',
    'Waits for locks are not logged; who held up whom shows only while it lasts.',
    'log_lock_waits',
    'on',
  )
  offer(
    isOff('log_temp_files'),
    'Sorts and hashes that spill to disk are counted, but not logged with their statement.',
    'log_temp_files',
    '10MB',
  )
  offer(
    value('track_io_timing') === 'off',
    'The time that reading and writing takes is not measured, so plans and statements cannot show it.',
    'track_io_timing',
    'on',
  )
  if (!explains) {
    limitations.push(
      limitation(
        'auto_explain is not loaded, so the log holds no plans of slow statements.',
        `Add auto_explain to shared_preload_libraries${server.managedBy === undefined ? ' and restart the server' : ` in the settings that ${server.managedBy} offers`}, then set auto_explain.log_min_duration.`,
      ),
    )
  }
  return {
    limitations,
    diagnosis: {
      summary: logsSlow
        ? `Statements that take long are logged (from ${value('log_min_duration_statement')} on)${explainsSlow ? `, with their plan from ${value('auto_explain.log_min_duration')} on` : ''}.`
        : explainsSlow
          ? `Plans of statements that take ${value('auto_explain.log_min_duration')} or more are logged by auto_explain.`
          : 'The log says nothing of slow statements; that hurts nobody until somebody asks what was slow last night.',
      figures: [
        figure(
          'Statements are logged from',
          offOr(isOff('log_min_duration_statement'), value('log_min_duration_statement')),
        ),
        figure(
          'Plans are logged from',
          explains
            ? offOr(!explainsSlow, value('auto_explain.log_min_duration'))
            : 'auto_explain is not loaded',
        ),
        figure('Waits for locks', value('log_lock_waits')),
        figure('Temporary files from', offOr(isOff('log_temp_files'), value('log_temp_files'))),
        figure('Checkpoints', value('log_checkpoints')),
        figure(
          'Autovacuum from',
          offOr(isOff('log_autovacuum_min_duration'), value('log_autovacuum_min_duration')),
        ),
        figure('Time of reading and writing', value('track_io_timing')),
      ],
      tables: [
        {
          title: 'Settings',
          columns: [
            { label: 'Setting', kind: 'text' },
            { label: 'Value', kind: 'text' },
          ],
          rows: rows.map((row) => [row.name, row.value]),
        },
      ],
      findings: [],
    },
  }
}

function offOr(isOff: boolean, value: string): string {
  return isOff ? 'off' : value
}
