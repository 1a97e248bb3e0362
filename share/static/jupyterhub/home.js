// JupyterHub's module "home" for templates of sites that ask for it: what our own page does.
define([], () => {
  import("../js/home-page.js")
})
