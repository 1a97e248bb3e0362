/** Ends what a test's hub left running: processes whose command line or environment names this hub's own address. */
import { readdirSync, readFileSync } from "node:fs"
import type { HubPlace } from "./hub-place.ts"

export async function killStrays(place: Pick<HubPlace, "hubUrl" | "folder">): Promise<void> {
  for (const pid of strays(place)) {
    try {
      process.kill(pid, "SIGKILL")
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
    }
  }
}

/** Process ids; the address has a port that only this test was given, so nothing of anybody else can match. */
export function strays(place: Pick<HubPlace, "hubUrl" | "folder">): number[] {
  const marks = [`${new URL(place.hubUrl).host}/`, place.folder]
  return readdirSync("/proc")
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(name => {
      const text = `${readProc(name, "cmdline")}\0${readProc(name, "environ")}`
      return marks.some(mark => text.includes(mark))
    })
    .map(Number)
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8")
  } catch {
    return ""
  }
}
