/** Which of the two kinds of reply a path gives: JSON for programs, or a page for people. */
export type ReplyKind = "api" | "page"

/** Everything under /api speaks JSON, but for these, which JupyterHub answers as pages. */
const pagesUnderApi = new Set(["/api/oauth2/authorize", "/api/metrics", "/api/health"])

export function replyKind(row: { readonly path: string }): ReplyKind {
  const api = row.path === "/api" || row.path.startsWith("/api/")
  return api && !pagesUnderApi.has(row.path) ? "api" : "page"
}
