/** Work that waits for one of a few places: whoever comes from one address takes turns with all others, however much they ask. */
import { Refusal } from "../hub/plugin/errors.ts"

interface Job {
  readonly lane: string
  readonly signal: AbortSignal | undefined
  begin(): Promise<unknown>
  drop(): void
}

export interface FairQueue {
  /** `lane` is where it comes from, such as an address. Throws Refusal 429 where too many wait there; rejects when `signal` aborts before its turn. */
  add<T>(lane: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

/** More waiting logins than these of one address are a flood, and of all addresses together, too. */
const mostOfLane = 20
const mostInAll = 1000

/** `places` run at a time, at most half of them of one lane. */
export function createFairQueue(places: number): FairQueue {
  /** The lane whose turn it is comes first. */
  const lanes = new Map<string, Job[]>()
  const running = new Map<string, number>()
  const mostRunning = Math.max(1, Math.floor(places / 2))
  let busy = 0
  let waiting = 0

  function next(): Job | undefined {
    for (const [lane, jobs] of lanes) {
      if ((running.get(lane) ?? 0) >= mostRunning) continue
      const job = jobs.shift()
      lanes.delete(lane)
      if (jobs.length > 0) lanes.set(lane, jobs)
      return job
    }
    return undefined
  }

  function fill(): void {
    while (busy < places) {
      const job = next()
      if (job === undefined) return
      waiting -= 1
      busy += 1
      running.set(job.lane, (running.get(job.lane) ?? 0) + 1)
      const end = () => {
        busy -= 1
        const left = (running.get(job.lane) ?? 1) - 1
        if (left > 0) running.set(job.lane, left)
        else running.delete(job.lane)
        fill()
      }
      job.begin().then(end, end)
    }
  }

  function remove(job: Job): void {
    const jobs = lanes.get(job.lane) ?? []
    const at = jobs.indexOf(job)
    if (at < 0) return
    jobs.splice(at, 1)
    if (jobs.length === 0) lanes.delete(job.lane)
    waiting -= 1
    job.drop()
  }

  return {
    add(lane, work, signal) {
      const jobs = lanes.get(lane) ?? []
      if (jobs.length >= mostOfLane || waiting >= mostInAll)
        throw new Refusal(429, "Too many people are logging in. Try again in a moment.", {
          headers: { "Retry-After": "5" },
        })
      return new Promise((resolve, reject) => {
        const gone = () => remove(job)
        const job: Job = {
          lane,
          signal,
          begin() {
            signal?.removeEventListener("abort", gone)
            const doing = work()
            doing.then(resolve, reject)
            return doing
          },
          drop: () => reject(signal?.reason ?? new Error("dropped")),
        }
        if (signal?.aborted) return job.drop()
        signal?.addEventListener("abort", gone, { once: true })
        jobs.push(job)
        lanes.set(lane, jobs)
        waiting += 1
        fill()
      })
    },
  }
}
