/** A parsed template: the nodes of nunjucks' parser that Jinja has too, and those that our parser adds. */

interface Place {
  /** Counted from 0. */
  readonly lineno: number
}
export interface List extends Place {
  readonly typename: "NodeList" | "Root" | "Output"
  readonly children: readonly Node[]
}
export interface Name extends Place {
  readonly typename: "Symbol"
  readonly value: string
}
export interface Literal extends Place {
  readonly typename: "Literal" | "TemplateData"
  readonly value: unknown
}
export interface Pair extends Place {
  readonly typename: "Pair"
  readonly key: Node
  readonly value: Node
}
export interface Call extends Place {
  readonly typename: "FunCall"
  readonly name: Node
  readonly args: { readonly children: readonly Node[] }
}
export interface Filter extends Place {
  readonly typename: "Filter"
  readonly name: Name
  readonly args: { readonly children: readonly Node[] }
}
export interface MacroNode extends Place {
  readonly typename: "Macro" | "Caller"
  readonly name: Name
  readonly args: { readonly children: readonly Node[] }
  readonly body: Node
}
export interface Block extends Place {
  readonly typename: "Block"
  readonly name: Name
  readonly body: Node
}
export interface For extends Place {
  readonly typename: "For"
  readonly arr: Node
  readonly name: Node
  readonly only?: Node
  readonly body: Node
  readonly else_?: Node | null
}
export interface Operation extends Place {
  readonly typename: "And" | "Or" | "In" | "Is" | "Add" | "Concat" | "Sub" | "Mul" | "Div" | "FloorDiv" | "Mod" | "Pow"
  readonly left: Node
  readonly right: Node
}

export type Node =
  | List
  | Name
  | Literal
  | Pair
  | Call
  | Filter
  | MacroNode
  | Block
  | For
  | Operation
  | (Place & { readonly typename: "Group" | "Array" | "Dict" | "KeywordArgs"; readonly children: readonly Node[] })
  | (Place & { readonly typename: "Not" | "Neg" | "Pos"; readonly target: Node })
  | (Place & { readonly typename: "LookupVal"; readonly target: Node; readonly val: Node })
  | (Place & {
      readonly typename: "Slice"
      readonly start: Node | null
      readonly stop: Node | null
      readonly step: Node | null
    })
  | (Place & {
      readonly typename: "Compare"
      readonly expr: Node
      readonly ops: readonly { readonly type: string; readonly expr: Node }[]
    })
  | (Place & {
      readonly typename: "InlineIf" | "If"
      readonly cond: Node
      readonly body: Node
      readonly else_: Node | null
    })
  | (Place & {
      readonly typename: "Set"
      readonly targets: readonly Node[]
      readonly value: Node | null
      readonly body?: Node
    })
  | (Place & { readonly typename: "Capture"; readonly body: Node })
  | (Place & { readonly typename: "Extends"; readonly template: Node })
  | (Place & {
      readonly typename: "Include"
      readonly template: Node
      readonly ignoreMissing?: boolean
      readonly alone?: boolean
    })
  | (Place & {
      readonly typename: "Import"
      readonly template: Node
      readonly target: Name
      readonly withContext: boolean | null
    })
  | (Place & {
      readonly typename: "FromImport"
      readonly template: Node
      readonly names: { readonly children: readonly Node[] }
      readonly withContext?: boolean | null
    })
  | (Place & { readonly typename: "With"; readonly pairs: readonly Pair[]; readonly body: Node })
  | (Place & { readonly typename: "Do"; readonly value: Node })
  | (Place & { readonly typename: "Autoescape"; readonly on: boolean; readonly body: Node })
  | (Place & { readonly typename: "Break" | "Continue" })
