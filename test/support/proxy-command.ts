/** The command that starts configurable-http-proxy below tap. */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { plainNode } from "./plain-node.ts"

const manifest = createRequire(import.meta.url).resolve("configurable-http-proxy/package.json")

export const proxyCommand: readonly string[] = [...plainNode, join(dirname(manifest), "bin", "configurable-http-proxy")]
