// JupyterHub's module "utils" for scripts of sites: addresses, and errors of API calls.
define([], () => {
  const joined = (...parts) =>
    parts
      .filter(part => part !== "")
      .reduce((url, part) => (url === "" || url.endsWith("/") ? url + part : `${url}/${part}`), "")
      .replace(/\/\/+/, "/")
  const encoded = path => path.split("/").map(encodeURIComponent).join("/")
  const message = reply => reply.responseJSON?.message ?? reply.statusText
  const utils = {
    url_path_join: joined,
    encode_uri_components: encoded,
    url_join_encode: (...parts) => encoded(joined(...parts)),
    parse_url: url => Object.assign(document.createElement("a"), { href: url }),
    escape_html: text => Object.assign(document.createElement("div"), { textContent: text }).innerHTML,
    get_body_data: key => decodeURIComponent(document.body.dataset[key] ?? ""),
    ajax_error_msg: message,
    log_ajax_error: reply => `API request failed (${reply.status}): ${message(reply)}`,
    ajax_error_dialog: reply => {
      const dialog = document.getElementById("error-dialog")
      dialog.querySelector(".ajax-error").textContent = utils.log_ajax_error(reply)
      if (dialog.showModal) dialog.showModal()
      else new window.bootstrap.Modal(dialog).show()
    },
  }
  return utils
})
