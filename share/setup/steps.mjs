// The steps of a setup as a person sees them: one line each, with what is going on now and how long it has taken.
import { spawn } from "node:child_process"
import { Stop } from "./stop.mjs"

/** Writes to stderr, so that stdout stays free for results. On a terminal the line is redrawn, elsewhere it is not. */
export function createSteps(stream = process.stderr) {
  return {
    /** Runs `fn(say)`; `say(text)` shows what is being done right now. Returns what `fn` returns. */
    async step(title, fn) {
      const line = progressLine(stream, title)
      try {
        const result = await fn(line.say)
        line.end("done")
        return result
      } catch (error) {
        line.end("failed")
        throw error
      }
    },
    note: text => void stream.write(`  ${text}\n`),
  }
}

function progressLine(stream, title) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  let now = ""
  if (!stream.isTTY) {
    stream.write(`  ${title} ...\n`)
    // A log without a terminal still shows that something moves.
    const timer = setInterval(() => stream.write(`  ${title}: ${seconds()} s${now && `, ${now}`}\n`), 20_000)
    return {
      say: text => {
        now = text
      },
      end: word => {
        clearInterval(timer)
        stream.write(`  ${title}: ${word} (${seconds()} s)\n`)
      },
    }
  }
  const draw = () => {
    const text = `  ${title} ... ${seconds()} s  ${now}`
    stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 80) - 1)}`)
  }
  const timer = setInterval(draw, 500)
  draw()
  return {
    say: text => {
      now = text
      draw()
    },
    end: word => {
      clearInterval(timer)
      stream.write(`\r\x1b[K  ${title}: ${word} (${seconds()} s)\n`)
    },
  }
}

/**
 * Runs a program to its end and returns its output. `say` gets each line as `label` makes it (null: not shown);
 * a failure is a Stop with the end of the output and, where `advice(output)` knows one, what to do.
 */
export function runProgram(argv, { cwd, env = process.env, say = () => {}, label = line => line, advice = () => "" }) {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", chunk => {
        output += chunk
        const text = chunk.trimEnd().split("\n").map(label).findLast(Boolean)
        if (text) say(text)
      })
    }
    child.on("error", error => reject(new Stop(`${argv[0]} could not be started: ${error.message}`)))
    child.on("close", code => {
      if (code === 0) return resolve(output)
      const tail = output.trimEnd().split("\n").slice(-30).join("\n")
      reject(new Stop(`${tail}\n\n\`${argv.join(" ")}\` failed (exit code ${code}).\n${advice(output)}`.trimEnd()))
    })
  })
}
