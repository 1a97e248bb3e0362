/** How full somebody's home folder is: asked at most once a minute, and never in the way of a start when nobody answers. */
import type { DiskKind } from "../../config/carme/disk.ts"
import { Refusal } from "../../plugin/errors.ts"
import { markFarShells } from "../../plugin/far-shell.ts"
import type { Limits } from "../../plugin/offer.ts"
import { isAccountName, isNumber } from "../../plugin/passwd.ts"
import type { Core } from "../core.ts"
import { recentAnswers } from "../recent-answers.ts"
import { diskReaders } from "./disk-reader.ts"
import type { DiskUse } from "./disk-use.ts"
import { sizeText } from "./size-text.ts"

export interface HomeDisk extends DiskUse {
  /** Nothing more can be written, or what the person's roles allow is used up. */
  readonly full: boolean
  /** Nearly so. */
  readonly tight: boolean
  /** `9.8 GiB of 10 GiB`. */
  readonly text: string
}

/** They take a number for a user id, which may be another person's. */
const takingIds: readonly DiskKind[] = ["beegfs", "linux", "xfs"]
const keepMs = 60_000
const timeoutMs = 10_000
/** Less than this is no room for a server: its settings, its log and its history are some files. */
const leastFreeBytes = 1024 * 1024

const recent = recentAnswers<DiskUse | null>(keepMs)

/** null where the site reads none, or cannot just now. The lower of the file system's limit and that of the roles holds. */
export async function homeDisk(core: Core, user: string, limits: Pick<Limits, "diskMb">): Promise<HomeDisk | null> {
  return viewOf(core, await recent(core, user, () => ask(core, user)), limits)
}

function viewOf(core: Core, use: DiskUse | null, limits: Pick<Limits, "diskMb">): HomeDisk | null {
  if (use === null) return null
  const { warnPercent } = core.config.get("CarmeHub.disk")
  const allowed = limits.diskMb === null ? null : limits.diskMb * 1024 * 1024
  const limitBytes =
    use.limitBytes === null || allowed === null ? (use.limitBytes ?? allowed) : Math.min(use.limitBytes, allowed)
  const used = sizeText(use.usedBytes)
  if (limitBytes === null) return { ...use, full: false, tight: false, text: used }
  return {
    usedBytes: use.usedBytes,
    limitBytes,
    full: limitBytes - use.usedBytes < leastFreeBytes,
    tight: use.usedBytes * 100 >= limitBytes * warnPercent,
    text: `${used} of ${sizeText(limitBytes)}`,
  }
}

/** Throws a Refusal for a start that would only fail, with what to do. A rescue session needs no room at home. */
export async function refuseFullHome(
  core: Core,
  user: string,
  limits: Pick<Limits, "diskMb">,
  rescue: boolean,
): Promise<void> {
  if (rescue) return
  // Asked anew: who has just made room should not have to wait.
  const disk = viewOf(core, await ask(core, user), limits)
  if (!disk?.full) return
  const help = core.spawner.rescues?.(core.spawnerContext)
    ? "Start a rescue session, which needs no room there, and delete what you do not need"
    : "Delete what you do not need, from a login node for example"
  throw new Refusal(403, `Your home folder is full (${disk.text}), so that a server could not start. ${help}.`, {
    code: "quota-disk",
    limit: disk.limitBytes,
    used: disk.usedBytes,
    asked: leastFreeBytes,
    allowed: Math.max(0, (disk.limitBytes ?? 0) - disk.usedBytes),
  })
}

async function ask(core: Core, user: string): Promise<DiskUse | null> {
  const settings = core.config.get("CarmeHub.disk")
  if (settings.kind === "none" || !isAccountName(user)) return null
  if (isNumber(user) && takingIds.includes(settings.kind)) return null
  const { exec, hubEnv } = core.spawnerContext
  const reader = diskReaders[settings.kind]
  const prefix = markFarShells(
    settings.prefix ?? core.config.get("SlurmSpawner.service_prefix"),
    core.config.get("SlurmSpawner.remote_programs"),
  )
  const env = {
    PATH: `${hubEnv("PATH") ?? ""}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    LANG: "C",
  }
  try {
    const result = await exec([...prefix, ...reader.argv(user, settings)], { env, timeoutMs })
    // `quota` ends with 1 for somebody who is over the limit, and tells all the same.
    const use = result.timedOut ? null : reader.read(result.stdout, user)
    if (use === null) {
      const why = result.timedOut ? "no answer" : result.stderr.trim().slice(0, 300) || `exit code ${result.code}`
      core.log.warn("How full a home folder is could not be read", { user, kind: settings.kind, why })
    }
    return use
  } catch (cause) {
    core.log.warn("How full a home folder is could not be asked", { user, kind: settings.kind, cause })
    return null
  }
}
