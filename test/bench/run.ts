/**
 * `npm run bench`: each benchmark with its peer in the same run, in turn, as ratios. These are
 * figures to read, never tests: the machine's speed is part of every absolute time.
 */
import { arch, cpus, platform } from 'node:os'
import { benchAdvisor } from './advisor/index.ts'
import { benchCacheSim } from './cache-sim/index.ts'
import { benchFlameFrames } from './flame/frames.ts'
import { benchKeyspace } from './keyspace/index.ts'
import { benchLeak } from './leak/index.ts'
import { benchPlanParse } from './plan-parse.ts'
import { benchProfiles } from './profiles/index.ts'
import { benchSampling } from './sampling/index.ts'
import { benchStartup } from './startup.ts'
import { benchStatementList } from './statement-list.ts'
import { type BenchResult, formatTable } from './table.ts'

const benchmarks: { name: string; run: () => Promise<BenchResult> }[] = [
  { name: 'Start-up', run: benchStartup },
  { name: 'Reading plans', run: benchPlanParse },
  { name: 'Flame chart', run: benchFlameFrames },
  { name: 'Statement list', run: benchStatementList },
  { name: 'Index advisor', run: benchAdvisor },
  { name: 'Cache-simulation', run: benchCacheSim },
  { name: 'Keyspace', run: benchKeyspace },
  { name: 'Profiles', run: benchProfiles },
  { name: 'Sampling', run: benchSampling },
  { name: 'Leak', run: benchLeak },
]

const [wanted] = process.argv.slice(2)
console.log(
  `${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`,
)
for (const benchmark of benchmarks) {
  if (wanted && !benchmark.name.toLowerCase().includes(wanted.toLowerCase())) continue
  console.log(`\n${benchmark.name}`)
  console.log(formatTable((await benchmark.run()).rows))
}
