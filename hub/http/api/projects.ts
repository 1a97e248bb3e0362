/** Projects: people who share a budget of GPU-hours, until its end. */
import { z } from "zod"
import { changeProject, createProject, type ProjectFields, removeProject } from "../../core/projects/projects.ts"
import { listProjects } from "../../db/projects.ts"
import { fitsColumn } from "../../db/times.ts"
import { type Endpoint, endpoint } from "../endpoint.ts"
import { projectModels, projectSchema } from "../models/project-model.ts"
import { paged, pageOf, pageQuery, paginatedSchema } from "./pagination.ts"
import {
  askerOf,
  callerName,
  knownProject,
  namedUser,
  projectModel,
  refuseJobs,
  refuseOthers,
} from "./project-access.ts"

const shared = { tag: "projects", handler: "carme.ProjectHandler" } as const
const list = z.array(projectSchema)

const title = z
  .string({ error: "display_name must be a string" })
  .trim()
  .min(1, "display_name must not be empty")
  .max(255)
const hours = z
  .number({ error: "gpu_hours must be a number, or null for no limit" })
  .min(0, "gpu_hours must not be negative")
  .max(1e9, "gpu_hours is too large")
const wrongTime = "expires_at must be a time with its zone, such as 2027-03-31T23:59:59Z, or null"
const moment = z
  .string({ error: wrongTime })
  .refine(text => /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) && fitsColumn(new Date(text)), {
    error: wrongTime,
  })
  .transform(text => new Date(text))
const userName = z.string({ error: "owner must be the name of a user" }).min(1).max(255)

/** What a manager may change. */
const described = { display_name: title.optional(), description: z.string().max(4000).optional() }
/** What an admin may. */
const fields = {
  ...described,
  gpu_hours: hours.nullable().optional(),
  account: z
    .string({ error: "account must be a string" })
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "account must be the name of a Slurm account")
    .nullable()
    .optional(),
  expires_at: moment.nullable().optional(),
  owner: userName.optional(),
}
type Body = z.output<z.ZodObject<typeof fields>>

const projectName = z
  .string({ error: "name must be a string" })
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    "name must be 1 to 63 small letters, digits, '.', '_' and '-', and begin with a letter or digit",
  )

export const projectsEndpoints: readonly Endpoint[] = [
  endpoint({
    ...shared,
    method: "get",
    path: "/api/projects",
    summary: "List projects: all by name; budgets and members of those that the caller is in",
    scopes: "identified",
    query: z.object({
      ...pageQuery,
      mine: z.enum(["true", "false", ""], { error: "mine must be 'true' or 'false'" }).optional(),
    }),
    replies: { 200: z.union([list, paginatedSchema(list)]) },
    async handle(call) {
      refuseJobs(call)
      const page = pageOf(call)
      const asker = askerOf(call)
      const only = call.query.mine === "true" ? { memberId: asker.userId ?? -1 } : {}
      const { rows, total } = await listProjects(call.core.db, { offset: page.offset, limit: page.limit, ...only })
      return { status: 200, body: paged(call, page, await projectModels(call.core, rows, asker), total) }
    },
  }),
  endpoint({
    ...shared,
    method: "post",
    path: "/api/projects",
    summary: "Create a project, with a group of its name",
    scopes: ["admin:quotas"],
    body: z.strictObject({ ...fields, name: projectName, owner: userName }, { error: needsObject }),
    replies: { 201: projectSchema },
    async handle(call) {
      const { core, body } = call
      const owner = await namedUser(core, body.owner)
      const project = await createProject(core, body.name, owner, changes(body), callerName(call))
      return { status: 201, body: await projectModel(call, project) }
    },
  }),
  endpoint({
    ...shared,
    method: "get",
    path: "/api/projects/:project",
    summary: "One project",
    scopes: "identified",
    replies: { 200: projectSchema },
    async handle(call) {
      refuseJobs(call)
      return { status: 200, body: await projectModel(call, await knownProject(call.core, call.params.project)) }
    },
  }),
  endpoint({
    ...shared,
    method: "patch",
    path: "/api/projects/:project",
    summary: "Change a project: its managers what is said of it, admins its budget, end, owner and account",
    scopes: "identified",
    body: z.strictObject(fields, { error: needsObject }),
    replies: { 200: projectSchema },
    async handle(call) {
      const { core, body } = call
      const project = await knownProject(core, call.params.project)
      const onlyWords = Object.keys(body).every(key => Object.hasOwn(described, key))
      await refuseOthers(call, project, onlyWords ? "manager" : "admin")
      const owner = body.owner === undefined ? {} : { owner: await namedUser(core, body.owner) }
      const changed = await changeProject(core, project.name, { ...changes(body), ...owner }, callerName(call))
      return { status: 200, body: await projectModel(call, changed) }
    },
  }),
  endpoint({
    ...shared,
    method: "delete",
    path: "/api/projects/:project",
    summary: "Delete a project that pays for nothing any more, and its group",
    scopes: ["admin:quotas"],
    replies: { 204: null },
    async handle({ core, params }) {
      await removeProject(core, params.project ?? "")
      return { status: 204 }
    },
  }),
]

function needsObject(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === "invalid_type" ? "The body must be a JSON object" : undefined
}

function changes(body: Body): ProjectFields {
  return {
    ...(body.display_name === undefined ? {} : { displayName: body.display_name.normalize("NFC") }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.gpu_hours === undefined ? {} : { gpuHours: body.gpu_hours }),
    ...(body.account === undefined ? {} : { account: body.account }),
    ...(body.expires_at === undefined ? {} : { expiresAt: body.expires_at }),
  }
}
