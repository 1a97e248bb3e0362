/** Share codes of a user's servers: listed by owner or server, made and deleted by server. */
import { z } from "zod"
import { checkGrantor, requestedScopes } from "../../core/shares/requested-scopes.ts"
import { findShareCode, issueShareCode } from "../../core/shares/share-codes.ts"
import { fullName, type ShareableServer, shareableServer } from "../../core/shares/shareable-server.ts"
import { deleteShareCodes, listShareCodes } from "../../db/share-codes.ts"
import { Refusal } from "../../plugin/errors.ts"
import { type Call, type Endpoint, endpoint, type Reply } from "../endpoint.ts"
import { newShareCodeModel, newShareCodeSchema, shareCodeModel, shareCodeSchema } from "../models/share-model.ts"
import { knownUser } from "./known-user.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"

const row = { tag: "shares", handler: "jupyterhub.apihandlers.shares.ServerShareCodeAPIHandler" } as const
const one = { ...row, path: "/api/share-codes/:owner/{:server}", target: { user: "owner", server: "server" } } as const
const codeList = { 200: paginatedSchema(z.array(shareCodeSchema)) }

const [shortest, longest, usual] = [60, 365 * 86_400, 86_400]
const lifetime = `expires_in must be ${shortest} to ${longest} seconds`
const number = z.int().min(shortest, { error: lifetime }).max(longest, { error: lifetime })
/** As text too, as JupyterHub takes it. */
const seconds = z.union(
  [
    number,
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(number),
  ],
  { error: lifetime },
)

const codeBody = z
  .strictObject(
    {
      scopes: z.array(z.string(), { error: "scopes must be a list of strings" }).max(1000).nullish(),
      expires_in: seconds.default(usual),
    },
    { error: issue => (issue.code === "invalid_type" ? "The body must be a JSON object" : undefined) },
  )
  .nullish()

export const shareCodesEndpoints: readonly Endpoint[] = [
  endpoint({
    ...row,
    path: "/api/share-codes/:owner",
    method: "get",
    summary: "The share codes of a user's servers, without the codes themselves",
    scopes: ["read:shares"],
    target: { user: "owner" },
    query: z.object(pageQuery),
    replies: codeList,
    async handle(call) {
      return list(call, { ownerId: (await knownUser(call.core, call.params.owner)).id })
    },
  }),
  endpoint({
    ...one,
    method: "get",
    summary: "The share codes of a server, without the codes themselves",
    scopes: ["read:shares"],
    query: z.object(pageQuery),
    replies: codeList,
    async handle(call) {
      return list(call, { spawnerId: (await serverOf(call)).id })
    },
  }),
  endpoint({
    ...one,
    method: "post",
    summary: "Make a share code, which is told this once",
    scopes: ["shares"],
    body: codeBody,
    replies: { 200: newShareCodeSchema },
    async handle(call) {
      const { core, identity, params, body } = call
      const [owner = "", name = ""] = [params.owner, params.server]
      const scopes = requestedScopes(core, body?.scopes, `${owner}/${name}`)
      await checkGrantor(core, identity, scopes, { owner, name })
      const made = await issueShareCode(core, await serverOf(call), scopes, body?.expires_in ?? usual)
      const headers = { "Cache-Control": "no-store" }
      return { status: 200, body: newShareCodeModel(core, made.row, made.code), headers }
    },
  }),
  endpoint({
    ...one,
    method: "delete",
    summary: "Delete a share code, named by `code` or `id`, or all of a server; what was shared by it stays shared",
    scopes: ["shares"],
    query: z.object({ code: z.string().optional(), id: z.string().optional() }),
    replies: { 204: null },
    async handle(call) {
      const { core, query } = call
      const server = await serverOf(call)
      const id = await wantedId(call, server, query.code?.trim() ?? "", query.id?.trim() ?? "")
      const gone = await deleteShareCodes(core.db, server.id, id)
      if (id !== undefined && gone === 0) throw new Refusal(404, `No code found matching id=${query.id?.slice(0, 255)}`)
      core.log.info(`Deleted ${gone} share codes of ${fullName(server)}`)
      return { status: 204 }
    },
  }),
]

/** undefined: all of them. Throws Refusal 404 for a code of another server, or of none. */
async function wantedId(
  { core }: Pick<Call, "core">,
  server: ShareableServer,
  code: string,
  id: string,
): Promise<number | undefined> {
  if (code !== "") {
    const found = await findShareCode(core, code)
    if (found?.spawner_id !== server.id) throw new Refusal(404, "No matching code found")
    return found.id
  }
  if (id === "") return undefined
  const number = /^sc_(\d{1,15})$/.exec(id)?.[1]
  if (number === undefined) throw new Refusal(404, `No code found matching id=${id.slice(0, 255)}`)
  return Number(number)
}

/** Always in the paginated form, whatever the client accepts. */
async function list(call: Parameters<typeof pageOf>[0], filter: Parameters<typeof listShareCodes>[1]): Promise<Reply> {
  const { core } = call
  const page = { ...pageOf(call), paginated: true }
  const { rows, total } = await listShareCodes(core.db, filter, page, core.clock.now())
  const items = rows.map(code => shareCodeModel(core, code))
  return { status: 200, body: paged(call, page, items, total) }
}

function serverOf({ core, params }: Pick<Call, "core" | "params">): Promise<ShareableServer> {
  return shareableServer(core, params.owner ?? "", params.server ?? "")
}
