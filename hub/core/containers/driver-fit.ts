/** Whether the CUDA of an image runs on a node's GPU driver: nvidia-smi's words, and NVIDIA's table of least drivers. Pure. */

export interface Driver {
  readonly version: string
  /** The newest CUDA that it says it can. */
  readonly cuda: string | null
}

export type Fit = "fits" | "too-old" | "unknown"

/** `| NVIDIA-SMI 550.54.15   Driver Version: 550.54.15   CUDA Version: 12.4 |`; null is no such line. */
export function readDriver(line: string): Driver | null {
  const version = /Driver Version:\s*(\d+(?:\.\d+)+)/.exec(line)?.[1]
  if (version === undefined) return null
  return { version, cuda: /CUDA Version:\s*(\d+\.\d+)/.exec(line)?.[1] ?? null }
}

/** `minDriver` is what the image itself says, and counts first. */
export function driverFit(
  image: { readonly cuda?: string | undefined; readonly minDriver?: string | undefined },
  driver: Driver | null,
): Fit {
  if (driver === null) return "unknown"
  const least = image.minDriver ?? (image.cuda === undefined ? undefined : leastDriver(image.cuda))
  if (least === undefined) return "unknown"
  return compare(driver.version, least) >= 0 ? "fits" : "too-old"
}

/** Minor versions of one major are compatible with each other, so that the major decides. Source: CUDA's release notes. */
const leastDrivers: Readonly<Record<string, string>> = {
  "9": "384.81",
  "10": "410.48",
  "11": "450.80.02",
  "12": "525.60.13",
  "13": "580.65.06",
}

function leastDriver(cuda: string): string | undefined {
  return leastDrivers[cuda.split(".")[0] ?? ""]
}

function compare(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
