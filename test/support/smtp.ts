/** A mail server for tests: takes what it is sent over real SMTP and keeps it. */

import type { AddressInfo } from "node:net"
import { createServer, type Socket } from "node:net"
import type { Test } from "tap"

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and text, as they came. */
  readonly data: string
}

export interface MailServer {
  readonly port: number
  readonly mails: ReceivedMail[]
  /** Answers to the next recipients, such as `450 try later`; empty takes them all. */
  readonly answers: string[]
}

export async function mailServer(t: Test): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  const answers: string[] = []
  const server = createServer(socket => converse(socket, mails, answers))
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  t.teardown(() => server.close())
  return { port: (server.address() as AddressInfo).port, mails, answers }
}

function converse(socket: Socket, mails: ReceivedMail[], answers: string[]): void {
  const say = (line: string) => socket.write(`${line}\r\n`)
  let [rest, from, data, inData]: [string, string, string, boolean] = ["", "", "", false]
  let to: string[] = []
  socket.on("error", () => {})
  socket.setEncoding("utf8").on("data", chunk => {
    const lines = `${rest}${chunk}`.split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) inData ? content(line) : command(line)
  })
  say("220 test ESMTP")

  function content(line: string): void {
    if (line !== ".") {
      data += `${line}\n`
      return
    }
    inData = false
    mails.push({ from, to, data })
    say("250 taken")
  }

  function command(line: string): void {
    const address = /<(.*)>/.exec(line)?.[1] ?? ""
    if (/^EHLO|^HELO|^RSET/i.test(line)) say("250 test")
    else if (/^MAIL FROM:/i.test(line)) {
      ;[from, to, data] = [address, [], ""]
      say("250 ok")
    } else if (/^RCPT TO:/i.test(line)) {
      const answer = answers.shift() ?? "250 ok"
      if (answer.startsWith("2")) to.push(address)
      say(answer)
    } else if (/^DATA/i.test(line)) {
      inData = true
      say("354 go on")
    } else if (/^QUIT/i.test(line)) {
      say("221 bye")
      socket.end()
    } else say("502 what?")
  }
}
