// Everything that a hub and its tests need from npm and PyPI, and the built hub: what `npm start` does before it starts.
import { nodePackages } from "./node-packages.mjs"
import { pythonEnvironment } from "./python.mjs"
import { createSteps } from "./steps.mjs"
import { main } from "./stop.mjs"

await main(async () => {
  const steps = createSteps()
  await nodePackages(steps)
  await pythonEnvironment(steps)
})
