/** Where carme-hub answers otherwise than JupyterHub 6.1.1 on purpose: each with its reason, each met by a request. */

export interface KnownDifference {
  /** Against the request as `nameOf` writes it. */
  readonly request: RegExp
  /** Against the place of the difference: `status`, `body.message`. */
  readonly at: RegExp
  readonly reason: string
}

const answer = /^(status|type|body.*)$/
const message = /^body\.message$/

export const knownDifferences: readonly KnownDifference[] = [
  {
    request: /GET \/info$/,
    at: /^body\.(python|sys_executable)$/,
    reason: "There is no Python under this hub: Node.js is named.",
  },
  {
    request: /^\w+ GET \/user$/,
    at: /^body\.last_activity$/,
    reason: "The first request of a person is seen in the answer to the next one.",
  },
  {
    request: /^(reader|narrow|odd|maker|idle) GET \/user$/,
    at: /^body\.(display|info|url)$/,
    reason: "A service sees of itself what others see of it; JupyterHub has null there.",
  },
  {
    request: / \/hub\/accept-share/,
    at: /^headers\.(cache-control|content-security-policy)$/,
    reason: "Pages are not kept by anything on the way, and load scripts of the hub alone.",
  },
  {
    request: /^narrow GET \/groups .*pagination/,
    at: /^body\._pagination\.total$/,
    reason: "Counted are the groups that may be read; JupyterHub tells how many there are.",
  },
  {
    request: /name_filter=(%25|_)/,
    at: answer,
    reason: "% and _ stand for themselves in a name; JupyterHub takes them for wildcards.",
  },
  {
    request: /GET \/users\/%$/,
    at: answer,
    reason: "A path that cannot be decoded is a 400 for everybody; JupyterHub looks for a user of that name.",
  },
  {
    request: /POST \/users\/\w+\/tokens/,
    at: /^headers\.cache-control$/,
    reason: "A reply with a new token is not to be kept by anything on the way.",
  },
  {
    request: /^\w+ (POST|PATCH|DELETE) \/(users|groups)/,
    at: message,
    reason: "The same refusal in words that do not name Python's classes and values.",
  },
  {
    request: /PATCH \/proxy not json/,
    at: message,
    reason: "Bad JSON is told in the same words everywhere.",
  },
  {
    request: /PATCH \/users\/ada\/servers?(\/lab)? ("text"|7|\{"unknown": 1\}|\[1\]|\{"name":5\})/,
    at: answer,
    reason: "JupyterHub fails with a 500.",
  },
  {
    request: /POST \/(users \{"usernames":\[1\]\}|groups\/fresh \{"users":\[1\]\})/,
    at: answer,
    reason: "JupyterHub fails with a 500.",
  },
  {
    request: /POST \/services\/fresh \{"oauth_client_allowed_scopes"/,
    at: answer,
    reason: "JupyterHub fails with a 500.",
  },
  {
    request: /POST \/services\/fresh \{"(admin|unknown)"/,
    at: message,
    reason: "The same refusal in words that do not name Python's classes and values.",
  },
  {
    request: /PATCH \/users\/bob \{"groups":\[1\]\}/,
    at: answer,
    reason: "JupyterHub fails with a 500.",
  },
  {
    request: /PUT \/users\/ada\/servers?(\/lab)? (not json|\[\]|"text"|7)/,
    at: answer,
    reason: "A body that cannot be is told before the server is looked for.",
  },
  {
    request: /POST \/users\/zoe \{/,
    at: answer,
    reason: "A body that cannot be is told before the user is looked for.",
  },
  {
    request: /GET \/users/,
    at: /user_options\./,
    reason: "Changed options are shown at once; JupyterHub shows those it has in memory.",
  },
  {
    request: /^root (POST \/share-codes\/ada\/|(POST|PATCH) \/shares\/ada\/lab)( |$)/,
    at: message,
    reason: "The same refusal in words that do not name Python's classes and values.",
  },
  {
    request: /(POST|PATCH) \/share(s|-codes)\/.*("user":""\}|\["missing"\]\}|other=x"\]\}|"text"|\[1\]|7)$/,
    at: answer,
    reason: "JupyterHub fails with a 500.",
  },
  {
    request: /POST \/share-codes\//,
    at: /^headers\.cache-control$/,
    reason: "A reply with a new code is not to be kept by anything on the way.",
  },
  {
    request: /^bob GET \/user$/,
    at: /^body\.scopes$/,
    reason: "What is shared with a group is there for tokens of its members, too.",
  },
  {
    request: /GET \/users\/ada\/servers\/lab\/progress/,
    at: answer,
    reason:
      "A server that never started has no start to follow; JupyterHub says so with 400 while it has it in memory.",
  },
  {
    request: /GET \/users\/evelyn/,
    at: /servers\.\w*\.(progress_)?url$/,
    reason:
      "The addresses of a renamed user's servers have the new name; JupyterHub shows the old one until it restarts.",
  },
]
