/**
 * Plans for property tests: a small executor runs a random plan with a clock per process, as the server
 * would run it, and prints what the server would print (averages per loop over all processes, three
 * decimals, buffers cumulative). What each node really did by itself is kept beside, to compare with.
 */
import fc from 'fast-check'
import type { Json, RawNode, RawPlan } from './raw.ts'

export interface GeneratedPlan {
  raw: RawPlan
  /** In preorder, as the accounting numbers them. */
  truth: NodeTruth[]
  /** Every InitPlan's one user is shown in the plan, so that where it ran can be known. */
  everythingShown: boolean
}

export interface NodeTruth {
  /** Time of the node alone, of all processes. */
  ownMs: number
  ownBlocks: number
  /** Run by a Gather's processes, the leader among them. */
  inWorkers: boolean
  isGather: boolean
  loops: number
}

/** The random part: what stands where. Everything else follows from it. */
interface Shape {
  kind: 'scan' | 'pipe' | 'loop' | 'join' | 'append' | 'gather' | 'shared-append'
  inputs: readonly Shape[]
  ownMicroseconds: number
  blocks: number
  rows: number
  /** Of the inner side of a loop; workers of a Gather. */
  times: number
  /** Whether the leader of a Gather takes part. */
  leader: boolean
  initPlan: { shape: Shape; user: number; shown: boolean } | undefined
  subPlan: { shape: Shape; calls: number } | undefined
  cte: { shape: Shape; first: number; firstPart: number } | undefined
}

const { shape: anyShape } = fc.letrec<{ shape: Shape }>((tie) => {
  const common = {
    ownMicroseconds: fc.integer({ min: 0, max: 20_000 }),
    blocks: fc.integer({ min: 0, max: 500 }),
    rows: fc.integer({ min: 0, max: 1000 }),
    times: fc.integer({ min: 0, max: 4 }),
    leader: fc.boolean(),
  }
  const nothing = fc.constant(undefined)
  const leaf = fc.record({
    ...common,
    kind: fc.constant('scan' as const),
    inputs: fc.constant([]),
    initPlan: nothing,
    subPlan: nothing,
    cte: nothing,
  })
  const inner = fc.record({
    ...common,
    kind: fc.constantFrom<Shape['kind']>('pipe', 'loop', 'join', 'append', 'gather', 'shared-append'),
    inputs: fc.array(tie('shape'), { minLength: 1, maxLength: 3, depthIdentifier: 'plan' }),
    initPlan: rarely(fc.record({ shape: tie('shape'), user: fc.nat(1000), shown: fc.boolean() })),
    subPlan: rarely(fc.record({ shape: tie('shape'), calls: fc.integer({ min: 0, max: 5 }) })),
    cte: rarely(
      fc.record({ shape: leaf, first: fc.nat(1000), firstPart: fc.double({ min: 0, max: 1, noNaN: true }) }),
    ),
  })
  return { shape: fc.oneof({ maxDepth: 6, depthSize: 'medium', depthIdentifier: 'plan' }, leaf, inner) }
})

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { freq: 2, nil: undefined })
}

export const generatedPlans: fc.Arbitrary<GeneratedPlan> = fc
  .record({ shape: anyShape, verbose: fc.boolean(), numbered: fc.boolean(), buffers: fc.boolean() })
  .map(({ shape, verbose, numbered, buffers }) => new Simulation({ verbose, numbered, buffers }).run(shape))

interface Options {
  verbose: boolean
  /** `(InitPlan 1).col1` as from version 17 on; else `$1`. */
  numbered: boolean
  buffers: boolean
}

interface ProcessFigures {
  loops: number
  microseconds: number
  blocks: number
  ownMicroseconds: number
}

class SimulatedNode {
  readonly shape: Shape
  readonly type: string
  readonly relationship: string | undefined
  subplanName: string | undefined
  filter: string | undefined
  cteName: string | undefined
  inWorkers = false
  /** In the order they are printed: InitPlans and CTEs, inputs, SubPlans. */
  children: SimulatedNode[] = []
  inputs: SimulatedNode[] = []
  subPlan: SimulatedNode | undefined
  /** InitPlans evaluated here, at first need. */
  evaluates: Evaluation[] = []
  /** For a CTE Scan: what it reads, and which part of it when it comes first. */
  reads: { cte: SimulatedNode; part: number } | undefined
  ownBlocks = 0
  rows = 0
  readonly figures: ProcessFigures[] = []

  constructor(shape: Shape, type: string, relationship: string | undefined) {
    this.shape = shape
    this.type = type
    this.relationship = relationship
  }

  in(process: number): ProcessFigures {
    return (this.figures[process] ??= { loops: 0, microseconds: 0, blocks: 0, ownMicroseconds: 0 })
  }
}

interface Evaluation {
  initPlan: SimulatedNode
  /** Processes that know the result. */
  known: Set<number>
}

class Simulation {
  private readonly options: Options
  private readonly clocks: number[] = [0]
  private readonly blocks: number[] = [0]
  private initPlans = 0
  private ctes = 0
  private subPlans = 0
  private everythingShown = true
  /** How much of each CTE has been computed, as a fraction. */
  private readonly computed = new Map<SimulatedNode, number>()
  private random = 1

  constructor(options: Options) {
    this.options = options
  }

  run(shape: Shape): GeneratedPlan {
    const root = this.build(shape, undefined, false)
    this.execute(root, 0)
    const nodes: SimulatedNode[] = []
    const collect = (node: SimulatedNode): RawNode => {
      nodes.push(node)
      return { properties: this.print(node), children: node.children.map(collect) }
    }
    const raw: RawPlan = { source: 'json', root: collect(root), statement: {}, notes: [] }
    const truth = nodes.map((node) => ({
      ownMs: sum(node.figures.map((own) => own.ownMicroseconds)) / 1000,
      ownBlocks: node.ownBlocks,
      inWorkers: node.inWorkers,
      isGather: node.type === 'Gather',
      loops: sum(node.figures.map((own) => own.loops)),
    }))
    return { raw, truth, everythingShown: this.everythingShown }
  }

  private build(shape: Shape, relationship: string | undefined, inWorkers: boolean): SimulatedNode {
    const isGather = shape.kind === 'gather' && !inWorkers
    const node = new SimulatedNode(shape, isGather ? 'Gather' : nodeTypes[shape.kind], relationship)
    node.inWorkers = inWorkers
    const below = inWorkers || isGather
    const inputs = isGather || shape.kind === 'pipe' ? shape.inputs.slice(0, 1) : shape.inputs
    node.inputs = inputs.map((input, i) => this.build(input, i === 0 ? 'Outer' : 'Inner', below))
    if (shape.subPlan !== undefined && !isGather) {
      node.subPlan = this.build(shape.subPlan.shape, 'SubPlan', inWorkers)
      node.subPlan.subplanName = `SubPlan ${1000 + this.subPlans}`
      node.filter = `(SubPlan ${1000 + this.subPlans++})`
    }
    const before: SimulatedNode[] = []
    if (shape.cte !== undefined && !inWorkers) before.push(...this.buildCte(shape.cte, node))
    if (shape.initPlan !== undefined) before.push(this.buildInitPlan(shape.initPlan, node, inWorkers))
    node.children = [...before, ...node.inputs, ...(node.subPlan === undefined ? [] : [node.subPlan])]
    return node
  }

  /** The CTE hangs on the node; two of the places in its inputs become scans of it. */
  private buildCte(cte: NonNullable<Shape['cte']>, owner: SimulatedNode): SimulatedNode[] {
    const places = leavesOf(owner).filter((leaf) => !leaf.inWorkers && leaf.type === 'Seq Scan')
    const chosen = [places[cte.first % Math.max(1, places.length)], places.at(-1)]
    const scans = [...new Set(chosen)].filter((scan) => scan !== undefined)
    if (scans.length === 0) return []
    const node = this.build(cte.shape, 'InitPlan', false)
    const name = `c${this.ctes++}`
    node.subplanName = `CTE ${name}`
    for (const scan of scans) {
      scan.cteName = name
      scan.reads = { cte: node, part: scans.length > 1 ? cte.firstPart : 1 }
    }
    return [node]
  }

  private buildInitPlan(
    initPlan: NonNullable<Shape['initPlan']>,
    owner: SimulatedNode,
    inWorkers: boolean,
  ): SimulatedNode {
    const node = this.build(initPlan.shape, 'InitPlan', inWorkers)
    const number = ++this.initPlans
    node.subplanName = this.options.numbered
      ? `InitPlan ${number}`
      : `InitPlan ${number} (returns $${number})`
    const users = plainNodes(owner).filter((user) => user.node.type !== 'Append')
    const { node: user, gather } = users[initPlan.user % Math.max(1, users.length)] ?? {
      node: owner,
      gather: undefined,
    }
    if (initPlan.shown) {
      const reference = this.options.numbered ? `(InitPlan ${number}).col1` : `$${number}`
      user.filter = `((b > ${reference}) AND (c <> 'InitPlan 1 $1'::text)${user.filter ? ` AND ${user.filter}` : ''})`
    } else this.everythingShown = false
    const evaluation: Evaluation = { initPlan: node, known: new Set() }
    // A Gather between the InitPlan and its user evaluates it, the Gather that shows it included.
    const evaluator = gather ?? user
    evaluator.evaluates.push(evaluation)
    return node
  }

  private execute(node: SimulatedNode, process: number): void {
    const started = this.clock(process)
    const blocksBefore = this.blocks[process] ?? 0
    const figures = node.in(process)
    figures.loops++
    let ofOthers = 0
    const call = (part: SimulatedNode) => {
      const before = this.clock(process)
      this.execute(part, process)
      ofOthers += this.clock(process) - before
    }
    for (const { initPlan, known } of node.evaluates) {
      if (known.has(process)) continue
      known.add(process)
      call(initPlan)
    }
    if (node.reads === undefined) this.work(node, process, 1)
    else {
      const before = this.clock(process)
      this.pull(node.reads, process)
      ofOthers += this.clock(process) - before
    }
    if (node.type === 'Gather') ofOthers += this.gather(node)
    else if (node.shape.kind === 'loop') {
      const [outer, ...inner] = node.inputs
      if (outer !== undefined) call(outer)
      for (const side of inner) for (let i = 0; i < node.shape.times; i++) call(side)
    } else if (node.shape.kind === 'shared-append' && node.inWorkers) {
      // Each input is run by one process alone: the first that comes to it.
      for (const input of node.inputs) if (sum(input.figures.map((own) => own.loops)) === 0) call(input)
    } else for (const input of node.inputs) call(input)
    if (node.subPlan !== undefined) {
      for (let i = 0; i < (node.shape.subPlan?.calls ?? 0); i++) call(node.subPlan)
    }
    node.rows += node.shape.rows
    const elapsed = this.clock(process) - started
    figures.microseconds += elapsed
    figures.ownMicroseconds += elapsed - ofOthers
    figures.blocks += (this.blocks[process] ?? 0) - blocksBefore
  }

  /** Starts the workers, takes part itself, waits for them; answers how long its own part in the child took. */
  private gather(node: SimulatedNode): number {
    const child = node.inputs[0]
    if (child === undefined) return 0
    const started = this.clock(0)
    let longest = 0
    for (let worker = 1; worker <= node.shape.times; worker++) {
      this.clocks[worker] = 0
      this.blocks[worker] = 0
      this.execute(child, worker)
      longest = Math.max(longest, this.clock(worker))
      this.blocks[0] = (this.blocks[0] ?? 0) + (this.blocks[worker] ?? 0)
    }
    let ownPart = 0
    if (node.shape.leader || node.shape.times === 0) {
      this.execute(child, 0)
      ownPart = this.clock(0) - started
    }
    this.clocks[0] = Math.max(this.clock(0), started + longest)
    return ownPart
  }

  /** The first reader computes its part of the CTE, the next what is left. */
  private pull(reads: NonNullable<SimulatedNode['reads']>, process: number): void {
    const { cte, part } = reads
    const done = this.computed.get(cte) ?? 0
    const now = done === 0 ? part : 1 - done
    if (done >= 1 || now <= 0) return
    this.computed.set(cte, done + now)
    const figures = cte.in(process)
    figures.loops = 1
    const before = this.clock(process)
    const blocksBefore = this.blocks[process] ?? 0
    this.work(cte, process, now)
    cte.rows = cte.shape.rows
    figures.microseconds += this.clock(process) - before
    figures.ownMicroseconds += this.clock(process) - before
    figures.blocks += (this.blocks[process] ?? 0) - blocksBefore
  }

  private work(node: SimulatedNode, process: number, part: number): void {
    // An Append only asks its inputs in turn, and a CTE Scan only reads what was kept.
    if (node.type === 'Append') return
    // Between half and one and a half times as long each time (a linear congruential generator).
    this.random = (this.random * 1_103_515_245 + 12_345) % 2_147_483_648
    const factor = 0.5 + this.random / 2_147_483_648
    this.clocks[process] = this.clock(process) + node.shape.ownMicroseconds * factor * part
    const blocks = Math.round(node.shape.blocks * part)
    this.blocks[process] = (this.blocks[process] ?? 0) + blocks
    node.ownBlocks += blocks
  }

  private clock(process: number): number {
    return this.clocks[process] ?? 0
  }

  private print(node: SimulatedNode): Record<string, Json> {
    const loops = sum(node.figures.map((own) => own.loops))
    const properties: Record<string, Json> = {
      'Node Type': node.cteName === undefined ? node.type : 'CTE Scan',
      'Plan Rows': 10,
      'Actual Rows': loops === 0 ? 0 : Math.round(node.rows / loops),
      'Actual Loops': loops,
      'Actual Total Time': perLoopMs(sum(node.figures.map((own) => own.microseconds)), loops),
    }
    if (node.relationship !== undefined) properties['Parent Relationship'] = node.relationship
    if (node.subplanName !== undefined) properties['Subplan Name'] = node.subplanName
    if (node.cteName !== undefined) properties['CTE Name'] = node.cteName
    if (node.filter !== undefined) properties['Filter'] = node.filter
    if (node.type === 'Gather') {
      properties['Workers Planned'] = node.shape.times
      properties['Workers Launched'] = node.shape.times
    }
    if (this.options.buffers) {
      properties['Shared Hit Blocks'] = sum(node.figures.map((own) => own.blocks))
      properties['Shared Read Blocks'] = 0
    }
    const workers = node.figures.flatMap((own, process) =>
      process === 0 || own.loops === 0
        ? []
        : {
            'Worker Number': process - 1,
            'Actual Loops': own.loops,
            'Actual Rows': 0,
            'Actual Total Time': perLoopMs(own.microseconds, own.loops),
          },
    )
    if (this.options.verbose && workers.length > 0) properties['Workers'] = workers
    return properties
  }
}

const nodeTypes: Record<Shape['kind'], string> = {
  scan: 'Seq Scan',
  pipe: 'Sort',
  loop: 'Nested Loop',
  join: 'Hash Join',
  append: 'Append',
  'shared-append': 'Append',
  gather: 'Materialize',
}

/** As the server prints: the average over all loops of all processes, in ms with three decimals. */
function perLoopMs(microseconds: number, loops: number): number {
  return loops === 0 ? 0 : Math.round(microseconds / loops) / 1000
}

/** The node and its inputs down to the leaves, each with the Gather that runs it on the way. */
function plainNodes(owner: SimulatedNode): { node: SimulatedNode; gather: SimulatedNode | undefined }[] {
  const found: { node: SimulatedNode; gather: SimulatedNode | undefined }[] = []
  const visit = (node: SimulatedNode, gather: SimulatedNode | undefined) => {
    found.push({ node, gather })
    for (const input of node.inputs) visit(input, gather ?? (node.type === 'Gather' ? node : undefined))
  }
  visit(owner, undefined)
  return found
}

function leavesOf(owner: SimulatedNode): SimulatedNode[] {
  return plainNodes(owner)
    .map(({ node }) => node)
    .filter((node) => node.inputs.length === 0 && node.reads === undefined && node.children.length === 0)
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + (value ?? 0), 0)
}
