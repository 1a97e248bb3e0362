/** A file system that a job is to mount, with real names in its paths; whether it is there only the node can tell. */
export interface PlannedMount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
  readonly required: boolean
  /** What the person asked for has to stay below this folder, wherever links lead; empty for the site's own. */
  readonly root: string
}
