/**
 * `npm run check`: types, lint, format, dead code, layers. Prints one line a check with its time, and
 * the output of those that fail.
 */
import { runChecks } from './checks.ts'

const results = await runChecks((result) => {
  const seconds = (result.elapsedMs / 1000).toFixed(1)
  console.log(`${result.ok ? 'ok    ' : 'FAILED'} ${result.name}  ${seconds} s`)
  if (!result.ok) console.log(result.output)
})
if (results.some((result) => !result.ok)) process.exitCode = 1
