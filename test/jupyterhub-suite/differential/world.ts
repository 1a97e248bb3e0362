/** The people, groups, services and tokens that both hubs of the comparison start with. */
import type { Settings } from "../../support/hub-place.ts"

export const tokens = {
  root: "root-token-of-the-comparison-0001",
  ada: "ada-token-of-the-comparison-00001",
  bob: "bob-token-of-the-comparison-00001",
  eve: "eve-token-of-the-comparison-00001",
  reader: "reader-token-of-the-comparison-01",
  narrow: "narrow-token-of-the-comparison-01",
  odd: "odd-token-of-the-comparison-00001",
  maker: "maker-token-of-the-comparison-001",
  idle: "idle-token-of-the-comparison-0001",
  sharer: "sharer-token-of-the-comparison-01",
  giver: "giver-token-of-the-comparison-001",
  wrong: "wrong-token-of-the-comparison-001",
} as const

/** Everything that is read, nothing that is written. */
const readerScopes = [
  "list:users",
  "read:users",
  "read:servers",
  "read:tokens",
  "read:roles",
  "list:groups",
  "read:groups",
  "list:services",
  "read:services",
  "read:hub",
  "read:metrics",
]

/** Each scope for some objects only: what is beyond them must look as if it were not there. */
const narrowScopes = [
  "list:users!group=course",
  "read:users:activity!group=course",
  "admin:users!user=bob",
  "read:servers!server=ada/",
  "servers!server=ada/lab",
  "tokens!user=bob",
  "users:activity!user=bob",
  "groups!group=course",
  "read:groups!group=course",
  "list:groups!group=course",
  "list:services!service=reader",
  "read:services!service=reader",
]

/** Filters of the wrong kind for a list. */
const oddScopes = ["list:users!server=ada/lab", "list:groups!user=ada", "read:users:name", "list:services!user=ada"]

/** Shares what ada has, by name only with bob and the course. */
const sharerScopes = [
  "shares!user=ada",
  "read:servers!user=ada",
  "read:users:name!user=bob",
  "read:groups:name!group=course",
]

/** Gives up what others shared. */
const giverScopes = ["users:shares!user=bob", "groups:shares!group=course"]

const makerScopes = ["admin:users", "admin:groups", "admin:servers", "tokens", "custom:lab:use", "users:activity"]

export const settings: Settings = {
  JupyterHub: {
    admin_users: [],
    allow_named_servers: true,
    named_server_limit_per_user: 4,
    api_page_default_limit: 3,
    api_page_max_limit: 6,
    load_groups: {
      course: { users: ["ada", "bob"], properties: { gpus: 1 } },
      apart: { users: ["eve"] },
      empty: { users: [] },
    },
    custom_scopes: { "custom:lab:use": { description: "Use the lab" } },
    services: ["reader", "narrow", "odd", "maker", "idle", "sharer", "giver"].map(name => ({
      name,
      api_token: tokens[name as keyof typeof tokens],
    })),
    load_roles: [
      { name: "reader", scopes: readerScopes, services: ["reader"] },
      { name: "narrow", scopes: narrowScopes, services: ["narrow"] },
      { name: "odd", scopes: oddScopes, services: ["odd"] },
      { name: "maker", scopes: makerScopes, services: ["maker"] },
      { name: "sharer", scopes: sharerScopes, services: ["sharer"] },
      { name: "giver", scopes: giverScopes, services: ["giver"] },
      { name: "lab-user", description: "The lab", scopes: ["custom:lab:use"], groups: ["course"] },
    ],
    api_tokens: { [tokens.root]: "root", [tokens.ada]: "ada", [tokens.bob]: "bob", [tokens.eve]: "eve" },
    trust_user_provided_tokens: true,
    tornado_settings: { slow_spawn_timeout: 20, slow_stop_timeout: 20 },
  },
  Authenticator: { allow_all: true, admin_users: ["root"], enable_auth_state: true },
  CryptKeeper: { keys: ["a".repeat(64)] },
}
