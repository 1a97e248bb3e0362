/** What both hubs are asked about shares and share codes: reads, refusals, grants, what they give, and their end. */
import type { Sent, Who } from "./requests.ts"

const lists = ["/shares/ada", "/shares/ada/", "/shares/ada/lab", "/share-codes/ada", "/share-codes/ada/lab"]
const sharees = [
  "/users/bob/shared",
  "/users/bob/shared/ada/",
  "/groups/course/shared",
  "/groups/course/shared/ada/lab",
]
const missing = [
  "/shares/missing",
  "/shares/missing/",
  "/shares/ada/missing",
  "/share-codes/missing",
  "/share-codes/ada/missing",
  "/users/missing/shared",
  "/users/missing/shared/ada/",
  "/users/bob/shared/ada/missing",
  "/groups/missing/shared",
  "/groups/missing/shared/ada/",
  "/users/bob/shared/ada",
]
const readers: readonly Who[] = ["nobody", "idle", "ada", "bob", "reader", "sharer", "giver", "root"]

const bodies: readonly unknown[] = [
  undefined,
  {},
  { user: null },
  { user: "" },
  { user: 3 },
  { group: [] },
  { user: "bob", group: "course" },
  { user: "bob", group: "" },
  { user: "", group: "course" },
  { user: "bob", more: 1 },
  { user: "missing" },
  { group: "missing" },
  { user: "BOB" },
  { user: "bob", scopes: "servers" },
  { user: "bob", scopes: [1] },
  { user: "bob", scopes: ["missing"] },
  { user: "bob", scopes: ["access:servers!server=bob/"] },
  { user: "bob", scopes: ["access:servers!server"] },
  { user: "bob", scopes: ["access:servers!other=x"] },
  [],
  "text",
  "not json",
  7,
]

const codeBodies: readonly unknown[] = [
  undefined,
  {},
  { scopes: [] },
  { scopes: ["read:servers"] },
  { scopes: ["read:servers!server=bob/"] },
  { scopes: ["missing"] },
  ...[59, 60, 31_536_000, 31_536_001, "60", "soon", 60.5, null].map(expires_in => ({ expires_in })),
  { user: "bob" },
  [1],
]

/** Who shares what with whom, and what comes of it, in this order. */
const story: readonly (readonly [Who, string, string, unknown?])[] = [
  ["root", "POST", "/shares/ada/", { user: "bob", scopes: ["self"] }],
  ["root", "POST", "/shares/ada/", { user: "bob", scopes: ["inherit"] }],
  ...(["nobody", "idle", "bob", "reader", "giver", "sharer", "root"] as const).flatMap(
    who =>
      [
        [who, "POST", "/shares/ada/", { user: "bob" }],
        [who, "POST", "/shares/ada/", { user: "eve" }],
        [
          who,
          "POST",
          "/shares/ada/lab",
          { group: "course", scopes: ["access:servers", "read:servers!server=ada/lab"] },
        ],
        [who, "POST", "/shares/ada/lab", { group: "apart" }],
        [who, "POST", "/shares/bob/", { user: "eve" }],
        [who, "POST", "/share-codes/ada/lab"],
        [who, "PATCH", "/shares/ada/", { user: "eve" }],
        [who, "DELETE", "/shares/bob/"],
        [who, "DELETE", "/share-codes/bob/desk"],
      ] as const,
  ),
  ["root", "POST", "/shares/ada/", { user: "ada" }],
  ["bob", "GET", "/user"],
  ["bob", "GET", "/users/ada"],
  ["bob", "GET", "/users/ada/server"],
  ["root", "GET", "/shares/ada?limit=1"],
  ["root", "GET", "/shares/ada?limit=1&offset=1&x=y"],
  ["root", "GET", "/shares/ada?limit=1000"],
  ["root", "GET", "/shares/ada?offset=-1"],
  ["root", "GET", "/shares/ada?limit=x"],
  ["root", "PATCH", "/shares/ada/lab", { group: "course", scopes: ["read:servers!server=ada/lab"] }],
  ["root", "PATCH", "/shares/ada/lab", { group: "course", scopes: ["tokens!server=ada/lab"] }],
  ["root", "PATCH", "/shares/ada/lab", { user: "eve" }],
  ["root", "PATCH", "/shares/ada/missing", { user: "bob" }],
  ...readers.flatMap(who => [...lists, ...sharees].map(path => [who, "GET", path] as const)),
  ["reader", "DELETE", "/users/bob/shared/ada/"],
  ["giver", "DELETE", "/users/eve/shared/ada/"],
  ["giver", "DELETE", "/users/bob/shared/ada/"],
  ["giver", "DELETE", "/users/bob/shared/ada/"],
  ["giver", "DELETE", "/groups/apart/shared/ada/"],
  ["giver", "DELETE", "/groups/course/shared/ada/lab"],
  ["bob", "GET", "/user"],
  ["root", "DELETE", "/share-codes/ada/?code=missing"],
  ["root", "DELETE", "/share-codes/ada/?id=1"],
  ["root", "DELETE", "/share-codes/ada/?id=sc_999"],
  ...["/shares/ada/missing", "/share-codes/ada/missing", "/shares/missing/", "/shares/ada", "/share-codes/ada"].map(
    path => ["root", "DELETE", path] as const,
  ),
  ["root", "POST", "/shares/ada", {}],
  ["root", "PATCH", "/shares/ada", {}],
  ["root", "PUT", "/shares/ada/", {}],
  ["root", "POST", "/share-codes/ada", {}],
  ["root", "POST", "/users/bob/shared", {}],
  ...["/shares/ada/", "/shares/ada/lab", "/share-codes/ada/", "/share-codes/ada/lab"].map(
    path => ["root", "DELETE", path] as const,
  ),
  ["root", "GET", "/shares/ada"],
  ["root", "GET", "/share-codes/ada"],
  ...(["nobody", "cookie", "ada"] as const).flatMap(who =>
    ["", "?code=", "?code=missing", "?code=missing&next=/hub/home"].map(
      query => [who, "GET", `/hub/accept-share${query}`] as const,
    ),
  ),
  ["cookie", "POST", "/hub/accept-share?code=missing"],
]

export const shareRequests: readonly Sent[] = [
  ...readers.flatMap(who => [...lists, ...sharees, ...missing].map(path => ({ who, method: "GET", path }))),
  ...["POST", "PATCH"].flatMap(method => bodies.map(body => sent("root", method, "/shares/ada/lab", body))),
  ...codeBodies.map(body => sent("root", "POST", "/share-codes/ada/", body)),
  ...story.map(([who, method, path, body]) => sent(who, method, path, body)),
]

function sent(who: Who, method: string, path: string, body: unknown): Sent {
  return { who, method, path, ...(body === undefined ? {} : { body }) }
}
