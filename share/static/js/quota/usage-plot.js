// GPU-hours day by day as bars, in the colours of the theme.
import uPlot from "../../components/uplot/dist/uPlot.esm.js"

/** `days` are what the API gives: day and gpu_hours, oldest first. Whoever hears the page is told the sum and the most. */
export function usagePlot(place, days) {
  place.hidden = days.every(day => day.gpu_hours === 0)
  if (place.hidden) return
  const most = days.reduce((best, day) => (day.gpu_hours > best.gpu_hours ? day : best))
  const sum = days.reduce((all, day) => all + day.gpu_hours, 0)
  place.setAttribute("role", "img")
  place.setAttribute(
    "aria-label",
    `GPU-hours by day, ${days[0].day} to ${days.at(-1).day}: ${round(sum)} in all, most on ${most.day} with ${round(most.gpu_hours)}`,
  )
  const draw = () => {
    place.replaceChildren()
    new uPlot(options(place, days), [days.map((_, i) => i), days.map(day => day.gpu_hours)], place)
  }
  draw()
  watched.get(place)?.()
  const theme = new MutationObserver(draw)
  theme.observe(document.documentElement, { attributeFilter: ["data-theme"] })
  let width = place.clientWidth
  const size = new ResizeObserver(() => {
    if (place.clientWidth === width) return
    width = place.clientWidth
    draw()
  })
  size.observe(place)
  watched.set(place, () => {
    theme.disconnect()
    size.disconnect()
  })
}

const watched = new Map()

function options(place, days) {
  const [text, line, bar] = ["--muted", "--border", "--primary"].map(name => colour(place, name))
  const look = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } }
  return {
    width: place.clientWidth,
    height: 200,
    legend: { live: true, markers: { show: false } },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_plot, _low, high) => [0, high * 1.1] },
    },
    axes: [
      {
        ...look,
        grid: { show: false },
        space: 70,
        incrs: [1, 2, 5, 7, 14, 28, 56],
        values: (_plot, at) => at.map(i => (days[i] ? days[i].day.slice(5) : "")),
      },
      { ...look, size: 55 },
    ],
    series: [
      { label: "Day", value: (_plot, i) => (i === null ? "–" : (days[i]?.day ?? "–")) },
      {
        label: "GPU-hours",
        value: (_plot, hours) => (hours === null ? "–" : round(hours)),
        fill: bar,
        width: 0,
        points: { show: false },
        paths: uPlot.paths.bars({ size: [0.7, 60] }),
      },
    ],
  }
}

/** A canvas knows no variables of style sheets. */
function colour(place, name) {
  const probe = document.createElement("span")
  probe.style.color = `var(${name})`
  place.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  return found
}

function round(hours) {
  return String(Math.round(hours * 100) / 100)
}
