import t from "tap"
import { memoryMb, walltimeMinutes } from "../../../hub/config/carme/units.ts"

t.test("times as Slurm writes them, in minutes, rounded up", async t => {
  const times: [string, number | null][] = [
    ["90", 90],
    ["2:00:00", 120],
    ["0:30", 1],
    ["10:30", 11],
    ["1-0", 1440],
    ["1-12:30", 2190],
    ["2-00:00:00", 2880],
    ["0:00:01", 1],
    ["2h", null],
    ["", null],
    ["-5", null],
    ["1:2:3:4", null],
  ]
  for (const [text, minutes] of times) t.equal(walltimeMinutes(text), minutes, text)
})

t.test("sizes in MiB", async t => {
  const sizes: [string, number | null][] = [
    ["4096", 4096],
    ["16G", 16384],
    ["1T", 1048576],
    ["512M", 512],
    ["1.5G", 1536],
    ["1K", 1],
    ["2GB", 2048],
    ["lots", null],
    ["-1G", null],
  ]
  for (const [text, mb] of sizes) t.equal(memoryMb(text), mb, text)
})
