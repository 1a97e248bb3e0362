/** CUDA and drivers, with the first lines of nvidia-smi as recorded on machines with GPUs; there is none here. */
import t from "tap"
import { driverFit, readDriver } from "../../../hub/core/containers/driver-fit.ts"

const recorded = {
  a100: "| NVIDIA-SMI 550.54.15              Driver Version: 550.54.15      CUDA Version: 12.4     |",
  older: "| NVIDIA-SMI 470.161.03   Driver Version: 470.161.03   CUDA Version: 11.4     |",
  noCuda: "| NVIDIA-SMI 390.157                Driver Version: 390.157                   |",
}

t.test("what nvidia-smi says", async t => {
  t.same(readDriver(recorded.a100), { version: "550.54.15", cuda: "12.4" })
  t.same(readDriver(recorded.older), { version: "470.161.03", cuda: "11.4" })
  t.same(readDriver(recorded.noCuda), { version: "390.157", cuda: null })
  t.equal(readDriver("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."), null)
  t.equal(readDriver(""), null)
})

t.test("whether an image runs on it", async t => {
  const [a100, older] = [readDriver(recorded.a100), readDriver(recorded.older)]
  t.equal(driverFit({ cuda: "12.4" }, a100), "fits")
  t.equal(driverFit({ cuda: "12.8.1" }, a100), "fits", "minor versions are compatible")
  t.equal(driverFit({ cuda: "13.0" }, a100), "too-old")
  t.equal(driverFit({ cuda: "12.0" }, older), "too-old")
  t.equal(driverFit({ cuda: "11.8" }, older), "fits")
  t.equal(driverFit({ cuda: "11.8", minDriver: "520.61" }, older), "too-old", "what the image says counts first")
  t.equal(driverFit({ minDriver: "550.54.15" }, a100), "fits")
  t.equal(driverFit({ cuda: "12.4" }, null), "unknown")
  t.equal(driverFit({}, a100), "unknown")
  t.equal(driverFit({ cuda: "99.1" }, a100), "unknown")
})
