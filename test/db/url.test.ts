/** SQLAlchemy's database URLs. */
import t from "tap"
import { parseDatabaseUrl } from "../../hub/db/url.ts"
import { Refusal } from "../../hub/plugin/errors.ts"

const parse = (url: string) => parseDatabaseUrl(url, "/srv/hub")

t.test("SQLite: relative, absolute, in memory, and a bare path", async t => {
  for (const [url, database] of [
    ["sqlite:///jupyterhub.sqlite", "/srv/hub/jupyterhub.sqlite"],
    ["sqlite:////var/lib/hub.sqlite?timeout=5", "/var/lib/hub.sqlite"],
    ["sqlite+pysqlite:///x/y.sqlite", "/srv/hub/x/y.sqlite"],
    ["jupyterhub.sqlite", "/srv/hub/jupyterhub.sqlite"],
    ["/abs.sqlite", "/abs.sqlite"],
    ["sqlite://", ":memory:"],
    ["sqlite:///:memory:", ":memory:"],
  ] as const) {
    t.match(parse(url), { dialect: "sqlite3", database }, url)
  }
})

t.test("PostgreSQL and MySQL: drivers' names, escaped passwords, ports, IPv6, sockets", async t => {
  t.strictSame(parse("postgresql+psycopg2://hub:p%40ss%2F%3Aword@db.example:5433/jh?sslmode=require"), {
    dialect: "pg",
    database: "jh",
    params: { sslmode: "require" },
    user: "hub",
    password: "p@ss/:word",
    host: "db.example",
    port: 5433,
    label: "PostgreSQL database jh at db.example:5433",
  })
  t.match(parse("mysql+pymysql://root:@[::1]/jh"), { dialect: "mysql2", host: "::1", user: "root", password: "" })
  t.match(parse("mariadb://u@h/d"), { dialect: "mysql2", host: "h", database: "d" })
  t.match(parse("postgresql:///jh?host=/run/postgresql&port=5433"), { socket: "/run/postgresql", port: 5433 })
  t.match(parse("postgresql://u@/jh?host=db2"), { host: "db2" })
  t.match(parse("mysql://u@localhost/jh?unix_socket=/run/mysqld/mysqld.sock"), { socket: "/run/mysqld/mysqld.sock" })
  t.match(parse("postgres://u:100%@h/d"), { password: "100%" })
})

t.test("the label never shows the password, and what cannot be used is refused", async t => {
  t.notMatch(parse("mysql://u:geheim@h/d").label, /geheim/)
  t.throws(() => parse("oracle://u:geheim@h/d"), Refusal)
  t.throws(() => parse("oracle://u:geheim@h/d"), { message: /^(?!.*geheim).*oracle:\/\// })
  t.throws(() => parse("postgresql://u:a@b@c:x/d"), { message: /percent-encoded/ })
})
