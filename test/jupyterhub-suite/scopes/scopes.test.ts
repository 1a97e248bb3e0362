/** Scopes mean what they mean to JupyterHub's own functions: every scope with every filter, and what two lists share. */
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import t from "tap"
import { defaultRoles } from "../../../hub/core/rbac/role-spec.ts"
import { expandScopes, type ScopeOwner } from "../../../hub/core/rbac/scope-expand.ts"
import { intersectScopes } from "../../../hub/core/rbac/scope-intersect.ts"
import type { ScopeTable } from "../../../hub/core/rbac/scope-table.ts"
import { parseCustomScopes, scopeTable } from "../../../hub/core/rbac/scopes.ts"
import { pythonBin } from "../../support/python.ts"

const groups = { course: ["ada", "bob"], lab: ["eve"], empty: [] }
const custom = {
  "custom:data:use": { description: "Use data", subscopes: ["custom:data:read"] },
  "custom:data:read": { description: "Read data" },
}
const table: ScopeTable = { ...scopeTable, ...parseCustomScopes(custom) }
// Whole roles: what they stand for is looked up where they are held, not expanded from a list.
const names = Object.keys(table).filter(name => !["inherit", "(no_scope)"].includes(name))
const filters = ["", "user", "user=ada", "user=bob", "server", "server=ada/", "server=ada/lab"].concat([
  "service",
  "service=svc",
  "group=course",
  "group=lab",
  "group=empty",
])

type Question =
  | ({ readonly expand: readonly string[] } & ScopeOwner)
  | { readonly intersect: readonly [readonly string[], readonly string[]] }

const owners: readonly ScopeOwner[] = [{ user: "ada" }, { service: "svc" }, { user: "ada", server: "ada/lab" }, {}]
const withFilter = (name: string, filter: string) => (filter === "" ? name : `${name}!${filter}`)

const expansions: readonly Question[] = owners.flatMap(owner => [
  ...names.flatMap(name =>
    (name === "self" ? [""] : filters).map(filter => ({ expand: [withFilter(name, filter)], ...owner })),
  ),
  ...defaultRoles.filter(role => role.name !== "token").map(role => ({ expand: role.scopes, ...owner })),
  { expand: ["read:users!user", "read:users", "users!group=course", "read:users!user=bob"], ...owner },
])

/** Every pair of filters for scopes of each kind of hierarchy. */
const intersections: readonly Question[] = ["users", "servers", "access:servers", "shares", "groups", "admin:services"]
  .flatMap(name => filters.flatMap(a => filters.map(b => [withFilter(name, a), withFilter(name, b)] as const)))
  .flatMap(([a, b]) => [
    { intersect: [[a], [b]] as const },
    {
      intersect: [
        [a, "read:users!group=lab", "self"],
        [b, "read:users!user=eve", "list:users"],
      ] as const,
    },
  ])

t.test("every scope, filter and pair", async t => {
  const questions = [...expansions, ...intersections]
  const { answers, defaults } = ask(questions)
  t.same(
    Object.fromEntries(defaultRoles.map(role => [role.name, [...role.scopes].sort()])),
    defaults,
    "the default roles",
  )
  for (const [index, question] of questions.entries()) {
    const ours = answer(question)
    if (JSON.stringify(ours) !== JSON.stringify(answers[index])) t.same(ours, answers[index], JSON.stringify(question))
  }
  t.equal(answers.length, questions.length, `${questions.length} questions were asked`)
})

function answer(question: Question): readonly string[] {
  if ("expand" in question) return expandScopes(table, question.expand, question)
  const [a, b] = question.intersect.map(side => expandScopes(table, side, { user: "ada" }))
  return intersectScopes(a ?? [], b ?? [], membership())
}

function membership(): ReadonlyMap<string, ReadonlySet<string>> {
  const users = [...new Set(Object.values(groups).flat())]
  const of = (user: string) =>
    Object.entries<readonly string[]>(groups).flatMap(([group, members]) => (members.includes(user) ? group : []))
  return new Map(users.map(user => [user, new Set(of(user))]))
}

function ask(questions: readonly Question[]): { answers: string[][]; defaults: Record<string, string[]> } {
  const script = fileURLToPath(new URL("jupyterhub_scopes.py", import.meta.url))
  const argv = [script, JSON.stringify({ groups, custom })]
  const input = JSON.stringify(questions)
  return JSON.parse(execFileSync(join(pythonBin(), "python3"), argv, { input, encoding: "utf8", maxBuffer: 1 << 26 }))
}
