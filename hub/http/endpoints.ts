/** The endpoint table: every row that the hub answers, in the order in which paths are compared. */
import { activityEndpoints } from "./api/activity.ts"
import { authorizationsEndpoints } from "./api/authorizations.ts"
import { batchspawnerEndpoints } from "./api/batchspawner.ts"
import { containersEndpoints } from "./api/containers.ts"
import { groupsEndpoints } from "./api/groups.ts"
import { healthEndpoints } from "./api/health.ts"
import { hubEndpoints } from "./api/hub.ts"
import { metricsEndpoints } from "./api/metrics.ts"
import { namedUserEndpoints } from "./api/named-user.ts"
import { oauth2Endpoints } from "./api/oauth2.ts"
import { openApiEndpoint } from "./api/openapi-document.ts"
import { progressEndpoints } from "./api/progress.ts"
import { projectMembersEndpoints } from "./api/project-members.ts"
import { projectsEndpoints } from "./api/projects.ts"
import { proxyEndpoints } from "./api/proxy.ts"
import { queuesEndpoints } from "./api/queues.ts"
import { quotaExceptionsEndpoints } from "./api/quota-exceptions.ts"
import { quotasEndpoints } from "./api/quotas.ts"
import { reservationsEndpoints } from "./api/reservations.ts"
import { reservationsFeedEndpoints } from "./api/reservations-feed.ts"
import { runEndpoints } from "./api/run.ts"
import { runsEndpoints } from "./api/runs.ts"
import { runsToldEndpoints } from "./api/runs-told.ts"
import { serversEndpoints } from "./api/servers.ts"
import { servicesEndpoints } from "./api/services.ts"
import { shareCodesEndpoints } from "./api/share-codes.ts"
import { sharedEndpoints } from "./api/shared.ts"
import { sharesEndpoints } from "./api/shares.ts"
import { shutdownEndpoints } from "./api/shutdown.ts"
import { tokensEndpoints } from "./api/tokens.ts"
import { usageEndpoints } from "./api/usage.ts"
import { userEndpoints } from "./api/user.ts"
import { usersEndpoints } from "./api/users.ts"
import type { Endpoint } from "./endpoint.ts"
import { apiDocsPage } from "./pages/api-docs.ts"
import { pages } from "./pages/index.ts"

export const endpoints: readonly Endpoint[] = [
  ...healthEndpoints,
  ...userEndpoints,
  ...activityEndpoints,
  ...batchspawnerEndpoints,
  ...runsToldEndpoints,
  ...oauth2Endpoints,
  ...serversEndpoints,
  ...progressEndpoints,
  ...usersEndpoints,
  ...namedUserEndpoints,
  ...runsEndpoints,
  ...quotasEndpoints,
  ...quotaExceptionsEndpoints,
  ...usageEndpoints,
  ...runEndpoints,
  ...queuesEndpoints,
  ...reservationsFeedEndpoints,
  ...reservationsEndpoints,
  ...containersEndpoints,
  ...tokensEndpoints,
  ...groupsEndpoints,
  ...projectsEndpoints,
  ...projectMembersEndpoints,
  ...sharesEndpoints,
  ...shareCodesEndpoints,
  ...sharedEndpoints,
  ...servicesEndpoints,
  ...proxyEndpoints,
  ...hubEndpoints,
  ...shutdownEndpoints,
  ...metricsEndpoints,
  ...authorizationsEndpoints,
  openApiEndpoint(() => endpoints),
  apiDocsPage(() => endpoints),
  ...pages,
]
