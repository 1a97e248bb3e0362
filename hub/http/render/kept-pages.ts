/** Keeps the text of pages that differ in nothing but the XSRF token, which is put in each time: the login page above all. */
import { randomBytes } from "node:crypto"
import type { Variables } from "./variables.ts"

/** Stands for the token while a page is rendered: nobody can type it, and no template has to escape it. */
export const tokenPlace = randomBytes(24).toString("base64url")

/** Addresses with all kinds of `next` make different pages: the oldest go first. */
const mostKept = 20
const longestKey = 4000

export interface KeptPages {
  /** The page of these variables with `token` in the place of `tokenPlace`; `render` is called where it is not known. */
  text(template: string, variables: Variables, token: string, render: () => string): string
}

export function createKeptPages(): KeptPages {
  const pages = new Map<string, readonly string[]>()
  return {
    text(template, variables, token, render) {
      // All that a template can show is in its variables, and these are data.
      const key = JSON.stringify([template, variables])
      const page = pages.get(key) ?? render().split(tokenPlace)
      if (key.length <= longestKey) pages.set(key, page)
      const [oldest] = pages.keys()
      if (pages.size > mostKept && oldest !== undefined) pages.delete(oldest)
      return page.join(token)
    },
  }
}
