/** Sends one mail by the site's server. Throws when it was not sent; `mayRetry` tells whether it certainly was not. */
import type { MailSettings } from "../../config/carme/mail.ts"
import type { NoticeText } from "./notice-text.ts"

const timeoutMs = 20_000

export async function sendMail(settings: MailSettings, to: string, { subject, text }: NoticeText): Promise<void> {
  // Loaded by who sends mail: a hub without a mail server never does.
  const { createTransport } = await import("nodemailer")
  const { host, port, tls, user, password } = settings
  const transport = createTransport({
    host,
    port,
    secure: tls,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Nothing in a mail of the hub is a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === null ? {} : { auth: { user, pass: password ?? "" } }),
  })
  try {
    await transport.sendMail({
      from: settings.from,
      to,
      subject,
      text,
      headers: { "Auto-Submitted": "auto-generated" },
    })
  } finally {
    transport.close()
  }
}

/** A second try after a mail that may have arrived would be a second mail. */
export function mayRetry(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false
  const { code, syscall, responseCode } = error as { code?: unknown; syscall?: unknown; responseCode?: unknown }
  if (typeof responseCode === "number") return responseCode >= 400 && responseCode < 500
  return syscall === "connect" || ["EDNS", "ECONNECTION", "EAUTH", "ETLS"].includes(String(code))
}
