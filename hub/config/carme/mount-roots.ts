/** `c.CarmeHub.mount_roots`: absolute folders, none of them the root of everything. */
import type { Kind } from "../kind.ts"
import { WrongType } from "../kind.ts"
import { listOf, text } from "../kinds.ts"
import { isPathTemplate } from "./path-rule.ts"

const paths = listOf(text)

export const mountRoots: Kind<readonly string[]> = {
  ...paths,
  parse: value =>
    paths.parse(value).map((path, index) => {
      if (isPathTemplate(path, [])) return path
      throw new WrongType("", 'must be an absolute path without "..", ":", "," or quotes', [String(index)])
    }),
}
