/** How full a home folder is. */

/** Of one person, in bytes. null is no limit. */
export interface DiskUse {
  readonly usedBytes: number
  readonly limitBytes: number | null
}
