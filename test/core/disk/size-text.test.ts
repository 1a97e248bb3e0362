import t from "tap"
import { sizeText } from "../../../hub/core/disk/size-text.ts"

t.test("two digits are enough", async t => {
  t.equal(sizeText(0), "0 B")
  t.equal(sizeText(1023), "1023 B")
  t.equal(sizeText(1536), "1.5 KiB")
  t.equal(sizeText(10 * 1024 ** 3), "10 GiB")
  t.equal(sizeText(9.96 * 1024 ** 3), "10 GiB")
  t.equal(sizeText(1024 ** 6), "1024 PiB")
})
