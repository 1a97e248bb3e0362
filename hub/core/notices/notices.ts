/** Tells people by mail what they asked to be told: their server is ready, failed, or nearly at its end. Each once. */

import type { Queryable } from "../../db/db.ts"
import { changeNotice, insertNotices, listDueNotices, type NoticeRow } from "../../db/notices.ts"
import type { RunRow } from "../../db/rows.ts"
import { findRunsByIds } from "../../db/runs.ts"
import { findUserById } from "../../db/users.ts"
import type { Core } from "../core.ts"
import { serverPublicUrl, serverUrl } from "../public-urls.ts"
import { endsAt } from "../servers/extension-limits.ts"
import { hubPrefix } from "../urls.ts"
import { readAuthState } from "../users/auth-state.ts"
import { mailAddress } from "./mail-address.ts"
import { type NoticeTopic, noticeText } from "./notice-text.ts"
import { mayRetry, sendMail } from "./send-mail.ts"

/** So long before its end a run's owner is warned. */
const warnMs = 15 * 60_000
const mostAttempts = 5
const atOnce = 100

/** With the run, in its transaction: `notify` is what the person chose at the start. */
export async function wantNotices(core: Core, t: Queryable, run: RunRow): Promise<void> {
  if (core.config.get("CarmeHub.mail") === null || run.user_options.notify !== "mail") return
  const kinds = run.demand.walltimeMinutes === null ? (["ready"] as const) : (["ready", "ending"] as const)
  await insertNotices(t, run.id, kinds, core.clock.now())
}

export async function sendDueNotices(core: Core): Promise<void> {
  if (core.config.get("CarmeHub.mail") === null) return
  const due = await listDueNotices(core.db, core.clock.now(), ["ready", "stopping", "stopped"], atOnce)
  if (due.length === 0) return
  const found = await findRunsByIds(core.db, [...new Set(due.map(notice => notice.run_id))])
  const runs = new Map(found.map(run => [run.id, run]))
  for (const notice of due) {
    const run = runs.get(notice.run_id)
    if (run) await heed(core, notice, run)
  }
}

async function heed(core: Core, notice: NoticeRow, run: RunRow): Promise<void> {
  const now = core.clock.now()
  const verdict = judge(notice, run, now)
  if (verdict === "drop")
    return void (await changeNotice(core.db, notice, "wanted", { state: "dropped", changed_at: now }))
  if (verdict instanceof Date)
    return void (await changeNotice(core.db, notice, "wanted", { not_before: verdict, changed_at: now }))
  // Whoever changes the row sends the mail; a hub that dies before it is sent sends none, rather than two.
  const claim = { state: "sending", attempts: notice.attempts + 1, changed_at: now } as const
  if (!(await changeNotice(core.db, notice, "wanted", claim))) return
  const state = await deliver(core, run, verdict, notice.attempts + 1)
  await changeNotice(core.db, notice, "sending", { ...state, changed_at: core.clock.now() })
}

/** What there is to tell now; a date is when to look again. */
function judge({ kind }: NoticeRow, run: RunRow, now: Date): NoticeTopic | "drop" | Date {
  const failed = run.outcome === "failed" || run.outcome === "refused"
  if (kind === "ready") {
    if (run.state === "ready") return "ready"
    return run.state === "stopped" && failed && run.ready_at === null ? "failed" : "drop"
  }
  const ends = endsAt(run)
  if (run.state !== "ready" || ends === null) return "drop"
  const from = new Date(ends.getTime() - warnMs)
  return from <= now ? "ending" : from
}

/** The state of the notice after the attempt. */
async function deliver(
  core: Core,
  run: RunRow,
  topic: NoticeTopic,
  attempt: number,
): Promise<Partial<Pick<NoticeRow, "not_before">> & Pick<NoticeRow, "state">> {
  const settings = core.config.get("CarmeHub.mail")
  const user = run.user_id === null ? null : await findUserById(core.db, run.user_id)
  if (settings === null || user === null) return { state: "dropped" }
  const state = await readAuthState(core, user)
  const address = mailAddress(user.name, user.user_info, state, core.config.get("CarmeHub.mail_domain"))
  if (address === null) {
    core.log.warn("Nobody knows the mail address of a user who wants mail", { user: user.name, run: run.id })
    return { state: "failed" }
  }
  try {
    await sendMail(settings, address, noticeText(run, topic, links(core, run)))
    core.log.info("A user was told by mail", { user: user.name, run: run.id, topic })
    return { state: "sent" }
  } catch (error) {
    core.log.warn("A mail was not sent", { user: user.name, run: run.id, topic, cause: error })
    if (!mayRetry(error) || attempt >= mostAttempts) return { state: "failed" }
    return { state: "wanted", not_before: new Date(core.clock.now().getTime() + 30_000 * 2 ** attempt) }
  }
}

/** Whole addresses where the site tells its public one. */
function links(core: Core, run: RunRow): { readonly server: string; readonly home: string } {
  const server = serverPublicUrl(core.config, run.user_name, run.server_name)
  const home = `${hubPrefix(core.config)}home`
  return {
    server: server ?? serverUrl(core.config, run.user_name, run.server_name),
    home: server === null ? home : new URL(home, server).href,
  }
}
