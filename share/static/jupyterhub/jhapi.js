// JupyterHub's module "jhapi" for scripts of sites: the REST API by jQuery's ajax and its options.
define(["jquery", "utils"], ($, utils) => {
  const { url_path_join: path } = utils
  const json = data => (data ? { data: JSON.stringify(data) } : {})

  return class JHAPI {
    constructor(base_url) {
      this.base_url = base_url
      this.xsrf_token = window.jhdata.xsrf_token
    }

    api_request(to, options = {}) {
      const url = new URL(path(this.base_url, "api", utils.encode_uri_components(to)), location.href)
      if (this.xsrf_token) url.searchParams.set("_xsrf", this.xsrf_token)
      $.ajax(url.href, {
        type: "GET",
        contentType: "application/json",
        cache: false,
        dataType: "json",
        processData: false,
        error: utils.ajax_error_dialog,
        ...options,
      })
    }

    /** A call whose reply may be empty. */
    send(type, to, options, data) {
      this.api_request(to, { ...options, type, dataType: null, ...json(data) })
    }

    start_server(user, options) {
      this.send("POST", path("users", user, "server"), options)
    }
    start_named_server(user, server, options) {
      this.send("POST", path("users", user, "servers", server), options)
    }
    create_named_server(user, server, options) {
      this.send("PUT", path("users", user, "servers", server), options)
    }
    stop_server(user, options) {
      this.send("DELETE", path("users", user, "server"), options)
    }
    stop_named_server(user, server, options) {
      this.send("DELETE", path("users", user, "servers", server), options)
    }
    delete_named_server(user, server, options) {
      this.send("DELETE", path("users", user, "servers", server), options, { remove: true })
    }
    list_users(options) {
      this.api_request("users", options)
    }
    get_user(user, options) {
      this.api_request(path("users", user), options)
    }
    add_users(usernames, info, options) {
      this.send("POST", "users", options, { ...info, usernames })
    }
    edit_user(user, info, options) {
      this.send("PATCH", path("users", user), options, info)
    }
    delete_user(user, options) {
      this.send("DELETE", path("users", user), options)
    }
    request_token(user, properties, options) {
      this.api_request(path("users", user, "tokens"), { ...options, type: "POST", ...json(properties) })
    }
    revoke_token(user, id, options) {
      this.send("DELETE", path("users", user, "tokens", id), options)
    }
    shutdown_hub(data, options) {
      this.api_request("shutdown", { ...options, type: "POST", ...json(data) })
    }
  }
})
