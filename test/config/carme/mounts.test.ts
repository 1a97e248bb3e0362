import t from "tap"
import { mounts } from "../../../hub/config/carme/mounts.ts"

t.test(
  "a mount in the hub's shape: the same place in the container unless it says otherwise, for everybody",
  async t => {
    t.same(
      mounts.parse([
        { source: "/beegfs/data", readonly: true },
        { source: "{home}/in", target: "/in", groups: ["a"] },
      ]),
      [
        {
          source: "/beegfs/data",
          target: "/beegfs/data",
          readOnly: true,
          required: false,
          description: "",
          users: null,
          groups: null,
          roles: null,
          queues: null,
        },
        {
          source: "{home}/in",
          target: "/in",
          readOnly: false,
          required: false,
          description: "",
          users: null,
          groups: ["a"],
          roles: null,
          queues: null,
        },
      ],
    )
  },
)

t.test("mistakes are told with the place in the list", async t => {
  const mistakes: [unknown, string[], RegExp][] = [
    [{}, [], /a list of dicts/],
    [["/data"], ["0"], /a dict/],
    [[{}], ["0", "source"], /a path such as/],
    [[{ source: "/a" }, { source: "b" }], ["1", "source"], /absolute/],
    [[{ source: "/a", target: "/a:/etc" }], ["0", "target"], /absolute/],
    [[{ source: "/a", read_only: true }], ["0", "read_only"], /did you mean "readonly"/],
    [[{ source: "/a", roles: "staff" }], ["0", "roles"], /a list of strings/],
  ]
  for (const [value, path, message] of mistakes) t.throws(() => mounts.parse(value), { path, message })
  t.throws(() => mounts.fromText("[]"), { message: /in the configuration file/ })
})
