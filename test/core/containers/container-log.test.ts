import t from "tap"
import { plainText } from "../../../hub/core/containers/container-log.ts"

t.test("colours, cursor movements and progress bars become plain lines", async t => {
  t.equal(plainText("\u001b[34mINFO:\u001b[0m    a\r\n 1%\r 50%\r100%\nb\u0007\u202e\t<i>"), "INFO:    a\n100%\nb\t<i>")
  t.equal(plainText("\u001b]8;;x"), "8;;x")
  t.equal(plainText(""), "")
})
