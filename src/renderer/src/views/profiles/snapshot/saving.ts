/** Saves the tables and the chart of a heap snapshot to files. */
import { toFailure } from '#renderer/api/index.ts'
import { csvOfRows } from '#renderer/charts/csv.ts'
import { type ChartFileFormat, download, type SavableChart, saveChart } from '#renderer/charts/save.ts'
import { notifyFailure } from '#renderer/stores/notices.ts'
import type { ShownSnapshot } from './shown-snapshot.ts'
import { fileNameOf } from './words.ts'

/** The table of the view that is shown; undefined where it has none yet. */
export function tableOf({
  name,
  opened,
  viewing,
}: ShownSnapshot): { name: string; text: string } | undefined {
  if (viewing.view === 'constructors') {
    const head = ['constructor', 'objects', 'shallow (bytes)', 'retained (bytes)']
    const rows = opened.constructors.map((row) => [row.name, row.count, row.shallowBytes, row.retainedBytes])
    return { name: `${fileNameOf(name)}-constructors.csv`, text: csvOfRows(head, rows) }
  }
  if (viewing.view !== 'growth' || viewing.comparison?.kind !== 'ready') return undefined
  const rows = viewing.comparison.value.rows.map((row) => [
    row.name,
    row.countBefore,
    row.countAfter,
    row.addedCount,
    row.removedCount,
    row.addedBytes,
    row.removedBytes,
    row.sizeDelta,
    row.addedRetainedBytes,
  ])
  return { name: `${fileNameOf(name)}-growth.csv`, text: csvOfRows(growthHead, rows) }
}

const growthHead = [
  'constructor',
  'objects before',
  'objects after',
  'added',
  'removed',
  'added (bytes)',
  'removed (bytes)',
  'change (bytes)',
  'retained by what was added (bytes)',
]

export function saveTable(shown: ShownSnapshot): void {
  const table = tableOf(shown)
  if (table !== undefined) download(new Blob([table.text], { type: 'text/csv' }), table.name)
}

export async function saveMemory(
  { name }: ShownSnapshot,
  chart: SavableChart,
  format: ChartFileFormat,
): Promise<void> {
  try {
    await saveChart(chart, format, `${fileNameOf(name)}-retained`)
  } catch (error) {
    notifyFailure('The chart could not be saved', toFailure(error))
  }
}
