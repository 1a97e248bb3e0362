/** `c.CarmeHub.mail`: the server by which the hub sends mail; without it there is none. */
import { z } from "zod"
import { type Kind, WrongType } from "../kind.ts"
import { isPlainDict } from "../kinds.ts"
import { nearest } from "../nearest.ts"
import { flag, string } from "./units.ts"

export interface MailSettings {
  readonly host: string
  readonly port: number
  readonly from: string
  /** TLS from the first byte; without it STARTTLS is used where the server offers it. */
  readonly tls: boolean
  readonly user: string | null
  readonly password: string | null
}

const address = z.string("must be an address").regex(/^[^\s<>]+@[^\s<>]+$|^[^\n\r<>]*<[^\s<>]+@[^\s<>]+>$/, {
  error: "must be an address such as hub@example.org",
})

const schema = z.strictObject({
  host: z.string("must be the name of a mail server").min(1, "must be the name of a mail server"),
  port: z.int("must be a port").min(1, "must be a port").max(65535, "must be a port").optional(),
  from: address,
  tls: flag.optional(),
  user: string.optional(),
  password: string.optional(),
})

const label = 'a dict such as dict(host="localhost", **{"from": "hub@example.org"})'

export const mail: Kind<MailSettings | null> = {
  label,
  parse(value) {
    if (value === null) return null
    if (!isPlainDict(value)) throw new WrongType(label, value)
    if (Object.keys(value).length === 0) return null
    const { from_: from, ...rest } = value as Readonly<Record<string, unknown>>
    const result = schema.safeParse(from === undefined ? rest : { from, ...rest })
    if (!result.success) throw wrong(result.error)
    const { host, port, tls = false, user, password } = result.data
    return {
      host,
      port: port ?? (tls ? 465 : 25),
      from: result.data.from,
      tls,
      user: user ?? null,
      password: password ?? null,
    }
  },
  fromText: () => {
    throw new WrongType("", "is a dict, to be set in the configuration file")
  },
}

function wrong(error: z.ZodError): WrongType {
  const issue = error.issues[0]
  if (issue?.code !== "unrecognized_keys") {
    return new WrongType("", issue?.message ?? "is wrong", (issue?.path ?? []).map(String))
  }
  const key = issue.keys[0] ?? ""
  const known = Object.keys(schema.shape)
  const near = nearest(key, known)
  return new WrongType(
    "",
    `is not known: ${near === null ? `known are ${known.join(", ")}` : `did you mean "${near}"?`}`,
    [key],
  )
}
