import * as z from 'zod'

const resourceSchema = z.object({ kind: z.string(), count: z.number() })

/** What the agent counted since it was asked before. Times are milliseconds of the thread's own clock. */
export const readingSchema = z.object({
  sinceMs: z.number(),
  memory: z.object({
    usedBytes: z.number(),
    totalBytes: z.number(),
    limitBytes: z.number(),
    externalBytes: z.number(),
    arrayBufferBytes: z.number(),
    residentBytes: z.number(),
  }),
  gc: z.object({
    scavenges: z.number(),
    markSweeps: z.number(),
    others: z.number(),
    pauseMs: z.number(),
    longestMs: z.number(),
  }),
  cpuMs: z.number(),
  loop: z.object({
    /** How late the loop's timer came, beyond {@link RESOLUTION_MS}; null where it did not come at all. */
    late: z.object({ p50Ms: z.number(), p99Ms: z.number(), maxMs: z.number() }).nullable(),
    /** The longest time that the loop stood, to {@link TURN_MS} exactly: that which still lasts, too. */
    stoodMs: z.number(),
    activeMs: z.number(),
    utilization: z.number(),
  }),
  resources: z.array(resourceSchema),
  machine: z.object({
    cores: z.number(),
    busyCores: z.number(),
    memoryBytes: z.number(),
    freeMemoryBytes: z.number(),
  }),
})
export type Reading = z.infer<typeof readingSchema>

/** Where the agent is in its thread: a name that nobody else has. */
const AGENT = 'pitwall.live'
/** Of the timer that measures how late the loop is: 50 wake-ups a second, counted without JavaScript. */
export const RESOLUTION_MS = 20
/**
 * Of the timer that tells how long the loop stands: Node's own measure leaves out what began before it was
 * read and ended after.
 */
const TURN_MS = 100
/** The agent ends by itself when nobody asked it for so long. */
const IDLE_MS = 10_000

/** Asks the agent; null where there is none (any more). */
export const askAgent = {
  source: ask.toString(),
  args: [AGENT],
  schema: readingSchema.nullable(),
}

function ask(_builtin: unknown, name: string): unknown {
  const agent: unknown = Reflect.get(globalThis, Symbol.for(name))
  return typeof agent === 'object' && agent !== null && 'read' in agent && typeof agent.read === 'function'
    ? agent.read()
    : null
}

/** Takes the agent out of the thread. */
export const removeAgent = { source: remove.toString(), args: [AGENT], schema: z.literal(true) }

function remove(_builtin: unknown, name: string): true {
  const agent: unknown = Reflect.get(globalThis, Symbol.for(name))
  if (typeof agent === 'object' && agent !== null && 'end' in agent && typeof agent.end === 'function') {
    agent.end()
  }
  return true
}

/** Puts the agent into the thread, in the place of one that is there. */
export const putAgent = {
  source: put.toString(),
  args: [AGENT, RESOLUTION_MS, TURN_MS, IDLE_MS],
  schema: z.literal(true),
}

/** Runs in the target, on Node 18 and later, and so knows nothing outside itself. */
function put(
  builtin: typeof process.getBuiltinModule,
  name: string,
  resolutionMs: number,
  turnMs: number,
  patienceMs: number,
): true {
  const { monitorEventLoopDelay, performance, PerformanceObserver } = builtin('node:perf_hooks')
  const v8 = builtin('node:v8')
  const os = builtin('node:os')
  const key = Symbol.for(name)
  const before = Reflect.get(globalThis, key)
  if (before) before.end()

  let gc = { scavenges: 0, markSweeps: 0, others: 0, pauseMs: 0, longestMs: 0 }
  const count = (isScavenge: boolean, isMarkSweep: boolean, durationMs: number) => {
    if (isScavenge) gc.scavenges++
    else if (isMarkSweep) gc.markSweeps++
    else gc.others++
    gc.pauseMs += durationMs
    gc.longestMs = Math.max(gc.longestMs, durationMs)
  }
  const countEntries = (entries: readonly { duration: number; detail?: unknown }[]) => {
    for (const { duration, detail } of entries) {
      // 1 scavenge, 2 the other collector of the young, 4 mark-sweep, 8 and 16 steps beside.
      const kind = Number(Object(detail).kind)
      count(kind === 1 || kind === 2, kind === 4, duration)
    }
  }
  // V8's own list takes some 15 us a collection; Node's observer, all that older Nodes have, up to ten
  // times that.
  const profile = () => {
    let profiler = new v8.GCProfiler()
    profiler.start()
    return {
      take() {
        const { statistics } = profiler.stop()
        profiler = new v8.GCProfiler()
        profiler.start()
        for (const { gcType, cost } of statistics) {
          count(
            gcType === 'Scavenge' || gcType.startsWith('Minor'),
            gcType === 'MarkSweepCompact',
            cost / 1_000,
          )
        }
      },
      end: () => void profiler.stop(),
    }
  }
  const observe = () => {
    const observer = new PerformanceObserver((list) => countEntries(list.getEntries()))
    observer.observe({ entryTypes: ['gc'] })
    return { take: () => countEntries(observer.takeRecords()), end: () => observer.disconnect() }
  }
  const collections = typeof v8.GCProfiler === 'function' ? profile() : observe()
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()

  // What takes long is done less often: none of the figures may cost more than a thousandth of the time.
  const sparing = <T>(work: () => T) => {
    let nextAt = 0
    let last: T
    return () => {
      const at = performance.now()
      if (at < nextAt) return last
      last = work()
      nextAt = at + (performance.now() - at) * 1_000
      return last
    }
  }
  const resources = sparing(() => {
    const counts = new Map<string, number>()
    for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count)
  })
  const cpuTimes = () => {
    let busy = 0
    let all = 0
    const cpus = os.cpus()
    for (const { times } of cpus) {
      busy += times.user + times.nice + times.sys + times.irq
      all += times.user + times.nice + times.sys + times.irq + times.idle
    }
    return { busy, all, cores: cpus.length }
  }
  let lastTimes = cpuTimes()
  const machine = sparing(() => {
    const times = cpuTimes()
    const all = times.all - lastTimes.all
    const busyCores = all > 0 ? ((times.busy - lastTimes.busy) / all) * times.cores : 0
    lastTimes = times
    return { cores: times.cores, busyCores, memoryBytes: os.totalmem(), freeMemoryBytes: os.freemem() }
  })

  let lastAt = performance.now()
  let lastCpu = process.cpuUsage()
  let lastLoop = performance.eventLoopUtilization()
  let lastTurn = lastAt
  let stoodMs = 0
  let idleMs = 0
  const stands = () => Math.max(0, performance.now() - lastTurn - turnMs)
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs)

  const read = () => {
    idleMs = 0
    const at = performance.now()
    const memory = process.memoryUsage()
    const cpu = process.cpuUsage(lastCpu)
    const loop = performance.eventLoopUtilization()
    const since = performance.eventLoopUtilization(loop, lastLoop)
    const sinceMs = at - lastAt
    collections.take()
    const reading = {
      sinceMs,
      memory: {
        usedBytes: memory.heapUsed,
        totalBytes: memory.heapTotal,
        limitBytes: v8.getHeapStatistics().heap_size_limit,
        externalBytes: memory.external,
        arrayBufferBytes: memory.arrayBuffers,
        residentBytes: memory.rss,
      },
      gc,
      cpuMs: (cpu.user + cpu.system) / 1_000,
      loop: {
        late:
          delay.count === 0
            ? null
            : {
                p50Ms: late(delay.percentile(50)),
                p99Ms: late(delay.percentile(99)),
                maxMs: late(delay.max),
              },
        stoodMs: Math.max(stoodMs, stands()),
        activeMs: since.active,
        utilization: since.utilization,
      },
      resources: resources(),
      machine: machine(),
    }
    gc = { scavenges: 0, markSweeps: 0, others: 0, pauseMs: 0, longestMs: 0 }
    stoodMs = 0
    delay.reset()
    lastAt = at
    lastCpu = process.cpuUsage()
    lastLoop = loop
    return reading
  }
  const end = () => {
    clearInterval(timer)
    collections.end()
    delay.disable()
    if (Reflect.get(globalThis, key) === agent) Reflect.deleteProperty(globalThis, key)
  }
  const timer = setInterval(() => {
    stoodMs = Math.max(stoodMs, stands())
    const now = performance.now()
    // While the loop stood, nobody could have asked.
    idleMs += Math.min(now - lastTurn, 2 * turnMs)
    lastTurn = now
    if (idleMs > patienceMs) end()
  }, turnMs)
  timer.unref()
  const agent = { read, end }
  Reflect.defineProperty(globalThis, key, { value: agent, configurable: true })
  return true
}
