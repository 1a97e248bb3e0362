// JupyterHub's module "not_running" for templates of sites that ask for it: what our own page does.
define([], () => {
  import("../js/not-running-page.js")
})
