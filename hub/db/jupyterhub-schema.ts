/** JupyterHub 6.1's schema as data, in the order in which its foreign keys allow the tables to be made. */
import type { Table } from "./ddl.ts"

/** The revision of JupyterHub 6.0 and 6.1 in alembic_version. */
export const headRevision = "f460b0348206"

const user = ["users", "id", "CASCADE"] as const
const group = ["groups", "id", "CASCADE"] as const
const role = ["roles", "id", "CASCADE"] as const
const service = ["services", "id", "CASCADE"] as const
const spawner = ["spawners", "id", "CASCADE"] as const
const clientCascade = ["oauth_clients", "identifier", "CASCADE"] as const
const clientSetNull = ["oauth_clients", "identifier", "SET NULL"] as const
const server = ["servers", "id", "SET NULL"] as const

export const alembicVersion: Table = {
  name: "alembic_version",
  columns: { version_num: "varchar(32) not null" },
  primaryKey: ["version_num"],
  primaryKeyName: "alembic_version_pkc",
}

export const jupyterhubTables: readonly Table[] = [
  {
    name: "servers",
    columns: {
      id: "serial",
      proto: "varchar(15)",
      ip: "varchar(255)",
      port: "int",
      base_url: "varchar(255)",
      cookie_name: "varchar(255)",
    },
    primaryKey: ["id"],
  },
  {
    name: "roles",
    columns: {
      id: "serial",
      name: "varchar(255)",
      description: "varchar(1023)",
      scopes: "text",
      managed_by_auth: "bool not null",
    },
    primaryKey: ["id"],
    unique: ["name"],
  },
  {
    name: "groups",
    columns: { id: "serial", name: "varchar(255)", properties: "text" },
    primaryKey: ["id"],
    unique: ["name"],
  },
  {
    name: "users",
    columns: {
      id: "serial",
      name: "varchar(255)",
      user_info: "text",
      admin: "bool",
      created: "datetime",
      last_activity: "datetime",
      cookie_id: "varchar(255) not null",
      state: "text",
      encrypted_auth_state: "blob",
    },
    primaryKey: ["id"],
    unique: ["name", "cookie_id"],
  },
  {
    name: "oauth_clients",
    columns: {
      id: "serial",
      identifier: "varchar(255)",
      description: "varchar(1023)",
      secret: "varchar(255)",
      redirect_uri: "varchar(1023)",
      allowed_scopes: "text",
    },
    primaryKey: ["id"],
    unique: ["identifier"],
  },
  {
    name: "user_role_map",
    columns: { user_id: "int not null", role_id: "int not null", managed_by_auth: "bool not null" },
    primaryKey: ["user_id", "role_id"],
    references: { user_id: user, role_id: role },
  },
  {
    name: "group_role_map",
    columns: { group_id: "int not null", role_id: "int not null", managed_by_auth: "bool not null" },
    primaryKey: ["group_id", "role_id"],
    references: { group_id: group, role_id: role },
  },
  {
    name: "user_group_map",
    columns: { user_id: "int not null", group_id: "int not null" },
    primaryKey: ["user_id", "group_id"],
    references: { user_id: user, group_id: group },
  },
  {
    name: "spawners",
    columns: {
      id: "serial",
      user_id: "int",
      server_id: "int",
      state: "text",
      name: "varchar(255)",
      display_name: "varchar(255)",
      started: "datetime",
      last_activity: "datetime",
      user_options: "text",
      oauth_client_id: "varchar(255)",
    },
    primaryKey: ["id"],
    references: { user_id: user, server_id: server, oauth_client_id: clientSetNull },
  },
  {
    name: "services",
    columns: {
      id: "serial",
      name: "varchar(255)",
      admin: "bool",
      url: "varchar(2047)",
      oauth_client_allowed_scopes: "text",
      info: "text",
      display: "bool",
      oauth_no_confirm: "bool",
      command: "text",
      cwd: "varchar(4095)",
      environment: "text",
      user: "varchar(255)",
      timeout: "int not null",
      from_config: "bool",
      _server_id: "int",
      pid: "int",
      oauth_client_id: "varchar(255)",
    },
    primaryKey: ["id"],
    unique: ["name"],
    references: { _server_id: server, oauth_client_id: clientSetNull },
  },
  {
    name: "oauth_codes",
    columns: {
      id: "serial",
      client_id: "varchar(255)",
      code: "varchar(36)",
      expires_at: "int",
      redirect_uri: "varchar(1023)",
      session_id: "varchar(255)",
      user_id: "int",
      scopes: "text",
      code_challenge: "varchar(255)",
      code_challenge_method: "varchar(64)",
    },
    primaryKey: ["id"],
    references: { client_id: clientCascade, user_id: user },
  },
  {
    name: "service_role_map",
    columns: { service_id: "int not null", role_id: "int not null", managed_by_auth: "bool not null" },
    primaryKey: ["service_id", "role_id"],
    references: { service_id: service, role_id: role },
  },
  {
    name: "shares",
    columns: {
      user_id: "int",
      group_id: "int",
      id: "serial",
      created_at: "datetime not null",
      scopes: "text",
      expires_at: "datetime",
      owner_id: "int",
      spawner_id: "int",
    },
    primaryKey: ["id"],
    references: { user_id: user, group_id: group, owner_id: user, spawner_id: spawner },
  },
  {
    name: "share_codes",
    columns: {
      hashed: "varchar(255)",
      prefix: "varchar(16)",
      exchange_count: "int",
      last_exchanged_at: "datetime",
      id: "serial",
      created_at: "datetime not null",
      scopes: "text",
      expires_at: "datetime",
      owner_id: "int",
      spawner_id: "int",
    },
    primaryKey: ["id"],
    unique: ["hashed"],
    references: { owner_id: user, spawner_id: spawner },
    indexes: [["prefix"]],
  },
  {
    name: "api_tokens",
    columns: {
      user_id: "int",
      service_id: "int",
      id: "serial",
      hashed: "varchar(255)",
      prefix: "varchar(16)",
      client_id: "varchar(255)",
      session_id: "varchar(255)",
      created: "datetime",
      expires_at: "datetime",
      last_activity: "datetime",
      note: "varchar(1023)",
      scopes: "text",
    },
    primaryKey: ["id"],
    unique: ["hashed"],
    references: { user_id: user, service_id: service, client_id: clientCascade },
    indexes: [["prefix"]],
  },
]
