import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import * as z from 'zod'
import { loadRequestSchema, type RoundLoad, roundLoadSchema } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'

type RequestLoad = Extract<RoundLoad, { kind: 'requests' }>

/** What a file may say; the rest is for whoever reads it. */
const scenarioSchema = z.strictObject({
  requests: z
    .array(z.union([z.url({ protocol: /^https?$/ }), loadRequestSchema.strict()]))
    .min(1)
    .max(1_000),
  perRound: z.number().int().min(1).max(10_000_000).optional(),
  concurrency: z.number().int().min(1).max(1_000).optional(),
})

/** What the terminal's options say, before what the file says. */
export interface LoadSizes {
  perRound?: number | undefined
  concurrency?: number | undefined
}

/**
 * The load of a scenario: a URL, which is one request, or the path of a YAML file:
 *
 *     requests:
 *       - http://127.0.0.1:3000/products
 *       - { method: POST, url: http://127.0.0.1:3000/cart, headers: { content-type: application/json }, body: '{"id":1}' }
 *     perRound: 2000
 *     concurrency: 10
 *
 * @throws Failure BAD_INPUT, naming what is wrong and where
 */
export async function loadOfScenario(scenario: string, sizes: LoadSizes = {}): Promise<RequestLoad> {
  const told = /^https?:\/\//i.test(scenario)
    ? { requests: [scenario] }
    : readScenario(scenario, await textOf(scenario))
  const load = roundLoadSchema.safeParse({
    kind: 'requests',
    requests: told.requests.map((request) => (typeof request === 'string' ? { url: request } : request)),
    ...known({ perRound: sizes.perRound ?? told.perRound }),
    ...known({ concurrency: sizes.concurrency ?? told.concurrency }),
  })
  if (load.success && load.data.kind === 'requests') return load.data
  throw new Failure('BAD_INPUT', `This is no load: ${load.success ? scenario : firstIssue(load.error)}.`, {
    hint: howTo,
  })
}

const howTo =
  'Give a URL such as http://127.0.0.1:3000/, or a YAML file with requests: a list of URLs or of {method, url, headers, body}.'

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Failure('BAD_INPUT', `The scenario ${file} cannot be read: ${reasonOf(error)}.`, {
      hint: howTo,
    })
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}

function readScenario(file: string, text: string): z.infer<typeof scenarioSchema> {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) {
    throw new Failure('BAD_INPUT', `${file} is no YAML: ${problem.message.split('\n')[0]}`, { hint: howTo })
  }
  const parsed = scenarioSchema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  throw new Failure('BAD_INPUT', `${file} is no scenario: ${firstIssue(parsed.error)}.`, { hint: howTo })
}

/** `requests.2.url: Invalid URL`. */
function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  if (!issue) return 'it has another form'
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : undefined
  const path = [...issue.path, ...(inner?.path ?? [])].join('.')
  const message = (inner ?? issue).message
  return path === '' ? message : `${path}: ${message}`
}

/** Without what is not told: a default takes its place. */
function known(sizes: LoadSizes): LoadSizes {
  return Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== undefined))
}
