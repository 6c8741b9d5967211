import { ORPCError } from '@orpc/client'
import * as z from 'zod'
import { failureData } from '#shared/contract/failures.ts'
import { Failure, failureCodes, type FailureCode } from '#shared/failure.ts'

/** Makes what a call threw into a Failure: its code, one sentence for people, and what to try. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof ORPCError) return fromContract(error)
  if (isAbort(error)) return new Failure('CANCELLED', 'Cancelled.', { cause: error })
  return unexpected(error)
}

function fromContract(error: ORPCError<string, unknown>): Failure {
  const { code, data } = error
  if (error.defined && isFailureCode(code)) {
    const details = failureData.safeParse(data)
    return new Failure(code, error.message, {
      hint: details.data?.hint,
      facts: details.data?.facts,
      cause: error,
    })
  }
  if (code === 'BAD_REQUEST') {
    return new Failure('BAD_INPUT', `This input is not possible: ${firstIssue(data)}.`, { cause: error })
  }
  return unexpected(error)
}

function unexpected(error: unknown): Failure {
  return new Failure('UNEXPECTED', 'Something went wrong inside Pitwall itself.', {
    hint: 'This is a defect, not a mistake of yours. The log of the workbench has the details.',
    cause: error,
  })
}

const issuesSchema = z.object({
  issues: z
    .array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }))
    .min(1),
})

/** The first complaint of the contract's schema, with the field it is about. */
function firstIssue(data: unknown): string {
  const issue = issuesSchema.safeParse(data).data?.issues[0]
  if (issue === undefined) return 'it does not fit the contract'
  const field = issue.path?.join('.')
  return field === undefined || field === '' ? issue.message : `${field}: ${issue.message}`
}

function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureCodes, code)
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
