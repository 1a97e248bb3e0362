/** How long the address of a redirect may be: it grows where it carries the request's own address along, escaped. */
import { Refusal } from "../plugin/errors.ts"

/** Bytes. Proxies take 16 KiB for all headers of an answer, and make a 503 of one with more. */
const longestLocation = 12 * 1024

/** Throws Refusal 414 before an answer goes out that no proxy hands on. */
export function checkLocation(location: string): void {
  if (location.length > longestLocation)
    throw new Refusal(414, "The address is too long to go on from here. Open a shorter one.")
}
