/** The resident Python process that holds a site's functions: calls them by reference, one line of JSON each way. */
import { AsyncLocalStorage } from "node:async_hooks"
import type { Log, PyRef, SpawnerAnswer, SpawnerStandIn } from "../plugin/context.ts"
import { Fault } from "../plugin/errors.ts"
import { pythonStandIn } from "../plugin/stand-in.ts"
import { hookError, type PythonError } from "./hook-error.ts"
import type { PythonProcess } from "./process.ts"
import { fromPython, toPython } from "./wire.ts"

export interface PythonHost {
  /**
   * Calls `fn(*args, **kwargs)`; keywords that it has no parameter for are left out. Async functions are awaited.
   * An argument may be a stand-in (hub/plugin/stand-in.ts).
   */
  call(fn: PyRef, args: readonly unknown[], kwargs?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Asks one of the site's classes: `authenticator.refresh` and the like, see operations.py. */
  ask(name: string, args: readonly unknown[], onEvent?: (event: unknown) => void): Promise<unknown>
  /** The same with a stand-in of the spawner before the other arguments, and what changed there. */
  askWithSpawner(name: string, view: SpawnerStandIn, args?: readonly unknown[]): Promise<SpawnerAnswer>
  /** Has `step` done now, and again whenever a new process takes the place of one that died, before anything else. */
  prepare(step: () => Promise<void>): Promise<void>
  /** Calls `fn(spawner, *args)` with a stand-in made of `view`, and says what it changed there. */
  callWithSpawner(fn: PyRef, view: SpawnerStandIn, args?: readonly unknown[]): Promise<SpawnerAnswer>
  /** Where what hooks log goes; to standard error until then. */
  attachLog(log: Log): void
  close(): Promise<void>
}

/** The code of the error of a call that was under way when the process ended: what became of it is not known. */
export const processEnded = "python-ended"

/** `restart` evaluates the configuration anew, for when the process has died; the references stay the same. */
export function createPythonHost(first: PythonProcess, restart: () => Promise<PythonProcess>): PythonHost {
  const waiting = new Map<number, Waiting>()
  const steps: (() => Promise<void>)[] = []
  let log: Log | null = null
  let lastId = 0
  let closed = false
  /** null after its end, until the next call: a process that dies at once must not be started in a loop. */
  let running: Promise<PythonProcess> | null = Promise.resolve(first)
  void listen(first)

  async function listen(python: PythonProcess): Promise<void> {
    for (;;) {
      const message = await python.receive().catch(() => null)
      if (message === null) break
      onMessage(message as Message)
    }
    const error = new Fault(500, "The Python process that runs the functions of this hub's configuration has ended", {
      code: processEnded,
    })
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
    if (closed) return
    running = null
    log?.error(error.message, { pid: python.pid, code: await python.ended })
  }

  async function restarted(): Promise<PythonProcess> {
    try {
      const python = await restart()
      void listen(python)
      // The steps ask the new process itself: everybody else waits for it to be whole.
      for (const step of steps) await preparing.run(python, step)
      return python
    } catch (cause) {
      running = null
      throw new Fault(500, "The Python process that runs the functions of this hub's configuration cannot start", {
        cause,
      })
    }
  }

  function onMessage(message: Message): void {
    if ("log" in message) {
      toLog(log, message.log)
      return
    }
    const call = waiting.get(message.id)
    if ("event" in message) {
      call?.onEvent?.(fromPython(message.event))
      return
    }
    waiting.delete(message.id)
    if (!call) return
    if (!("error" in message)) {
      call.resolve({
        result: fromPython(message.result),
        changes: fromPython(message.changes) as SpawnerAnswer["changes"],
      })
      return
    }
    const error = hookError(call.fn, message.error)
    const fields = { traceback: message.error.traceback }
    if (!message.error.forUsers)
      log?.error(`${call.fn.repr} of the configuration failed: ${message.error.type}`, fields)
    call.reject(error)
  }

  async function request(
    fn: Called,
    args: readonly unknown[],
    kwargs: object,
    onEvent?: OnEvent,
  ): Promise<SpawnerAnswer> {
    if (closed) throw new Fault(500, `${fn.repr} cannot be called any more: the hub is stopping`)
    running ??= restarted()
    const python = preparing.getStore() ?? (await running)
    const id = ++lastId
    const what = "__py__" in fn ? { ref: fn.__py__ } : { do: fn.repr }
    return new Promise((resolve, reject) => {
      waiting.set(id, { fn, resolve, reject, ...(onEvent ? { onEvent } : {}) })
      python.send({ id, ...what, args: toPython(args), kwargs: keywords(kwargs) })
    })
  }

  return {
    call: async (fn, args, kwargs = {}) => (await request(fn, args, kwargs)).result,
    callWithSpawner: (fn, view, args = []) => request(fn, [pythonStandIn("spawner", view), ...args], {}),
    ask: async (name, args, onEvent) => (await request({ repr: name }, args, {}, onEvent)).result,
    askWithSpawner: (name, view, args = []) => request({ repr: name }, [pythonStandIn("spawner", view), ...args], {}),
    async prepare(step) {
      await step()
      steps.push(step)
    },
    attachLog: given => {
      log = given.child("python")
    },
    async close() {
      closed = true
      await (await running?.catch(() => null))?.close()
    },
  }
}

function keywords(kwargs: object): Readonly<Record<string, unknown>> {
  const names = Object.keys(kwargs)
  const values = toPython(Object.values(kwargs))
  return Object.fromEntries(names.map((name, i) => [name, values[i]]))
}

/** A function of the configuration, or an operation by its name. */
type Called = PyRef | { readonly repr: string }
type OnEvent = (event: unknown) => void

interface Waiting {
  readonly fn: Called
  resolve(call: SpawnerAnswer): void
  reject(error: Error): void
  readonly onEvent?: OnEvent
}

/** The process that is being made whole, for the steps that do it. */
const preparing = new AsyncLocalStorage<PythonProcess>()

type Message =
  | { readonly log: { readonly level: string; readonly message: string } }
  | { readonly id: number; readonly result: unknown; readonly changes: unknown }
  | { readonly id: number; readonly error: PythonError }
  | { readonly id: number; readonly event: unknown }

function toLog(log: Log | null, line: { readonly level: string; readonly message: string }): void {
  if (log === null) process.stderr.write(`${line.message}\n`)
  else if (line.level === "DEBUG") log.debug(line.message)
  else if (line.level === "INFO") log.info(line.message)
  else if (line.level === "WARNING") log.warn(line.message)
  else log.error(line.message)
}
