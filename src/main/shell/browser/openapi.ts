import type { IncomingMessage, ServerResponse } from 'node:http'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { BodyLimitPlugin } from '@orpc/server/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import type { Router } from '#main/router.ts'
import { contract } from '#shared/contract/index.ts'

/** The contract as an HTTP API under `/api`, with its description at `/api/openapi.json`. */
export interface HttpApi {
  /** Answers the request; false when no procedure has this path and method. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  /** The OpenAPI document, as JSON text. Made at the first call. */
  document: (address: string) => Promise<string>
}

export function openHttpApi(router: Router, version: string): HttpApi {
  const handler = new OpenAPIHandler(router, {
    plugins: [new BodyLimitPlugin({ maxBodySize: 256 * 1024 * 1024 })],
  })
  return {
    handle: async (request, response) =>
      (await handler.handle(request, response, { prefix: '/api', context: {} })).matched,
    document: async (address) => JSON.stringify(await describeContract(address, version)),
  }
}

async function describeContract(address: string, version: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return await generator.generate(contract, {
    info: {
      title: 'Pitwall',
      version,
      description: 'What the workbench can do, for programs on the same machine.',
    },
    servers: [{ url: `${address}/api` }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearer: [] }],
  })
}
