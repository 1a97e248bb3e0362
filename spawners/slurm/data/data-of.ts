/** What the job of a run is told of its data: the site's mounts, the person's, and what is to be copied. */
import type { Run } from "../../../hub/plugin/spawner.ts"
import { withoutLastSlashes } from "../../../hub/plugin/trim-end.ts"
import type { Account } from "../account.ts"
import type { SlurmSettings } from "../settings.ts"
import { type Copy, dataOptions } from "./data-options.ts"
import { jobData } from "./job-data.ts"
import { mountsFor } from "./mounts-for.ts"
import type { PlannedMount } from "./planned-mount.ts"
import { rootOf } from "./root-of.ts"

export function dataOf(run: Run, account: Account, settings: SlurmSettings): readonly string[] {
  const { data } = dataOptions(run.userOptions, settings.mountRoots)
  const site = mountsFor(settings.mounts, {
    person: run.user,
    home: account.home,
    queue: run.queue?.name ?? null,
  })
  const taken = new Set(site.map(mount => mount.target))
  const own = data.mounts.map(entry => asked(entry, settings.mountRoots)).filter(mount => !taken.has(mount.target))
  // A job without a container sees what its node has.
  const mounts = run.container === null ? [] : [...site, ...own]
  const at = (path: string) => path.replace(/^~\//, `${account.home}/`)
  const stage = (copies: readonly Copy[]) => copies.map(({ from, to }) => ({ from: at(from), to: at(to) }))
  return jobData(mounts, stage(data.stageIn), stage(data.stageOut))
}

function asked(entry: string, roots: readonly string[]): PlannedMount {
  const readOnly = entry.endsWith(":ro")
  const path = withoutLastSlashes(entry.replace(/:ro$/, ""))
  return { source: path, target: path, readOnly, required: false, root: rootOf(path, roots) ?? path }
}
