/** Text that people see on one line. Not a pattern of the API's description: few clients know Unicode's classes. */
export function isPrintable(text: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text)
}
