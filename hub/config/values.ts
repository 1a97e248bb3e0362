/** The values of the options while those that follow from others are being derived. */
import type { OptionName, OptionValue } from "./options/index.ts"

export interface Values {
  get<K extends OptionName>(name: K): OptionValue<K>
  /** By the site, in a file or on the command line. */
  isSet(name: OptionName): boolean
  put<K extends OptionName>(name: K, value: OptionValue<K>): void
}
