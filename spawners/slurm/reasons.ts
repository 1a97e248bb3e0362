/** Why a job waits, in plain words: Slurm's reason codes as sentences for the progress page. */
const sentences: Readonly<Record<string, string>> = {
  None: "Slurm has not looked at the job yet",
  Priority: "Other jobs are before yours in the queue",
  Resources: "Waiting for a node with enough free resources",
  Dependency: "Waiting for another job that this one depends on",
  BeginTime: "Waiting for the time at which the job may begin",
  JobHeldUser: "The job is held: it will not start until somebody releases it",
  JobHeldAdmin: "The job is held by an administrator: it will not start until they release it",
  Reservation: "Waiting for the booking that the job asks for to begin",
  ReservationDeleted: "The booking that the job asks for is gone: stop it, and start without the booking",
  ReservationInvalid: "The booking that the job asks for is not valid: stop it, and start without the booking",
  ReqNodeNotAvail: "The nodes that the job needs are down, reserved or in use",
  NodeDown: "A node that the job needs is down",
  PartitionDown: "The queue is closed for now",
  PartitionInactive: "The queue is closed for now",
  PartitionNodeLimit: never("The job asks for more nodes than the queue allows"),
  PartitionTimeLimit: never("The job asks for more time than the queue allows"),
  PartitionConfig: never("The queue does not allow what the job asks for"),
  AccountNotAllowed: never("The queue does not take jobs of your account"),
  QOSNotAllowed: never("The queue does not take jobs of this QOS"),
  BadConstraints: never("No node has what the job asks for"),
  Licenses: "Waiting for a licence",
  JobLaunchFailure: "Slurm could not launch the job",
  JobArrayTaskLimit: "Waiting for another of your jobs to end",
  NodeConfig: "Waiting for a node to be prepared",
  Prolog: "The node is being prepared",
  Cleaning: "The node is being cleaned up after an earlier run",
  SchedDefer: "Slurm will look at the job at its next round",
  BurstBufferResources: "Waiting for space in the burst buffer",
  FrontEndDown: "The front end node is down",
  SystemFailure: "The cluster has a failure; its administrators know more",
  MaxRequeueExceeded: never("The job was put back into the queue too often"),
  JobHoldMaxRequeue: never("The job was put back into the queue too often, and is held"),
  DependencyNeverSatisfied: never("The job waits for another one that failed"),
  InvalidAccount: never("Slurm does not know the account of the job any more"),
  InvalidQOS: never("Slurm does not know the QOS of the job any more"),
  DeadLine: never("The job cannot end before its deadline"),
  AccountingPolicy: "A limit of the accounting is reached",
  FedJobLock: "Waiting for the other clusters of the federation",
}

/** Whole sentences of Slurm's, and what it writes behind a code; its blanks come as underscores by some ways. */
const texts: readonly (readonly [RegExp, string])[] = [
  [
    /^ReqNodeNotAvail[\W_]+Reserved for maintenance/i,
    "The nodes are booked for maintenance: the job starts after it, or before it if its time is short enough to end by then",
  ],
  [
    /^ReqNodeNotAvail[\W_]+May be reserved for other job/i,
    "The nodes are down, booked by others or kept for a job before yours: a shorter time, fewer GPUs or another queue may start sooner",
  ],
  [
    /^Nodes required for job are DOWN, DRAINED or reserved/i,
    "The nodes that the job needs are down, or kept for jobs of higher priority",
  ],
  [/^launch failed requeued held$/i, never("A node could not start the job, and Slurm holds it")],
  [
    /^user env retrieval failed requeued held$/i,
    never("Slurm could not read your login environment, and holds the job"),
  ],
  [/^job requeued in held state$/i, never("The job was put back into the queue, and is held")],
  [/^partition .* (?:is )?(?:down|inactive|drain)/i, "The queue is closed for now"],
]

const limits: readonly (readonly [RegExp, string])[] = [
  [/gres|gpu/i, "GPUs"],
  [/cpu/i, "CPUs"],
  [/mem/i, "memory"],
  [/node/i, "nodes"],
  [/submit|jobs/i, "jobs"],
  [/wall|minutes|mins/i, "time"],
  [/billing/i, "billing units"],
]

/** A sentence without its full stop. What the tables do not know is told in Slurm's own words. */
export function sentenceFor(reason: string): string {
  const plain = reason.replace(/^\((.*)\)$/, "$1").trim()
  const spaced = plain.replaceAll("_", " ")
  const text = texts.find(([pattern]) => pattern.test(spaced))
  if (text) return text[1]
  const code = plain.split(/[\s,(]/)[0] ?? ""
  if (Object.hasOwn(sentences, code)) return sentences[code] ?? ""
  if (/^(?:QOS|Assoc)\w+$/.test(code)) return limitSentence(code)
  const own = spaced.replace(/\p{C}/gu, "?").slice(0, 200)
  return own === "" ? "Waiting in the queue" : `Waiting in the queue (${own})`
}

/** QOSMaxGRESPerUser, AssocGrpCpuLimit and their many kin: whose limit, and of what. */
function limitSentence(code: string): string {
  const what = limits.find(([pattern]) => pattern.test(code))?.[1] ?? "resources"
  const whose = /PerUser/.test(code) ? "you" : /^Assoc/.test(code) ? "your account" : "this queue"
  if (/^QOSMin/.test(code)) return never(`The job asks for fewer ${what} than this queue takes (${code})`)
  const limit = `The limit on ${what} for ${whose} is reached (${code})`
  if (/Per(?:Job|Node)|WallDuration/.test(code)) return never(limit)
  if (/Grp.*Minutes|GrpWall/.test(code)) {
    return `${limit}: the budget is used up, and the job will not start until there is some again`
  }
  return `${limit}: waiting until some are free again; a job that asks for more than the whole limit never starts`
}

/** Nothing that happens by itself lets the job start. */
function never(why: string): string {
  return `${why}: it will not start like this. Stop it, and start again with other choices, or ask the administrators`
}
