/** What is being done for which run in this process: one task a run and kind at a time. */
interface Tasks {
  /** False when that task is at work already, or another of this run is; else `work` begins now. */
  start(id: string, kind: string, work: (signal: AbortSignal) => Promise<unknown>): boolean
  has(id: string): boolean
  count(kind: string): number
  ids(kind: string): readonly string[]
  abort(id: string, kind: string): void
  abortAll(kind: string): void
  /** Resolves when all that are at work now have ended. */
  done(): Promise<void>
}

interface Task {
  readonly id: string
  readonly kind: string
  readonly abort: AbortController
  readonly ended: Promise<void>
}

/** What is under way for no run in particular, of which there is one of each kind. */
export const everyRun = "*"

/** `ended` is called after each, with the error of one that failed. */
export function createTasks(ended: (id: string, kind: string, error?: unknown) => void): Tasks {
  const tasks = new Set<Task>()
  const find = (id: string) => [...tasks].find(task => task.id === id)
  return {
    start(id, kind, work) {
      if (id === everyRun ? [...tasks].some(task => task.kind === kind) : find(id)) return false
      const abort = new AbortController()
      const task: Task = {
        id,
        kind,
        abort,
        ended: work(abort.signal).then(
          () => finish(),
          error => finish(error),
        ),
      }
      const finish = (error?: unknown) => {
        tasks.delete(task)
        ended(id, kind, error)
      }
      tasks.add(task)
      return true
    },
    has: id => find(id) !== undefined,
    count: kind => [...tasks].filter(task => task.kind === kind).length,
    ids: kind => [...tasks].filter(task => task.kind === kind).map(task => task.id),
    abort: (id, kind) => void [...tasks].find(task => task.id === id && task.kind === kind)?.abort.abort(),
    abortAll: kind => {
      for (const task of tasks) if (task.kind === kind) task.abort.abort()
    },
    async done() {
      await Promise.all([...tasks].map(task => task.ended))
    },
  }
}
