/** What a mail says of a run. Pure: plain text, times with their zone. */
import type { ReservationRow } from "../../db/reservations.ts"
import type { RunRow } from "../../db/rows.ts"
import { timeText } from "../reservations/zone-time.ts"
import { endsAt } from "../servers/extension-limits.ts"

export type NoticeTopic = "ready" | "failed" | "ending"

export interface NoticeText {
  readonly subject: string
  readonly text: string
}

/** `links` are where the server and the home page are reached. */
export function noticeText(
  run: RunRow,
  topic: NoticeTopic,
  links: { readonly server: string; readonly home: string },
): NoticeText {
  const what = run.server_name === "" ? "Your server" : `Your server ${oneLine(run.server_name)}`
  const ends = endsAt(run)
  const until = ends === null ? [] : [`It may run until ${utc(ends)}.`]
  if (topic === "ready") {
    return mail(`${what} is ready`, [`${what} has started and waits for you:`, links.server, ...until])
  }
  if (topic === "failed") {
    const why = oneLine(run.message ?? "Why is not known.")
    return mail(`${what} could not be started`, [
      `${what} could not be started: ${why}`,
      `Start it again: ${links.home}`,
    ])
  }
  return mail(`${what} ends soon`, [
    `${what} ends ${ends === null ? "soon" : `at ${utc(ends)}`}. What is not saved by then is lost.`,
    `Give it more time, as far as your limits allow: ${links.home}`,
  ])
}

export function bookingNoticeText(
  { starts, ends, queue, message }: Pick<ReservationRow, "starts" | "ends" | "queue" | "message">,
  zone: string,
  link: string,
): NoticeText {
  const when = `${timeText(starts, zone, true)} to ${timeText(ends, zone)}`
  return mail("Your booking failed", [
    `Your booking in ${oneLine(queue)}, ${when}, failed. You do not have it.`,
    oneLine(message ?? "Why is not known."),
    `Book another time: ${link}`,
  ])
}

function mail(subject: string, lines: readonly string[]): NoticeText {
  return { subject, text: `${lines.join("\n\n")}\n` }
}

function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`
}

/** A person's or a program's text has no place in the lines of a mail but its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 500)
}
