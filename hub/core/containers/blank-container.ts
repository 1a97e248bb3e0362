/** A container that says nothing of itself, and to which nothing has happened yet. */
import type { ContainerRow } from "../../db/rows.ts"

export const blankContainer = {
  owner_id: null,
  description: "",
  version: null,
  logo: null,
  labels: [],
  roles: [],
  groups: [],
  binds: [],
  app: null,
  cuda: null,
  min_driver: null,
  state: "requested",
  task: null,
  facts: null,
  message: null,
} as const satisfies Partial<ContainerRow>
