/** The tiny job of `carme-hub doctor`: its text for bash, and what its lines say. It knows no secret. */
import type { Finding } from "../../plugin/finding.ts"

/** Each line is one fact: `carme-doctor`, its name, `yes` or `no` or a value, and what it is about. */
export const nodeScript = `
rm -f -- "$input"
say() { printf 'carme-doctor\\t%s\\t%s\\t%s\\n' "$1" "$2" "$3" >> "$result"; }
yes_or_no() { local name=$1 about=$2; shift 2; if "$@" > /dev/null 2>&1; then say "$name" yes "$about"; else say "$name" no "$about"; fi; }
say clock "$(date +%s)" "$(hostname)"
yes_or_no home "$HOME" test -w "$HOME"
yes_or_no names "$hub_host" getent hosts "$hub_host"
if [ -n "$hub_port" ]; then
  yes_or_no hub "$hub_host:$hub_port" timeout 10 bash -c 'exec 3<> "/dev/tcp/$0/$1"' "$hub_host" "$hub_port"
fi
if [ -n "$images" ]; then
  yes_or_no runtime "" carme_apptainer --version
  while IFS= read -r image; do yes_or_no image "$image" test -r "$image"; done <<< "$images"
fi
say end yes ""
# Slurm tells the node of a job that runs; the doctor ends it when it has seen that.
sleep 30
`

interface Fact {
  readonly good: string
  readonly bad: string
  readonly why: string
  readonly mend: string
}

/** `{}` is what the fact is about. */
const facts: Readonly<Record<string, Fact>> = {
  home: {
    good: "The node sees the home folder {}, and the user may write to it.",
    bad: "The node does not see the home folder {}, or the user may not write to it.",
    why: "JupyterLab keeps its files there and ends without it.",
    mend: "Mount the home folders on the nodes at the same path.",
  },
  names: {
    good: "The node knows the hub's host {}.",
    bad: "The node does not know the hub's host {}.",
    why: "A server asks the hub who its visitors are.",
    mend: 'c.JupyterHub.hub_connect_ip = "an address that nodes reach"',
  },
  hub: {
    good: "The node reaches the hub at {}.",
    bad: "The node does not reach the hub at {}.",
    why: "A server that cannot reach the hub never becomes ready.",
    mend: "Open that port to the nodes in the firewall, and let c.JupyterHub.hub_ip be an address that they reach.",
  },
  runtime: {
    good: "The container runtime runs on the node.",
    bad: "The container runtime does not run on the node.",
    why: "Every server with a container fails.",
    mend: 'Install Apptainer on the nodes, or c.SlurmSpawner.apptainer_cmd = ["/path/to/apptainer"]',
  },
  image: {
    good: "The node sees the image {}.",
    bad: "The node does not see the image {}, or the user may not read it.",
    why: "Every server in this container fails.",
    mend: "Put the image where the nodes see it, and let c.CarmeHub.containers name that path.",
  },
}

/** Seconds by which clocks may differ before tokens and times become wrong. */
const tolerance = 30

/** `between`: seconds since 1970 on the hub's clock just before the submit and when the answer was there. */
export function readNodeJob(
  text: string,
  between: readonly [number, number],
  queue: Pick<Finding, "queue">,
): readonly Finding[] {
  const lines = text.split("\n").flatMap(line => {
    const [mark, id = "", value = "", about = ""] = line.split("\t")
    return mark === "carme-doctor" ? [{ id, value, about }] : []
  })
  const found = lines.flatMap(({ id, value, about }): Finding[] => {
    if (id === "clock") return [{ ...clock(Number(value), about, between), ...queue }]
    const fact = facts[id]
    if (fact === undefined) return []
    const { good, bad, why, mend } = fact
    if (value === "yes") return [{ id, status: "ok", what: good.replace("{}", () => about), ...queue }]
    return [{ id, status: "failed", what: bad.replace("{}", () => about), why, mend, ...queue }]
  })
  if (lines.some(({ id }) => id === "end")) return found
  const unfinished: Finding = {
    id: "job",
    status: "failed",
    what: "The job ended before it had checked everything.",
    why: "Servers in this queue would end alike.",
    mend: "Look at the job with: sacct --name, and at the node's slurmd.log",
    ...queue,
  }
  return [...found, unfinished]
}

function clock(node: number, name: string, [before, after]: readonly [number, number]): Finding {
  const off = node < before ? node - before : node > after ? node - after : 0
  if (Math.abs(off) <= tolerance)
    return { id: "clock", status: "ok", what: `The clock of ${name} agrees with the hub's.` }
  return {
    id: "clock",
    status: "failed",
    what: `The clock of ${name} is ${Math.abs(off)} seconds ${off < 0 ? "behind" : "ahead of"} the hub's.`,
    why: "Tokens, certificates and time limits are judged by these clocks.",
    mend: "systemctl enable --now chronyd",
  }
}
