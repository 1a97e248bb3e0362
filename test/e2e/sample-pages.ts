/** Made-up data for every page: what the screenshots show. */
import { apiDocs } from "../../hub/http/api-docs-view.ts"
import { endpoints } from "../../hub/http/endpoints.ts"
import { openApi } from "../../hub/http/openapi.ts"
import { sampleContainers } from "./sample-containers.ts"

const now = Date.now()
const ago = (minutes: number) => new Date(now - minutes * 60_000)

export const common = {
  base_url: "/hub/",
  prefix: "/",
  user: { name: "alice", escaped_name: "alice", admin: true, url: "/user/alice/" },
  login_url: "/hub/login",
  login_service: "",
  logout_url: "/hub/logout",
  services: [{ name: "monitoring", href: "/services/monitoring/" }],
  containers_link: true,
  parsed_scopes: ["admin-ui", "admin:users"],
  expanded_scopes: ["admin:users", "read:servers!user=alice", "access:servers!user=alice"],
  xsrf: "token",
  xsrf_token: "token",
  jhdata: { base_url: "/hub/", prefix: "/", user: "alice", xsrf_token: "token" },
}

const limits = [
  { name: "gpus", text: "1 of 2 GPUs in use", used: 1, limit: 2 },
  { name: "gpusPerJob", text: "at most 1 GPU in one server" },
  { name: "jobs", text: "1 of 3 servers running", used: 1, limit: 3 },
  { name: "walltime", text: "a server may run for 2 days at most" },
]

const slurm = {
  queues: [
    {
      name: "instant",
      displayName: "Instant",
      description: "Starts at once, for interactive work",
      maxWalltimeMinutes: 120,
      maxGpusPerJob: 1,
      gpuTypes: [],
      maxNodes: 1,
      now: "3 of 4 a100 free now",
      isDefault: true,
    },
    {
      name: "large",
      displayName: "Large",
      description: "Waits for free nodes, for long training runs",
      maxWalltimeMinutes: 2880,
      maxGpusPerJob: 4,
      maxNodes: 4,
      isPreemptible: true,
      now: "0 of 16 a100, 1 of 8 h100 free now, 7 jobs wait",
      gpuTypes: ["a100", "h100"],
      isDefault: false,
    },
  ],
  containers: [
    {
      name: "jupyter",
      displayName: "JupyterLab",
      description: "Python 3.11 with NumPy, pandas and matplotlib",
      isDefault: true,
    },
    {
      name: "pytorch",
      displayName: "PyTorch 2.9",
      description: "JupyterLab with PyTorch and CUDA 13",
      isDefault: false,
    },
    { name: "r", displayName: "R 4.5", description: "JupyterLab with the R kernel", isDefault: false },
  ],
  limits,
  hasNodes: true,
  defaults: { queue: "large", gpus: "4", walltime: "8:00:00" },
}

/** What a site with bookings, projects, data and mail offers besides. */
const withData = {
  ...slurm,
  bookings: [{ id: "12", text: "2 GPUs on n1 until 18:00" }],
  projects: [
    { name: "climate", displayName: "Climate models" },
    { name: "thesis", displayName: "Thesis of Ada" },
  ],
  disk: { tight: true, text: "18.7 GiB of 20 GiB in use" },
  mail: true,
  mounts: [
    { path: "/home/alice", text: "your home folder" },
    { path: "/beegfs/reference", text: "reference data sets, read-only" },
    { path: "/beegfs/projects/climate", text: "of the project climate", queues: ["large"] },
  ],
  mountRoots: ["/beegfs/projects", "/beegfs/people"],
  scratch: [{ path: "~/scratch", text: "1.8 TB on the node's own disk, deleted at the end", queues: [] }],
  defaults: { queue: "large", gpus: "4", walltime: "8:00:00", project: "climate", notify: "mail" },
}

const running = [
  { label: "Queue", text: "Instant" },
  { label: "GPUs", text: "1 (a100)" },
  { label: "Container", text: "PyTorch 2.9" },
  { label: "Node", text: "n1" },
  { label: "Ends", text: "in an hour", at: new Date(now + 68 * 60_000).toISOString() },
]

const server = {
  ready: false,
  active: false,
  pending: null,
  state: "stopped",
  state_text: "stopped",
  last_activity: null,
  details: [],
}

const admin = {
  template: "admin",
  variables: {
    page: "admin",
    server_version: "carme-hub 0.1.0",
    parsed_scopes: [
      "admin-ui",
      "admin:users",
      "admin:groups",
      "list:groups",
      "read:servers",
      "delete:servers",
      "shutdown",
    ],
    admin_page: {
      scopes: [
        "admin:users",
        "delete:users",
        "list:users",
        "admin:groups",
        "groups",
        "list:groups",
        "delete:groups",
        "read:servers",
        "start:servers",
        "delete:servers",
        "access:servers",
        "shutdown",
      ],
      page_limit: 50,
      page_max: 200,
      named_servers: true,
      manage_groups: true,
      cleanup_proxy: true,
      cleanup_servers: false,
    },
  },
}

interface SamplePage {
  readonly template: string
  readonly variables: Readonly<Record<string, unknown>>
  /** What the address ends in. */
  readonly hash?: string
  /** What is clicked on before the picture is taken. */
  readonly click?: string
}

export const samplePages: Readonly<Record<string, SamplePage>> = {
  login: {
    template: "login",
    variables: { user: null, authenticator: {}, authenticator_login_url: "/hub/login?next=" },
  },
  "login-failed": {
    template: "login",
    variables: {
      user: null,
      username: "alice",
      login_error: "Invalid username or password",
      authenticator: { request_otp: true, otp_prompt: "OTP:" },
      authenticator_login_url: "/hub/login?next=",
      announcement: "Maintenance on <b>Sunday</b>, 8:00 to 10:00.",
    },
  },
  "login-service": {
    template: "login",
    variables: {
      user: null,
      login_service: "Example University",
      authenticator: {},
      authenticator_login_url: "/hub/oauth_login",
    },
  },
  home: {
    template: "home",
    variables: {
      page: "home",
      url: "/user/alice/",
      default_server: {
        ...server,
        name: "",
        title: "",
        ready: true,
        active: true,
        state: "ready",
        state_text: "running",
        details: running,
        extend: { run: "r1", ends: new Date(now + 12 * 60_000), soon: true, choices: [15, 30, 60, 90] },
      },
      limits,
      allow_named_servers: true,
      named_server_limit_per_user: 5,
      servers: [
        {
          ...server,
          name: "training",
          title: "Training run",
          active: true,
          pending: "spawn",
          state: "starting",
          state_text: "waiting in the queue",
          message: "Waiting for free GPUs: 2 jobs are ahead.",
          details: [
            { label: "Queue", text: "Large" },
            { label: "GPUs", text: "4" },
          ],
          last_activity: ago(3),
          pending_url: "#",
        },
        { ...server, name: "notes", title: "notes", last_activity: ago(3000), spawn_url: "#" },
        {
          ...server,
          name: "old",
          title: "A server with quite a long display name, for a look at wrapping",
          state: "failed",
          state_text: "stopped",
          failed: true,
          message: "The last start failed: the container image is missing.",
          spawn_url: "#",
        },
      ],
    },
  },
  "home-stopped": {
    template: "home",
    variables: { page: "home", url: "/hub/spawn/alice", default_server: { ...server, name: "", title: "" } },
  },
  spawn: {
    template: "spawn",
    variables: { url: "#", form_template: "partials/slurm-form", form_data: slurm, submitted: null },
  },
  "spawn-data": {
    template: "spawn",
    variables: { url: "#", form_template: "partials/slurm-form", form_data: withData, submitted: null },
    click: ".your-data summary",
  },
  "spawn-full": {
    template: "spawn",
    variables: {
      url: "#",
      form_template: "partials/slurm-form",
      form_data: { ...slurm, disk: { full: true, rescue: true, text: "20 GiB of 20 GiB in use" } },
      submitted: null,
    },
  },
  "spawn-refused": {
    template: "spawn",
    variables: {
      url: "#",
      error_message: "You asked for 2 GPUs and use 1 of your 2 already: 1 more is possible.",
      form_template: "partials/slurm-form",
      form_data: {
        ...slurm,
        queues: [
          ...slurm.queues,
          ...["a", "b", "c"].map(name => ({ ...slurm.queues[0], name, displayName: `Queue ${name}` })),
        ],
        defaults: { queue: "large", container: "pytorch", gpus: "2", memory: "64G", walltime: "1-00:00:00" },
      },
      submitted: { gpus: ["2"] },
    },
  },
  "spawn-site": {
    template: "spawn",
    variables: {
      url: "#",
      site_html: true,
      spawner_options_form: '<label for="stime">Time</label><input class="form-control" name="stime" id="stime">',
      submitted: null,
    },
  },
  "spawn-pending": {
    template: "spawn_pending",
    variables: {
      progress_url: "/hub/sample-progress",
      stop_url: "users/alice/server",
      spawn_url: "#",
      started: ago(12).toISOString(),
      run_id: "r2",
      place: { place: 3, of: 8 },
      requested_at: ago(12),
      progress: 20,
      in_queue: true,
      waits: true,
      message: "Waiting in the queue",
      details: [
        { label: "Queue", text: "Large" },
        { label: "GPUs", text: "2" },
      ],
      events: [{ at: ago(12), message: "Server requested" }],
    },
  },
  "stop-pending": { template: "stop_pending", variables: {} },
  "not-running": { template: "not_running", variables: { spawn_url: "#", server_name: "" } },
  "not-running-failed": {
    template: "not_running",
    variables: {
      spawn_url: "#",
      server_name: "training",
      failed: true,
      events: [
        { at: ago(2), message: "Server requested" },
        { at: ago(1), message: "Submitted as job 4711" },
      ],
      failed_message: "sbatch: error: Batch job submission failed: Requested node configuration is not available",
      job_log: "slurmstepd: error: *** JOB 12 ON n1 CANCELLED ***\nTraceback (most recent call last): ...",
    },
  },
  containers: { template: "containers", variables: sampleContainers },
  "containers-add": { template: "containers", variables: sampleContainers, click: "#add-container" },
  token: {
    template: "token",
    variables: {
      page: "token",
      token_expires_in_options: [
        { seconds: 3600, label: "1 Hour" },
        { seconds: "", label: "Never" },
      ],
      api_tokens: [
        {
          api_id: "a1",
          note: "Server at /user/alice/",
          scopes: ["access:servers!server=alice/", "users:activity!user=alice"],
          last_activity: ago(2),
          created: ago(80),
          expires_at: null,
        },
      ],
      oauth_clients: [
        {
          token_id: "a2",
          description: "Server at /user/alice/",
          scopes: ["access:servers!server=alice/"],
          last_activity: ago(5),
          created: ago(79),
        },
      ],
    },
  },
  admin,
  "admin-groups": { ...admin, hash: "#/groups" },
  "admin-runs": { ...admin, hash: "#/runs" },
  "admin-edit-user": { ...admin, click: 'tr[data-key="alice"] [data-focus="user|edit"]' },
  "admin-delete-user": { ...admin, click: 'tr[data-key="bob"] [data-focus="user|delete"]' },
  "admin-edit-group": { ...admin, hash: "#/groups", click: '[data-focus="group|edit"]' },
  "admin-shut-down": { ...admin, click: "#shut-down" },
  "api-docs": {
    template: "api_docs",
    variables: { ...apiDocs(openApi(endpoints)), server: "/hub" },
    hash: "#get-api-users",
  },
  oauth: {
    template: "oauth",
    variables: {
      oauth_client: { description: "The grader service", redirect_uri: "https://grader.example.org/oauth_callback" },
      allowed_scopes: ["read:users:name!user=alice"],
      scope_descriptions: [
        { scope: "read:users:name", description: "Read the names of users.", filter: "user: alice" },
      ],
    },
  },
  "accept-share": {
    template: "accept-share",
    variables: {
      code: "Yb6VbQyJ0O7ePTN3yWJm4rJ8R4m0d8nX2f1c5k7a9sE",
      owner: { name: "bob", escaped_name: "bob", admin: false, url: "/user/bob/" },
      spawner: { name: "training", display_name: "Training run" },
      spawner_ready: false,
      spawner_url: "/user/bob/training/",
      next_url: "/user/bob/training/lab/tree/projects/segmentation/notebooks/evaluation-of-the-third-run.ipynb",
      scope_descriptions: [
        {
          scope: "access:servers",
          description: "Use servers, in the browser or by their API.",
          filter: "server bob/training",
        },
        {
          scope: "start:servers",
          description: "Start servers, and change them while they are stopped.",
          filter: "server bob/training",
        },
      ],
    },
  },
  error: {
    template: "error",
    variables: {
      status_code: 500,
      status_message: "Internal Server Error",
      message: "The database does not answer.",
      request_id: "4f2c91aa",
    },
  },
  "not-found": { template: "404", variables: { status_code: 404, status_message: "Not Found" } },
}
