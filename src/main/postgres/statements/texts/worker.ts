/** The thread that reads the texts of statements: started by `text-reader.ts`, which ends it. */
import { parentPort } from 'node:worker_threads'
import { loadModule } from 'libpg-query'
import { normalise, type NormalisedText, ParserBroken, type TextFacts, understand } from './understand.ts'

export interface TextsRequest {
  texts: string[]
  /** Take the values out, too. */
  normalise: boolean
}

/** Each answer carries on where the one before it ended. */
export interface TextsAnswer {
  facts: (TextFacts | NormalisedText)[]
  /** The next text broke the parser: this thread is of no more use. */
  broken: boolean
}

/** So many texts take some 10 ms: little is lost when the thread is ended for want of time. */
const TEXTS_PER_ANSWER = 250

parentPort?.on('message', (request: TextsRequest) => void answer(request))

async function answer(request: TextsRequest): Promise<void> {
  await loadModule()
  const read = request.normalise ? normalise : understand
  let facts: TextsAnswer['facts'] = []
  const send = (broken: boolean): void => {
    // Nothing is transferred: the facts are plain data and are copied.
    parentPort?.postMessage({ facts, broken } satisfies TextsAnswer, [])
    facts = []
  }
  for (const text of request.texts) {
    try {
      facts.push(read(text))
    } catch (error) {
      if (!(error instanceof ParserBroken)) throw error
      send(true)
      return
    }
    if (facts.length >= TEXTS_PER_ANSWER) send(false)
  }
  send(false)
}
