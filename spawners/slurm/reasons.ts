/** Why a job waits, in plain words: Slurm's reason codes as sentences for the progress page. */
const sentences: Readonly<Record<string, string>> = {
  None: "Slurm has not looked at the job yet",
  Priority: "Other jobs are before yours in the queue",
  Resources: "Waiting for a node with enough free resources",
  Dependency: "Waiting for another job that this one depends on",
  BeginTime: "Waiting for the time at which the job may begin",
  JobHeldUser: "The job is held; somebody has to release it",
  JobHeldAdmin: "The job is held by an administrator",
  Reservation: "Waiting for the booking that the job asks for to begin",
  ReservationDeleted: "The booking that the job asks for is gone: stop it, and start without the booking",
  ReservationInvalid: "The booking that the job asks for is not valid: stop it, and start without the booking",
  ReqNodeNotAvail: "The nodes that the job needs are down, reserved or in use",
  NodeDown: "A node that the job needs is down",
  PartitionDown: "The queue is closed for now",
  PartitionInactive: "The queue is closed for now",
  PartitionNodeLimit: "The job asks for more nodes than the queue allows",
  PartitionTimeLimit: "The job asks for more time than the queue allows: it will not start like this",
  PartitionConfig: "The queue does not allow what the job asks for",
  AccountNotAllowed: "The queue does not take jobs of your account",
  QOSNotAllowed: "The queue does not take jobs of this QOS",
  BadConstraints: "No node has what the job asks for: it will not start like this",
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
  MaxRequeueExceeded: "The job was put back too often",
  FedJobLock: "Waiting for the other clusters of the federation",
}

/** What Slurm writes behind the code where a booking keeps nodes from the job; with blanks or underscores, as it is asked. */
const booked: readonly (readonly [RegExp, string])[] = [
  [
    /^ReqNodeNotAvail[\W_]+Reserved.for.maintenance/i,
    "The nodes are booked for maintenance: the job starts after it, or before it if its time is short enough to end by then",
  ],
  [
    /^ReqNodeNotAvail[\W_]+May.be.reserved.for.other.job/i,
    "The nodes are booked by others or kept for a job before yours: a shorter time, fewer GPUs or another queue may start sooner",
  ],
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

/** A sentence without its full stop. What the table does not know is told in Slurm's own word. */
export function sentenceFor(reason: string): string {
  const booking = booked.find(([pattern]) => pattern.test(reason))
  if (booking) return booking[1]
  const code = reason.split(/[\s,(]/)[0] ?? ""
  if (Object.hasOwn(sentences, code)) return sentences[code] ?? ""
  if (/^(QOS|Assoc)/.test(code)) return limitSentence(code)
  return code === "" ? "Waiting in the queue" : `Waiting in the queue (${code})`
}

/** QOSMaxGRESPerUser, AssocGrpCpuLimit and their many kin: whose limit, and of what. */
function limitSentence(code: string): string {
  const what = limits.find(([pattern]) => pattern.test(code))?.[1] ?? "resources"
  const whose = /PerUser/.test(code) ? "you" : /^Assoc/.test(code) ? "your account" : "this queue"
  const advice = /PerJob|PerNode/.test(code) ? "it will not start like this" : "waiting until some are free again"
  return `The limit on ${what} for ${whose} is reached (${code}): ${advice}`
}
