/** `c.CarmeHub.time_zone`: an IANA name, checked at the start; empty is the system's zone. */
import { type Kind, WrongType } from "../kind.ts"

export const timeZone: Kind<string> = {
  label: "the name of a time zone",
  parse(value) {
    if (typeof value !== "string") throw new WrongType("the name of a time zone", value)
    if (value === "" || isKnown(value)) return value
    throw new WrongType("", `is no time zone: ${JSON.stringify(value)}. Use a name such as "Europe/Berlin" or "UTC"`)
  },
  fromText: text => text,
}

/** Node's own list: a library for it would cost every start of the hub. */
function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}
