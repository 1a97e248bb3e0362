/** `c.CarmeHub.time_zone`: an IANA name, checked at the start; empty is the system's zone. */
import { IANAZone } from "luxon"
import { type Kind, WrongType } from "../kind.ts"

export const timeZone: Kind<string> = {
  label: "the name of a time zone",
  parse(value) {
    if (typeof value !== "string") throw new WrongType("the name of a time zone", value)
    if (value === "" || IANAZone.isValidZone(value)) return value
    throw new WrongType("", `is no time zone: ${JSON.stringify(value)}. Use a name such as "Europe/Berlin" or "UTC"`)
  },
  fromText: text => text,
}
