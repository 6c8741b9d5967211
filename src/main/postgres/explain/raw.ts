/**
 * A plan as the server gave it, before any accounting: every reader (JSON, text, YAML, XML) makes
 * this, `account.ts` turns it into the contract's Plan.
 */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface RawNode {
  /**
   * The node's own keys, spelled as in EXPLAIN (FORMAT JSON) whatever the source: "Node Type",
   * "Actual Total Time", "Workers"… Figures are as the server printed them: per loop, not multiplied.
   * The text reader maps its lines to the same keys; what it does not know it keeps under the line's
   * own key.
   */
  properties: Record<string, Json>
  children: RawNode[]
}

export interface RawPlan {
  source: 'json' | 'text' | 'yaml' | 'xml'
  root: RawNode
  /** Keys beside "Plan", spelled as in FORMAT JSON: "Planning Time", "Triggers", "JIT", "Settings"… */
  statement: Record<string, Json>
  /** The statement's text, where the source has it ("Query Text", a psql echo, auto_explain). */
  sql?: string
  /** What had to be assumed or left out while reading, one sentence each. */
  notes: string[]
}
