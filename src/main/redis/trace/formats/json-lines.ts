import { ClientNumbers } from '../read/client-numbers.ts'
import type { Collector } from '../read/collector.ts'
import { addFields, fieldOf, millisecondsPerTtl, unitOfName, type FieldName, type Fields } from './fields.ts'
import type { LineFormat } from './line-format.ts'
import { Times } from './times.ts'

/** JSON Lines of other programs; the fields are found by their names. An array over lines is taken, too. */
export function jsonFormat(collector: Collector): LineFormat {
  const { account } = collector
  const clients = new ClientNumbers()
  let times: Times | undefined

  const fieldsOf = (value: object): Fields | undefined => {
    const found = new Map<FieldName, [name: string, value: unknown]>()
    for (const [name, content] of Object.entries(value)) {
      const field = fieldOf(name)
      if (field && !found.has(field) && content !== null) found.set(field, [name, content])
    }
    const [timeName, time] = found.get('time') ?? []
    const args = argumentsIn(found.get('args')?.[1], found.get('op')?.[1])
    const key = textOf(found.get('key')?.[1])
    if (key === undefined && !args) return undefined
    if (timeName !== undefined) times ??= new Times(account, unitOfName(timeName))
    const [ttlName, ttl] = found.get('ttl') ?? []
    const seconds = numberOf(ttl)
    const fields: Fields = {
      at: typeof time === 'string' || typeof time === 'number' ? times?.read(time) : undefined,
      client: textOf(found.get('client')?.[1]),
      op: textOf(found.get('op')?.[1]),
      key: key ?? '',
      bytes: numberOf(found.get('bytes')?.[1]),
      ttlMs:
        seconds === undefined || ttlName === undefined ? undefined : seconds * millisecondsPerTtl(ttlName),
      outcome: outcomeOf(found.get('hit')?.[0], found.get('hit')?.[1]),
      args,
    }
    // A time that cannot be read is a broken line, a trace without times is not.
    return time !== undefined && fields.at === undefined ? undefined : fields
  }

  const add = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false
    const fields = fieldsOf(value)
    if (!fields) return false
    if (fields.at === undefined) account.note(NO_TIMES)
    // One line that tells a time makes it a trace with times.
    account.hasTimes = times !== undefined
    return addFields(collector, clients, fields, account.lines)
  }

  return {
    line(block, start, end) {
      const text = block.toString('utf8', start, end).trim()
      if (text === '[' || text === ']' || text === '') return true
      const whole = parsed(text)
      // A whole list in one line.
      if (Array.isArray(whole)) return whole.map((value: unknown) => add(value)).every(Boolean)
      return add(whole ?? parsed(text.replace(/^\[\s*(?=\{)/, '').replace(/\}\s*[,\]]+$/, '}')))
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The note of a trace without times; it does not hold for who gives the accesses times of their own. */
export const NO_TIMES = 'The trace has no times: its accesses are taken to be 1 ms apart.'

/** `"args": ["GET", "key"]`, or the arguments alone beside `"cmd": "GET"`. */
function argumentsIn(args: unknown, command: unknown): string[] | undefined {
  const list = Array.isArray(args) ? args : Array.isArray(command) ? command : undefined
  if (!list) return undefined
  const texts = list.map((entry) => textOf(entry) ?? '')
  if (typeof command === 'string' && texts[0]?.toLowerCase() !== command.toLowerCase())
    return [command, ...texts]
  return texts
}

/** What a field like `hit` says: `true`, `1`, `"hit"`; one named `miss` the other way round. */
export function outcomeOf(name?: string, value?: unknown): 'hit' | 'miss' | undefined {
  if (name === undefined) return undefined
  const text = String(value).toLowerCase()
  if (text === 'hit' || text === 'miss') return text
  const yes = /^(?:true|yes|y|t|[1-9]\d*)$/.test(text)
  const no = /^(?:false|no|n|f|0)$/.test(text)
  if (!yes && !no) return undefined
  return yes === (name.toLowerCase() !== 'miss') ? 'hit' : 'miss'
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}
