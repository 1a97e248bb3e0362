/** A hub whose configuration names Python classes: in the environment of the tests, with the packages of siteClasses. */
import { delimiter } from "node:path"
import type { Test } from "tap"
import { startHub, type TestHub } from "./hub.ts"
import type { TestHubOptions } from "./hub-place.ts"
import { pythonEnv } from "./python.ts"
import { pythonFolder, siteClasses } from "./python-folders.ts"

export async function classHub(t: Test, options: TestHubOptions): Promise<TestHub> {
  return startHub(t, { ...options, env: { ...(await classEnv()), ...options.env } })
}

/** PATH and PYTHONPATH of such a hub. */
export async function classEnv(): Promise<Record<string, string>> {
  const { PATH = "", PYTHONPATH } = pythonEnv()
  const folder = await pythonFolder(siteClasses, ["--no-deps"])
  return { PATH, PYTHONPATH: PYTHONPATH === undefined ? folder : `${folder}${delimiter}${PYTHONPATH}` }
}
