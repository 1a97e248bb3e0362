/** What a job told of an image, read with bounds: a job is its person's, and may have written anything. Pure. */
import type { ImageFacts } from "../../db/rows.ts"

export type Told =
  | { readonly kind: "facts"; readonly facts: ImageFacts; readonly real: string }
  | { readonly kind: "error"; readonly message: string }
  /** It ended in the middle. */
  | { readonly kind: "nothing" }

const mostPackages = 500
const mostLabels = 50

export function readFacts(text: string, now: Date): Told {
  const lines = text.split("\n").map(line => clean(line))
  const all = (name: string) =>
    lines.flatMap(line => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []))
  const first = (name: string) => all(name)[0] ?? ""
  const error = first("error")
  if (error !== "") return { kind: "error", message: error.slice(0, 500) }
  const [digest, stamp, real, size] = [first("digest"), first("stamp"), first("real"), Number(first("size"))]
  const sound = /^sha256:[0-9a-f]{64}$/.test(digest) && /^\d+ \d+ [\d.]+ [\d.]+$/.test(stamp) && real.startsWith("/")
  if (!sound || !Number.isSafeInteger(size) || size < 0) return { kind: "nothing" }
  const packages = all("package")
    .filter(line => /^\S{1,100} \S{1,50}$/.test(line))
    .slice(0, mostPackages)
  const cuda = version(first("cuda")) ?? cudaOf(packages)
  const driver = first("driver")
  return {
    kind: "facts",
    real,
    facts: {
      digest,
      size,
      stamp,
      measuredAt: now.toISOString(),
      packages,
      labels: labelsOf(all("label")),
      ...given("arch", first("arch").slice(0, 32)),
      ...given("python", version(first("python"))),
      ...given("jupyterhub", versionOf(packages, "jupyterhub")),
      ...given("cuda", cuda),
      ...given("driver", driver.slice(0, 200)),
      ...(first("signed") === "" ? {} : { signed: first("signed") === "yes" }),
    },
  }
}

/** Without what could move a terminal's cursor or break a line. */
function clean(line: string): string {
  return line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
}

function labelsOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const pairs = lines.flatMap(line => {
    const [, key = "", value = ""] = /^([^\s:][^:]{0,99}): ?(.*)$/.exec(line) ?? []
    return key === "" || key === "__proto__" ? [] : [[key, value.slice(0, 300)] as const]
  })
  return Object.fromEntries(pairs.slice(0, mostLabels))
}

function version(text: string): string | undefined {
  return /^\d+(\.\d+){0,3}/.exec(text)?.[0]
}

function versionOf(packages: readonly string[], name: string): string | undefined {
  return packages.find(line => line.startsWith(`${name} `))?.split(" ")[1]
}

/** PyTorch and others bring CUDA as packages of Python. */
function cudaOf(packages: readonly string[]): string | undefined {
  const line = packages.find(entry => /^nvidia-cuda-runtime(-cu\d+)? /.test(entry))
  return version(line?.split(" ")[1] ?? "")
    ?.split(".")
    .slice(0, 2)
    .join(".")
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value === "" ? {} : ({ [key]: value } as { [P in K]?: string })
}
