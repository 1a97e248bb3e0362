// Scripts in templates of sites find what they have in JupyterHub: window.jhdata and requirejs with its modules.
{
  const { version } = document.currentScript.dataset
  window.jhdata ??= JSON.parse(document.getElementById("jhdata").textContent)
  window.requirejs?.config({
    urlArgs: `v=${version}`,
    baseUrl: `${window.jhdata.base_url}static/js`,
    paths: {
      components: "../components",
      jquery: "../components/jquery/dist/jquery.min",
      moment: "../components/moment/moment",
    },
  })
}
