/**
 * Does one thing of the set-up and says so: `Packages… 12.3 s`.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [outcome] how it ended, where that is not plain success
 * @returns {Promise<T>}
 */
export async function step(title, work, outcome) {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  process.stderr.write(`${title}… `)
  try {
    const result = await work()
    const how = outcome?.(result)
    process.stderr.write(how ? `${how} (${seconds()})\n` : `${seconds()}\n`)
    return result
  } catch (error) {
    process.stderr.write(`failed after ${seconds()}\n`)
    throw error
  }
}
