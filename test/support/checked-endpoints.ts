/** The endpoint table for tests: every reply is held against the schema that the table promises, and noted as hit. */
import { appendFileSync } from "node:fs"
import type { Endpoint, Reply } from "../../hub/http/endpoint.ts"
import { endpointKey, replySchema } from "../../hub/http/openapi.ts"

/** A reply that breaks its promise becomes a 500 that says so, which no test expects. */
export function checkedEndpoints(table: readonly Endpoint[]): readonly Endpoint[] {
  return table.map(row => ({
    ...row,
    async handle(call: never) {
      noteHit(row)
      const reply = await row.handle(call)
      if (reply !== null) check(row, reply)
      return reply
    },
  }))
}

function check(row: Endpoint, reply: Reply): void {
  const schema = replySchema(row, reply.status)
  if (schema === undefined && reply.status >= 300) return
  const name = `${endpointKey(row)} ${reply.status}`
  if (schema === undefined) throw new Error(`${name} is not in the table`)
  if (schema === null && reply.body !== undefined) throw new Error(`${name} should have no body`)
  const parsed = schema?.safeParse(reply.body)
  if (parsed?.error) throw new Error(`${name} is not as the table says: ${parsed.error.message}`)
}

/** Where $CARME_ENDPOINT_HITS names a file, it lists what was hit, one endpoint a line. */
function noteHit(row: Endpoint): void {
  const file = process.env.CARME_ENDPOINT_HITS
  if (file) appendFileSync(file, `${endpointKey(row)}\n`)
}
