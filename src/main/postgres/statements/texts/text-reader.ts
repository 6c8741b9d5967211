import { Worker } from 'node:worker_threads'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { type NormalisedText, type TextFacts, unread } from './understand.ts'
import type { TextsAnswer, TextsRequest } from './worker.ts'

/**
 * Reads many texts of statements with the server's own parser in one thread, which is thrown away when
 * a text breaks it. The owner closes the reader.
 */
export interface TextReader {
  /**
   * The facts of the texts, in their order, as many as could be read by the deadline (from now). Throws
   * CANCELLED.
   */
  read: (texts: readonly string[], deadline: Milliseconds, signal?: AbortSignal) => Promise<TextFacts[]>
  /** The same with the values taken out. */
  normalise: (
    texts: readonly string[],
    deadline: Milliseconds,
    signal?: AbortSignal,
  ) => Promise<NormalisedText[]>
  close: () => Promise<void>
}

/** A longer text is a list of values that the server did not fold; reading it would keep the others waiting. */
const LONGEST_TEXT = 100_000

export function openTextReader(): TextReader {
  let worker: Worker | undefined
  const close = async (): Promise<void> => {
    const ending = worker
    worker = undefined
    await ending?.terminate()
  }

  async function readAll<Facts extends TextFacts>(
    texts: readonly string[],
    guess: (text: string) => Facts,
    normalise: boolean,
    deadline: Milliseconds,
    signal: AbortSignal | undefined,
  ): Promise<Facts[]> {
    const facts: Facts[] = []
    const endsAt = performance.now() + deadline
    while (facts.length < texts.length && performance.now() < endsAt) {
      throwIfCancelled(signal)
      worker ??= startWorker()
      const rest = texts.slice(facts.length).map((text) => (text.length > LONGEST_TEXT ? '' : text))
      const request = { texts: rest, normalise }
      const end = await converse(worker, request, endsAt, signal, (some) => {
        // The worker answers a request for normalised texts with such.
        facts.push(...(some as Facts[]))
      })
      if (end === 'whole') break
      await close()
      const breaking = texts[facts.length]
      if (end === 'broken' && breaking !== undefined) facts.push(guess(breaking))
    }
    throwIfCancelled(signal)
    return facts.map((one, at) => {
      const text = texts[at] ?? ''
      return text.length > LONGEST_TEXT ? guess(text) : one
    })
  }

  return {
    read: async (texts, deadline, signal) => await readAll(texts, unread, false, deadline, signal),
    normalise: async (texts, deadline, signal) =>
      await readAll(
        texts,
        (text) => ({ ...unread(text), normalised: text, fingerprint: text }),
        true,
        deadline,
        signal,
      ),
    close,
  }
}

function startWorker(): Worker {
  // In the sources the worker stands beside this file, in the build beside the bundle.
  const entry = import.meta.url.endsWith('.ts') ? './worker.ts' : './texts-worker.js'
  const worker = new Worker(new URL(entry, import.meta.url))
  worker.unref()
  return worker
}

/** One request and its answers; `late` where the deadline or the signal came first. */
async function converse(
  worker: Worker,
  request: TextsRequest,
  endsAt: Milliseconds,
  signal: AbortSignal | undefined,
  take: (facts: TextsAnswer['facts']) => void,
): Promise<'whole' | 'broken' | 'late'> {
  let missing = request.texts.length
  let timer: NodeJS.Timeout | undefined
  const { promise, resolve } = Promise.withResolvers<'whole' | 'broken' | 'late'>()
  const late = (): void => resolve('late')
  const broken = (): void => resolve('broken')
  const receive = ({ facts, broken: isBroken }: TextsAnswer): void => {
    take(facts)
    missing -= facts.length
    if (isBroken) resolve('broken')
    else if (missing === 0) resolve('whole')
  }
  worker.on('message', receive)
  worker.once('error', broken)
  worker.once('exit', broken)
  signal?.addEventListener('abort', late, { once: true })
  try {
    timer = setTimeout(late, Math.max(0, endsAt - performance.now()))
    worker.postMessage(request, [])
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', late)
    worker.off('message', receive)
    worker.off('error', broken)
    worker.off('exit', broken)
  }
}
