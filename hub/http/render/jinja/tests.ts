/** Jinja's tests: what may stand after `is`. */
import { Callable } from "./callable.ts"
import { Markup } from "./markup.ts"
import { comparison } from "./operators.ts"
import { contains, equal, isDict, isText, text } from "./python-value.ts"

export type Check = (value: unknown, args: readonly unknown[]) => boolean

const compare =
  (operator: string): Check =>
  (value, [other]) =>
    comparison(operator, value, other)
const none: Check = value => value === null
const number: Check = value => typeof value === "number"

export const tests: Readonly<Record<string, Check>> = {
  defined: value => value !== undefined,
  undefined: value => value === undefined,
  none,
  None: none,
  null: none,
  string: isText,
  number,
  integer: value => Number.isInteger(value),
  float: value => typeof value === "number" && !Number.isInteger(value),
  boolean: value => typeof value === "boolean",
  true: value => value === true,
  True: value => value === true,
  false: value => value === false,
  False: value => value === false,
  mapping: isDict,
  iterable: value => isText(value) || Array.isArray(value) || isDict(value),
  sequence: value => isText(value) || Array.isArray(value) || isDict(value),
  callable: value => value instanceof Callable,
  escaped: value => value instanceof Markup,
  odd: value => Math.abs(Number(value) % 2) === 1,
  even: value => Number(value) % 2 === 0,
  divisibleby: (value, [by]) => Number(value) % Number(by) === 0,
  lower: value => text(value) === text(value).toLowerCase(),
  upper: value => text(value) === text(value).toUpperCase(),
  in: (value, [container]) => contains(container, value),
  sameas: (value, [other]) => value === other,
  eq: (value, [other]) => equal(value, other),
  equalto: (value, [other]) => equal(value, other),
  ne: (value, [other]) => !equal(value, other),
  lt: compare("<"),
  lessthan: compare("<"),
  le: compare("<="),
  gt: compare(">"),
  greaterthan: compare(">"),
  ge: compare(">="),
}
