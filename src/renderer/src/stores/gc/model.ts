/** What the GC page knows of a process. Pure. */
import type { GcAdvice, GcEvent, GcOption } from '#shared/contract/node/gc.ts'
import type { RoundLoad } from '#shared/contract/node/leak.ts'
import type { Failure } from '#shared/failure.ts'
import { environmentOf } from '../node-attachments/model.ts'
import { emptyLoad, type LoadComplaints, type LoadForm, loadOf } from '../node-load/form.ts'

export type GcProgress = Extract<GcEvent, { type: 'progress' }>
export type GcResults = Extract<GcEvent, { type: 'results' }>

export type Advice =
  | { kind: 'none' }
  | { kind: 'reading' }
  | { kind: 'ready'; advice: GcAdvice }
  | { kind: 'failed'; failure: Failure }

export type Trial =
  | { kind: 'none' }
  | { kind: 'running'; progress: GcProgress | undefined }
  | { kind: 'ended'; results: GcResults }
  | { kind: 'failed'; failure: Failure }

/** How to try, as typed. */
export interface GcForm {
  command: string
  cwd: string
  /** `NAME=value`, one a line. */
  env: string
  load: LoadForm
  runs: string
  /** Options that were taken out or in, by {@link optionKey}; the others are in. */
  chosen: Readonly<Record<string, boolean>>
  /** Flags of one more option, as typed. */
  own: string
}

export const emptyGcForm: GcForm = {
  command: '',
  cwd: '',
  env: '',
  load: emptyLoad,
  runs: '5',
  chosen: {},
  own: '',
}

/** The contract's limit. */
const mostOptions = 6

export interface GcQuestion {
  command: string
  cwd?: string
  env?: Record<string, string>
  options: GcOption[]
  load: RoundLoad
  runs: number
}

export type GcComplaints = LoadComplaints &
  Partial<Record<'command' | 'env' | 'runs' | 'options' | 'own', string>>

/** One name for each option. */
export function optionKey({ flags }: Pick<GcOption, 'flags'>): string {
  return flags.join(' ')
}

/** Whether an option is to be tried. */
export function isChosen({ chosen }: GcForm, option: GcOption): boolean {
  return chosen[optionKey(option)] ?? true
}

/** What to ask the main process for, or what is wrong with the form. */
export function gcQuestionOf(
  form: GcForm,
  offered: readonly GcOption[],
): { question: GcQuestion } | { complaints: GcComplaints } {
  const command = form.command.trim()
  const environment = environmentOf(form.env)
  const load = loadOf(form.load)
  const runs = Number(form.runs)
  const runsFit = Number.isInteger(runs) && runs >= 2 && runs <= 20
  const own = ownOption(form.own)
  const options = [
    ...offered.filter((option) => isChosen(form, option)),
    ...(own !== null && 'option' in own ? [own.option] : []),
  ]
  // Node's own sizes alone are compared with nothing.
  const optionsFit = options.length <= mostOptions && options.some(({ flags }) => flags.length > 0)
  if (
    /^node\b/.test(command) &&
    'env' in environment &&
    'load' in load &&
    runsFit &&
    optionsFit &&
    (own === null || 'option' in own)
  ) {
    const { env } = environment
    const cwd = form.cwd.trim()
    return {
      question: {
        command,
        ...(cwd !== '' && { cwd }),
        ...(Object.keys(env).length > 0 && { env }),
        options,
        load: load.load,
        runs,
      },
    }
  }
  return {
    complaints: {
      ...('complaints' in load && load.complaints),
      ...('error' in environment && { env: environment.error }),
      ...(own !== null && 'error' in own && { own: own.error }),
      ...(!/^node\b/.test(command) && { command: 'A command line that begins with node' }),
      ...(!runsFit && { runs: 'From 2 to 20' }),
      ...(!optionsFit && {
        options:
          options.length > mostOptions ? `At most ${mostOptions} of them` : 'Choose at least one to try',
      }),
    },
  }
}

/** An option of one's own: flags with spaces between; nothing where none are typed. */
export function ownOption(typed: string): { option: GcOption } | { error: string } | null {
  const flags = typed.split(/\s+/).filter(Boolean)
  if (flags.length === 0) return null
  if (flags.some((flag) => !/^--[a-z][a-z0-9-]*(?:=\d+)?$/.test(flag))) {
    return { error: 'Flags such as --max-semi-space-size=32' }
  }
  return { option: { flags, title: flags.join(' '), reason: 'Your own choice.' } }
}
