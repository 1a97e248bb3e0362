/** The life of a container that was added: one table; whoever moves one does so by compare-and-set from these states. */
import type { ContainerState } from "../../db/rows.ts"

export type ContainerEvent = "submitted" | "started" | "measured" | "failed" | "verify" | "delete"

const from: Readonly<Record<ContainerEvent, readonly ContainerState[]>> = {
  submitted: ["requested"],
  started: ["queued"],
  measured: ["requested", "queued", "building"],
  failed: ["requested", "queued", "building"],
  verify: ["ready", "failed"],
  delete: ["requested", "queued", "building", "ready", "failed"],
}

const to: Readonly<Record<ContainerEvent, ContainerState>> = {
  submitted: "queued",
  started: "building",
  measured: "ready",
  failed: "failed",
  verify: "requested",
  delete: "deleting",
}

export function step(event: ContainerEvent): { readonly from: readonly ContainerState[]; readonly to: ContainerState } {
  return { from: from[event], to: to[event] }
}
