/** The rows of the endpoint table that are pages. */
import type { Endpoint } from "../endpoint.ts"
import { acceptSharePages } from "./accept-share.ts"
import { adminPage } from "./admin.ts"
import { calendarPage } from "./calendar.ts"
import { containersPage } from "./containers.ts"
import { cspReportPage } from "./csp-report.ts"
import { errorPage } from "./error.ts"
import { homePage } from "./home.ts"
import { loginPages } from "./login.ts"
import { logoutPage } from "./logout.ts"
import { projectsPage } from "./projects.ts"
import { quotaPage } from "./quota.ts"
import { rootPage } from "./root.ts"
import { spawnPages } from "./spawn.ts"
import { spawnPendingPages } from "./spawn-pending.ts"
import { tokenPage } from "./token-page.ts"
import { userRedirectPages } from "./user-redirect.ts"
import { userUrlPages } from "./user-url.ts"

export const pages: readonly Endpoint[] = [
  rootPage,
  homePage,
  ...loginPages,
  logoutPage,
  ...spawnPages,
  ...spawnPendingPages,
  tokenPage,
  containersPage,
  quotaPage,
  ...acceptSharePages,
  projectsPage,
  adminPage,
  calendarPage,
  errorPage,
  ...userUrlPages,
  ...userRedirectPages,
  cspReportPage,
]
