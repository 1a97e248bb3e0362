/** Whether an image file is there and is an image, told before anything is submitted. */
import type { PluginContext } from "../../hub/plugin/context.ts"
import { Refusal } from "../../hub/plugin/errors.ts"

/** `prefix` is whose eyes are used. A check that gives no clear answer lets the job be the judge. */
export async function checkImage(image: string, prefix: readonly string[], context: PluginContext): Promise<void> {
  const options = { timeoutMs: 10_000, maxBytes: 4096 }
  const stat = await context.exec([...prefix, "stat", "--dereference", "--format=%F", "--", image], options)
  if (stat.code !== 0) {
    if (/No such file|Not a directory/i.test(stat.stderr)) throw notUsable(image, "it does not exist")
    context.log.warn("a container image could not be checked", { image, error: stat.stderr.trim().slice(0, 300) })
    return
  }
  const kind = stat.stdout.trim()
  // A sandbox: an unpacked image.
  if (kind === "directory") return
  if (kind === "regular empty file") throw notUsable(image, "it is empty")
  if (kind !== "regular file") throw notUsable(image, `it is a ${kind}, not a file`)
  // A pipe may have taken its place meanwhile; what sudo has started is not the hub's to end.
  const head = await context.exec([...prefix, "timeout", "8", "head", "--bytes=64", "--", image], options)
  if (head.code !== 0) {
    context.log.warn("a container image could not be read", { image, error: head.stderr.trim().slice(0, 300) })
    return
  }
  if (!isImage(head.stdout)) throw notUsable(image, "it is neither a SIF nor a squashfs image")
}

/** A SIF has its magic behind the 32 bytes of its launcher line; squashfs (little-endian) begins with its own. */
function isImage(head: string): boolean {
  return head.startsWith("hsqs") || head.slice(0, 64).includes("SIF_MAGIC")
}

function notUsable(image: string, why: string): Refusal {
  return new Refusal(400, `The container image ${image} cannot be used: ${why}. Ask the administrators of this hub.`, {
    code: "bad-image",
  })
}
