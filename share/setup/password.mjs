// A generated password that a person can read and type.
import { randomInt } from "node:crypto"

// Without letters and digits that look alike. 28 of these 28 are 134 bits, and with the dashes 34 characters:
// JupyterHub wants at least 32 for an admin.
const letters = "abcdefghjkmnpqrstuvwxyz34679"

export function newPassword() {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("")
  return Array.from({ length: 7 }, group).join("-")
}
