import t from "tap"
import { withStoredBytes } from "../../hub/core/stored-bytes.ts"

t.test("an uploaded file as JupyterHub stores it", async t => {
  t.same(withStoredBytes({ hello: [{ body: Buffer.from([0, 255]) }], n: 5, none: null }), {
    hello: [{ body: { __jupyterhub_bytes__: true, data: "AP8=" } }],
    n: 5,
    none: null,
  })
})
