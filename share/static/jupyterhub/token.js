// JupyterHub's module "token" for templates of sites that ask for it: what our own page does.
define([], () => {
  import("../js/token-page.js")
})
