/** What a new user may be sent with besides the name: JupyterHub checks the kinds of all and uses `admin` alone. */
import { z } from "zod"
import { jsonObject } from "../models/server-model.ts"

const list = (field: string) => z.array(z.unknown(), { error: `user.${field} must be a list` }).optional()

export const givenUser = {
  name: z.string({ error: "user.name must be a string" }).optional(),
  admin: z.boolean({ error: "user.admin must be true or false" }).optional(),
  groups: list("groups"),
  roles: list("roles"),
  auth_state: jsonObject.optional(),
}
