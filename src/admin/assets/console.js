// Comforts only: every page works without this file.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button')
  if (button?.matches('[data-print]')) print()
  if (button?.matches('[data-copy]')) void copy(button)
})

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
  button.classList.add('copied')
}

// On a phone the sections scroll sideways: the current one is in sight. Not by `scrollIntoView`: the tab key
// would go on from there, past the link that skips them.
for (const current of document.querySelectorAll('nav [aria-current]')) {
  const sections = current.closest('nav')
  const [strip, one] = [sections.getBoundingClientRect(), current.getBoundingClientRect()]
  sections.scrollLeft += one.left + one.width / 2 - (strip.left + strip.width / 2)
}

// "/" goes to the page's search box, as in every other console.
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input, select, textarea')) return
  const search = document.querySelector('form[role="search"] input')
  if (!search) return
  event.preventDefault()
  search.focus()
  search.select()
})

// The mark beside the overview's title says whether what is shown is still current.
const setLive = (isLive) => {
  for (const mark of document.querySelectorAll('[data-live]')) mark.classList.toggle('on', isLive)
}
document.addEventListener('htmx:sse:after:connection', () => setLive(true))
document.addEventListener('htmx:sse:error', () => setLive(false))
document.addEventListener('htmx:sse:close', () => setLive(false))

for (const button of document.querySelectorAll('[data-print], [data-copy]')) button.hidden = false
