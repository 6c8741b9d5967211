import { oc } from '@orpc/contract'
import * as z from 'zod'
import { failureCodes, type FailureCode } from '../failure.ts'

/** What travels with every expected failure beside its code and its sentence. */
export const failureData = z.object({
  hint: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

type FailureMap = Record<FailureCode, { status: number; data: typeof failureData }>

// Object.fromEntries forgets the keys; they are those of failureCodes.
const failureMap = Object.fromEntries(
  Object.entries(failureCodes).map(([code, status]) => [code, { status, data: failureData }]),
) as FailureMap

/** The start of every procedure: it can fail with each code of {@link failureCodes}. */
export const procedure = oc.errors(failureMap)
