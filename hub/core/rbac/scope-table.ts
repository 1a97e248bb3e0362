/** What a table of scopes holds. */

export interface ScopeDefinition {
  /** Shown to a person who is asked to grant it. */
  readonly description: string
  readonly subscopes?: readonly string[]
}

export type ScopeTable = Readonly<Record<string, ScopeDefinition>>
