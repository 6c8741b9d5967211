/** Saves a profile, its charts and its tables to files. */
import { toFailure } from '#renderer/api/index.ts'
import { download, saveChart } from '#renderer/charts/save.ts'
import { notify, notifyFailure } from '#renderer/stores/notices.ts'
import { profileActions } from '#renderer/stores/profiles.ts'
import { valueOf } from '#renderer/stores/profiles/model.ts'
import type { ExportChoice } from '#renderer/workers/profile/work.ts'
import { csvOfChanges } from './difference/changes-csv.ts'
import { usePicture } from './savable.ts'
import type { ShownProfile } from './shown-profile.ts'
import { fileNameOf } from './words.ts'

/** Writes the profile in another format; says what was lost of it. */
export async function saveAs({ id, name }: ShownProfile, choice: ExportChoice): Promise<void> {
  await telling('The profile could not be exported', async () => {
    download(await profileActions.exportAs(id, choice.format), `${fileNameOf(name)}${choice.extension}`)
    if (choice.losses.length > 0)
      notify({ title: `Exported as ${choice.title}`, description: choice.losses.join(' '), staysMs: 10_000 })
  })
}

/** The chart that is on the page. */
export async function savePicture({ name }: ShownProfile, format: 'png' | 'svg'): Promise<void> {
  const { chart } = usePicture.getState()
  if (chart === null) return
  await telling('The chart could not be saved', async () =>
    saveChart(chart.handle, format, `${fileNameOf(name)}-${chart.name}`),
  )
}

export async function saveTable({ id, name }: ShownProfile, table: 'functions' | 'paths'): Promise<void> {
  await telling('The table could not be saved', async () =>
    download(await profileActions.csv(id, table), `${fileNameOf(name)}-${table}.csv`),
  )
}

/** What the comparison on the page says: of functions, or of call paths. */
export async function saveChanges({ name, answers }: ShownProfile, of: 'functions' | 'paths'): Promise<void> {
  const value = valueOf(answers, 'difference')
  const { chart } = usePicture.getState()
  if (value === null || chart === null) return
  await telling('The comparison could not be saved', async () => {
    const content = of === 'functions' ? await csvOfChanges(value) : await chart.handle.toCsv()
    download(content, `${fileNameOf(name)}-compared-${of}.csv`)
  })
}

async function telling(what: string, save: () => Promise<void>): Promise<void> {
  try {
    await save()
  } catch (error) {
    notifyFailure(what, toFailure(error))
  }
}
