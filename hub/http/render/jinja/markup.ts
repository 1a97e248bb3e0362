/** Text that is HTML already and is not escaped again, by either engine: Handlebars asks for toHTML. */
export class Markup {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
  toHTML(): string {
    return this.html
  }
  toString(): string {
    return this.html
  }
}

/** As markupsafe writes it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, c => entities[c] ?? c)
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
}
