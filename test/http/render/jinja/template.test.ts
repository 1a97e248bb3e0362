import t from "tap"
import { newFrame } from "../../../../hub/http/render/blocks.ts"
import { Callable } from "../../../../hub/http/render/jinja/callable.ts"
import { parse } from "../../../../hub/http/render/jinja/parser.ts"
import { type Others, template } from "../../../../hub/http/render/jinja/template.ts"

const nobody: Others = {
  render: name => {
    throw new Error(`there is no ${name}`)
  },
  find: () => null,
  exported: () => ({}),
}

function render(source: string, variables: Readonly<Record<string, unknown>> = {}): string {
  return template("page.html", parse(source, "page.html"), nobody).render(newFrame({ ...variables }))
}

const variables = () => ({
  user: { name: "ada@example.org", admin: true, groups: ["staff", "gpu"] },
  evil: "<b>&\"'",
  empty: [],
  none: null,
  zero: 0,
  n: 7,
  when: new Date("2026-11-23T09:05:07Z"),
  d: { b: 2, a: 1 },
  people: [
    { name: "Bo", age: 3 },
    { name: "al", age: 5 },
    { name: "Cy", age: 3 },
  ],
})

/** Each template, and what Jinja 3.1.6 in Python makes of it with the variables above. */
const python: readonly (readonly [string, string])[] = [
  ['{{ user.name.split("@")[0] }}', "ada"],
  ['{{ user.name.split("@")[0].title() }}', "Ada"],
  [
    '{{ user[\'name\'] }}|{{ user.get("name") }}|{{ user.get("nope", "x") }}|{{ user.nope }}',
    "ada@example.org|ada@example.org|x|",
  ],
  ["{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "b=2;a=1;"],
  ["{% for k in d %}{{ k }}{% endfor %}", "ba"],
  ["{% for k, v in d|dictsort %}{{ k }}{{ v }}{% endfor %}", "a1b2"],
  [
    '{{ "staff" in user.groups }} {{ "x" not in user.groups }} {{ "da" in user.name }} {{ "a" in d }}',
    "True True True True",
  ],
  ['{{ "yes" if user.admin else "no" }}{{ "x" if zero }}', "yes"],
  ["{{ 1 if zero else 2 if none else 3 }}", "3"],
  ["{{ not empty }} {{ not none }} {% if empty %}full{% else %}empty{% endif %}", "True True empty"],
  [
    "{{ evil }} {{ evil|safe }} {{ evil|e }} {{ evil|upper }} {{ evil|length }}",
    "&lt;b&gt;&amp;&#34;&#39; <b>&\"' &lt;b&gt;&amp;&#34;&#39; &lt;B&gt;&amp;&#34;&#39; 6",
  ],
  ['{{ "<i>"|safe ~ evil }} {{ ("<i>"|safe) + evil }}', "<i>&lt;b&gt;&amp;&#34;&#39; <i>&lt;b&gt;&amp;&#34;&#39;"],
  [
    '{{ "Hello {}".format(evil) }} {{ ("<b>{}</b>"|safe).format(evil) }} {{ "{0}-{name:>5}|{1:.2f}".format("a", 2, name="n") }}',
    "Hello &lt;b&gt;&amp;&#34;&#39; <b>&lt;b&gt;&amp;&#34;&#39;</b> a-    n|2.00",
  ],
  [
    '{{ "%s has %d (%.1f%%)"|format("x", 3, 2.5) }} {{ "%s=%s" % ("a", evil) }} {{ "%(a)s" % {"a": 1} }}',
    "x has 3 (2.5%) a=&lt;b&gt;&amp;&#34;&#39; 1",
  ],
  [
    '{{ "a-b c".replace("-", " ").replace(" ", "_") }} {{ "aaa".replace("a", "b", 2) }} {{ "aaa"|replace("a", "<") }}',
    "a_b_c bba &lt;&lt;&lt;",
  ],
  [
    '{{ "abc".startswith("a") }} {{ "abc".endswith(("x", "c")) }} {{ " x ".strip() }}| {{ "x,y,z".split(",", 1) }} {{ "xay".rsplit("a") }}',
    "True True x| [&#39;x&#39;, &#39;y,z&#39;] [&#39;x&#39;, &#39;y&#39;]",
  ],
  [
    '{{ ["a", "b"]|join(", ") }} {{ ", ".join(["<", "b"]) }} {{ ["<", "b"]|join("<br>"|safe) }} {{ people|join("/", attribute="name") }}',
    "a, b &lt;, b &lt;<br>b Bo/al/Cy",
  ],
  [
    '{{ people|map(attribute="name")|list }} {{ people|map(attribute="name")|map("upper")|join("") }}',
    "[&#39;Bo&#39;, &#39;al&#39;, &#39;Cy&#39;] BOALCY",
  ],
  [
    '{{ people|selectattr("age", "equalto", 3)|map(attribute="name")|join(",") }} {{ people|rejectattr("age", "gt", 3)|list|length }}',
    "Bo,Cy 2",
  ],
  [
    '{{ people|sort(attribute="name")|map(attribute="name")|join }} {{ people|sum(attribute="age") }} {{ [[1],[2]]|sum(start=[]) }}',
    "alBoCy 11 [1, 2]",
  ],
  ['{% for g, l in people|groupby("age") %}{{ g }}:{{ l|length }} {% endfor %}', "3:2 5:1 "],
  [
    "{{ [3,1,2]|sort }} {{ [3,1,2]|sort(reverse=true) }} {{ [1,1,2]|unique|list }} {{ [1,2,3]|first }}{{ [1,2,3]|last }} {{ [1,2]|reverse|list }}",
    "[1, 2, 3] [3, 2, 1] [1, 2] 13 [2, 1]",
  ],
  [
    "{{ [1,2,3,4,5]|batch(2)|list }} {{ [1,2,3,4,5]|slice(2)|list }} {{ [1,2,3]|max }}{{ [1,2,3]|min }}",
    "[[1, 2], [3, 4], [5]] [[1, 2, 3], [4, 5]] 31",
  ],
  [
    '{{ {"a": [1, none, true], "b": "<\'>"}|tojson }} {{ "x"|tojson }} {{ user|tojson }}',
    '{"a": [1, null, true], "b": "\\u003c\\u0027\\u003e"} "x" {"admin": true, "groups": ["staff", "gpu"], "name": "ada@example.org"}',
  ],
  [
    '{{ missing|default("d") }} {{ none|default("d") }} {{ none|default("d", true) }} {{ ""|default("d", boolean=True) }} {{ missing }}|',
    "d None d d |",
  ],
  [
    '{{ none }} {{ true }} {{ [1, "a", none, 1.5] }} {{ {"a": 1} }} {{ 1.5 }}',
    "None True [1, &#39;a&#39;, None, 1.5] {&#39;a&#39;: 1} 1.5",
  ],
  [
    '{{ missing is defined }} {{ user is defined }} {{ none is none }} {{ n is not none }} {{ "x" is string }} {{ n is number }} {{ n is odd }} {{ n is divisibleby(7) }} {{ d is mapping }} {{ n is sameas n }} {{ not missing is defined }} {{ True is true }}',
    "False True True True True True True True True True True True",
  ],
  [
    '{% for x in [1,2,3] %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %},{% endif %}{{ loop.cycle("a","b") }}{% endfor %}',
    "1/3,a2/3,b3/3a",
  ],
  [
    "{% for x in [1,2,3,4] if x is even %}{{ loop.index }}:{{ x }} {% else %}none{% endfor %}{% for x in [] %}{% else %}none{% endfor %}",
    "1:2 2:4 none",
  ],
  [
    "{% for x in [1,2,3] %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}{% for x in [1,2,3] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
    "131",
  ],
  ["{% set x = 1 %}{% for i in [1,2] %}{% set x = i %}{% endfor %}{{ x }}{% set a, b = 1, 2 %}{{ a }}{{ b }}", "112"],
  ["{% set ns = namespace(c=0) %}{% for i in [1,2] %}{% set ns.c = ns.c + i %}{% endfor %}{{ ns.c }}", "3"],
  [
    "{% set t %}<b>{{ evil }}</b>{% endset %}{{ t }}{% set u | upper %}abc{% endset %}{{ u }}",
    "<b>&lt;b&gt;&amp;&#34;&#39;</b>ABC",
  ],
  ["{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}", "3"],
  [
    '{% macro f(x, y=2, z="q") %}<{{ x }}{{ y }}{{ z }}>{% endmacro %}{{ f(1) }}{{ f(1, 3) }}{{ f(z="&", x=0) }}',
    "<12q><13q><02&amp;>",
  ],
  ['{% macro box(t) %}[{{ t }}:{{ caller() }}]{% endmacro %}{% call box("T") %}in {{ n }}{% endcall %}', "[T:in 7]"],
  [
    "{% macro each(l) %}{% for x in l %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(v) each([1,2]) %}<{{ v }}>{% endcall %}",
    "<1><2>",
  ],
  ["{% filter upper %}abc {{ evil }}{% endfilter %}", "ABC &LT;B&GT;&AMP;&#34;&#39;"],
  ["{% raw %}{{ not }}{% endraw %} {# comment #}x{#- c -#} y", "{{ not }} xy"],
  ["a  {%- if true -%}  b  {%- endif %}  c", "ab  c"],
  [
    '{{ user.name[:3] }} {{ user.name[-3:] }} {{ [1,2,3][1:] }} {{ [1,2,3][-1] }} {{ "abc"[::-1] }}',
    "ada org [2, 3] 3 cba",
  ],
  [
    '{{ 7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** 3 }} {{ 1 + 2 * 3 }} {{ "a" * 3 }} {{ [1] + [2] }} {{ 7 - 2 - 1 }}',
    "3 1 2 8 7 aaa [1, 2] 4",
  ],
  [
    '{{ 1 < 2 < 3 }} {{ 1 == 1.0 }} {{ "a" == "a" and "b" }} {{ none or "z" }} {{ [] == [] }} {{ (1, 2) == (1, 2) }} {{ "b" > "a" }}',
    "True True b z True True True",
  ],
  [
    "{{ when.isoformat() + 'Z' }} {{ when.strftime(\"%d.%m.%Y %H:%M\") }} {{ when.year }} {{ when }}",
    "2026-11-23T09:05:07Z 23.11.2026 09:05 2026 2026-11-23 09:05:07",
  ],
  [
    '{{ "some long text here"|truncate(10) }} {{ "some text"|title }} {{ "aBC"|capitalize }} {{ "x y"|urlencode }} {{ "a/b?c&d"|urlencode }} {{ {"q": "a b"}|urlencode }}',
    "some... Some Text Abc x%20y a/b%3Fc%26d q=a+b",
  ],
  [
    '{{ "3"|int + 1 }} {{ "x"|int }} {{ "x"|int(9) }} {{ 3.7|int }} {{ "2.5"|float }} {{ 3.14159|round(2) }} {{ 2.6|round|int }} {{ -3|abs }}',
    "4 0 9 3 2.5 3.14 3 3",
  ],
  [
    '{{ "<p>a <b>b</b></p>"|striptags }} {{ "a\\nb"|indent(2) }} {{ 1500000|filesizeformat }} {{ "a b c"|wordcount }} {{ "  x "|trim }}|',
    "a b a\n  b 1.5 MB 3 x|",
  ],
  [
    '{{ range(3)|list }} {{ range(1, 6, 2)|list }} {{ dict(a=1) }} {{ "a".upper() }} {{ "abc".find("c") }} {{ "a b".split() }} {{ "5".zfill(3) }} {{ "1".isdigit() }}',
    "[0, 1, 2] [1, 3, 5] {&#39;a&#39;: 1} A 2 [&#39;a&#39;, &#39;b&#39;] 005 True",
  ],
  ['{% do user.groups.append("new") %}{{ user.groups|join(",") }}', "staff,gpu,new"],
  ["{% autoescape false %}{{ evil }}{% endautoescape %}{{ evil }}", "<b>&\"'&lt;b&gt;&amp;&#34;&#39;"],
  ['{% if user.admin and ("staff" in user.groups or n > 9) %}A{% elif n %}B{% else %}C{% endif %}', "A"],
  [
    '{{ evil|forceescape }} {{ evil|safe|upper }} {{ ("<a>"|safe).lower() }} {{ evil|escape|safe }} {{ {"class": "a\\"b", "x": none}|xmlattr }}',
    '&lt;b&gt;&amp;&#34;&#39; <B>&"\' <a> &lt;b&gt;&amp;&#34;&#39;  class="a&#34;b"',
  ],
  ['{{ "é ü"|upper }} {{ "Ünïcode"|urlencode }} {{ "日本"|length }}', "É Ü %C3%9Cn%C3%AFcode 2"],
  [
    '{{ loop is defined }} {{ user.name is string and user.name|length > 3 }} {{ "x" ~ 1 ~ none }}',
    "False True x1None",
  ],
  ["{% for (a, b) in [(1, 2), (3, 4)] %}{{ a+b }} {% endfor %}", "3 7 "],
  ['{{ ["a", "b",] }} {{ {"a": 1,} }}', "[&#39;a&#39;, &#39;b&#39;] {&#39;a&#39;: 1}"],
  [
    '{{ d.keys()|list }} {{ d|length }} {{ "a=b=c".partition("=")|join("/") }} {{ "%02d" % 5 }} {{ "{:,}".format(1234567) }}',
    "[&#39;b&#39;, &#39;a&#39;] 2 a/=/b=c 05 1,234,567",
  ],
  ['{% set x = {"a": {"b": [{"c": 1}]}} %}{{ x.a.b[0].c }}{{ {"a": {"b": 2}}.a.b }}', "12"],
]

t.test("templates give what they give in Python", async t => {
  for (const [source, expected] of python) t.equal(render(source, variables()), expected, source)
})

t.test("nothing of JavaScript can be reached", async t => {
  const tried = [
    "user.constructor",
    "user['__proto__']",
    "user.toString",
    "''.length",
    "people.length",
    "''.constructor.constructor('return process')()",
    "[].constructor.constructor('return process')()",
    "{}.constructor.constructor('return process')()",
    "user.constructor.constructor('return process')()",
    "user['__proto__']['constructor']['constructor']('return process')()",
    "user.__proto__.polluted",
    "constructor.constructor('return process')()",
    "range.constructor('return process')()",
    "static_url.call.constructor('return process')()",
    "''|attr('constructor')|attr('constructor')",
    "[user]|map(attribute='constructor.constructor')|first",
    "[1]|map('constructor')|list",
    "''.toString.constructor('x')",
    "(user|tojson).html.constructor('x')()",
    "when.getTime()",
    "process.env",
    "globalThis.process",
    "require('fs')",
    "self.constructor('x')",
    "'{0.constructor.constructor}'.format(user)",
    "'%(constructor)s' % user",
    "user.toString()",
    "user.hasOwnProperty('x')",
    "people.map(1)",
    "user|dictsort|map(attribute='constructor')|list|join",
  ]
  const given = { ...variables(), static_url: new Callable(() => "x"), raw: () => "called" }
  for (const expression of tried) {
    let html = ""
    try {
      html = render(`{{ ${expression} }}`, given)
    } catch (error) {
      t.match((error as Error).message, /^page\.html:1: /, expression)
    }
    t.match(html, /^(None|\[None\]|(, )?)*$/, expression)
  }
  t.throws(() => render("{{ raw() }}", given), /raw is no function/, "a function that was not meant for templates")
  render("{% set x = {'__proto__': {'polluted': 1}} %}{% do x.update({'__proto__': {'polluted': 1}}) %}")
  t.equal(({} as Record<string, unknown>).polluted, undefined)
})

t.test("what cannot be rendered is told with file, line and what to do", async t => {
  for (const [source, told] of [
    ["a\n{% trans %}b{% endtrans %}", /page\.html:2: translations .* write the text itself/],
    ["{% for x in y recursive %}{% endfor %}", /page\.html:1: recursive loops .* call a macro/],
    ["\n\n{% nonsense %}", /page\.html:3: unknown block tag: nonsense/],
    ["{{ a b }}", /page\.html:1: /],
    ["{% block a %}{% endblock b %}", /page\.html:1: block a ends with endblock b/],
    ["{% if x %}", /page\.html/],
    ["\n{{ missing.method() }}", /page\.html:2: missing\.method is undefined, and is called/],
    ["\n{% for x in 5 %}{% endfor %}", /page\.html:2: 5 cannot be looped over/],
    ["{% extends 'none.html' %}", /page\.html:1: there is no none\.html/],
    ["{{ range(10000000) }}", /too long/],
    ["{% break %}", /outside of a loop/],
  ] as const)
    t.throws(() => render(source), { message: told }, source)
})
