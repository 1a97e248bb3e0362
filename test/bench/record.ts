/** Records with perf (Debian: linux-perf) where the hub's CPU time goes, and tells it in shares of what the time was for. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"

/** With these, node tells perf the names of functions in JavaScript. */
export const recordFlags = ["--perf-basic-prof", "--interpreted-frames-native-stack"]

/** Samples all threads of the process until the returned function is called, which gives the shares as text. */
export async function record(pid: number, file: string): Promise<() => Promise<string>> {
  const perf = spawn("perf", ["record", "-F", "499", "-g", "-o", file, "-p", String(pid)], { stdio: "ignore" })
  await once(perf, "spawn")
  const exit = once(perf, "exit")
  return async () => {
    perf.kill("SIGINT")
    await exit
    return shares(pid, file)
  }
}

/** A sample counts for the first that its stack has. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ["starting processes (fork)", /kernel_clone|_Fork|uv_spawn|dup_mmap/],
  [
    "compiling JavaScript",
    /OptimizingCompile|Compiler::|compiler::Pipeline|baseline::|interpreter::Bytecode|ParseFunction/,
  ],
  ["garbage collection", /CollectGarbage|Scaveng|ConcurrentMarking|MarkCompact|Sweeper|MinorGC|IncrementalMarking/],
  ["SQLite, in its thread", /Statement::Work_|sqlite3_/],
  ["knex, the driver, hub/db", /knex\/|sqlite3\/lib|hub\/db\/|napi_queue_async_work|Statement::/],
  ["sockets in the kernel", /tcp_|sock_|inet_|__sys_sendmsg|ksys_write/],
  ["templates", /handlebars\/|render\//],
  ["express", /node_modules\/(express|router)\//],
  ["node's HTTP and sockets", /node:_http|node:net|node:internal\/streams|Parser::/],
  ["hub/http", /dist\/hub\/http/],
  ["the hub's other files", /dist\/(hub|spawners|authenticators)/],
  ["waiting and waking threads", /epoll|futex|schedule/],
]

function shares(pid: number, file: string): string {
  const args = ["script", "-i", file, "-F", "pid,ip,sym", "--pid", String(pid)]
  const text = execFileSync("perf", args, { encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "ignore"] })
  const samples = text.split("\n\n").filter(sample => sample.trim() !== "")
  const counts = new Map<string, number>()
  for (const sample of samples) {
    const kind = kinds.find(([, pattern]) => pattern.test(sample))?.[0] ?? "the rest"
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const lines = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([kind, count]) => `${((100 * count) / samples.length).toFixed(1).padStart(6)} % ${kind}`)
  return [`${samples.length} samples`, ...lines].join("\n")
}
